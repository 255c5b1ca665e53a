// setns(2): into a namespace that an open file stands for (nsfs), or into those of a pidfd's process.

import { Errno } from '../../abi/errno.ts';
import type { Namespace as Kind } from '../../abi/types.ts';
import { type Credentials, capable } from '../credentials.ts';
import { PidFile } from '../ipc/pidfd.ts';
import type { Namespace } from '../ns/namespace.ts';
import { inNewUserNamespace, replaceNamespace } from '../ns/set.ts';
import type { UserNamespace } from '../ns/user.ts';
import type { Process } from '../process/process.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setns',
  args: ['fd', 'string'],
  status: 'whole',
  run({ process }, fd, kind) {
    const target = namespaceOf(process.fds.get(fd), kind);
    if (kind !== undefined && target.kind !== kind) throw new Errno('EINVAL');
    join(process, target);
  },
});

/** The namespace behind an open file. Throws EINVAL where there is none. */
function namespaceOf({ file, path }: OpenFile, kind: Kind | undefined): Namespace {
  if (file instanceof PidFile) {
    if (!kind) throw new Errno('EINVAL');
    if (file.process.exit) throw new Errno('ESRCH');
    return file.process.ns[kind];
  }
  const found = (file as { namespace?: Namespace }).namespace ?? (path.dentry.inode as { namespace?: Namespace }).namespace;
  if (!found) throw new Errno('EINVAL');
  return found;
}

function join(process: Process, target: Namespace): void {
  if (target.kind === 'user') joinUser(process, target as UserNamespace);
  else {
    const admin = capable(process, 'CAP_SYS_ADMIN', target.owner) && capable(process, 'CAP_SYS_ADMIN', process.ns.user);
    if (!admin) throw new Errno('EPERM');
    if (target.kind === 'pid') joinPid(process, target);
    else if (target.kind === 'time') joinTime(process, target);
    else if (target.kind === 'mnt') joinMount(process, target);
    else replaceNamespace(process.ns, target.kind, target);
  }
}

function joinUser(process: Process, target: UserNamespace): void {
  if (target === process.ns.user || process.threads.size > 1 || process.fs.users > 1) throw new Errno('EINVAL');
  if (!capable(process, 'CAP_SYS_ADMIN', target)) throw new Errno('EPERM');
  replaceNamespace(process.ns, 'user', target);
  const credentials: Credentials = inNewUserNamespace(process.credentials);
  process.credentials = credentials;
}

/** Only downwards, and only for children to come. */
function joinPid(process: Process, target: Namespace): void {
  let at: Namespace | undefined = target;
  while (at && at !== process.ns.pid) at = at.parent;
  if (!at) throw new Errno('EINVAL');
  replaceNamespace(process.ns, 'pidForChildren', target);
}

function joinTime(process: Process, target: Namespace): void {
  if (process.threads.size > 1) throw new Errno('EUSERS');
  replaceNamespace(process.ns, 'time', target);
  replaceNamespace(process.ns, 'timeForChildren', target);
}

function joinMount(process: Process, target: Namespace): void {
  if (!capable(process, 'CAP_SYS_CHROOT', process.ns.user)) throw new Errno('EPERM');
  if (process.fs.users > 1) throw new Errno('EINVAL');
  replaceNamespace(process.ns, 'mnt', target);
  target.enter?.(process.fs, 'join');
}
