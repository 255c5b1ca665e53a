// prlimit(2): reads a limit, and sets it.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import { findProcess } from '../ns/pid.ts';
import type { Process } from '../process/process.ts';
import { defineSyscall } from './define.ts';

/** /proc/sys/fs/nr_open. */
const FILES_MAX = 1048576;

function checkOther(caller: Process, process: Process): void {
  const { uid, gid } = caller.credentials;
  const other = process.credentials;
  const same = [other.uid, other.euid, other.suid].every(id => id === uid) && [other.gid, other.egid, other.sgid].every(id => id === gid);
  if (!same && !capable(caller, 'CAP_SYS_RESOURCE', process.ns.user)) throw new Errno('EPERM');
}

export default defineSyscall({
  name: 'prlimit',
  args: ['pid', 'string', 'json'],
  status: 'whole',
  run({ process: caller }, pid, resource, limit) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    if (process !== caller) checkOther(caller, process);
    const before = process.limits[resource];
    if (!before) throw new Errno('EINVAL');
    if (limit === undefined) return { ...before };
    if (limit.soft > limit.hard) throw new Errno('EINVAL');
    if (resource === 'nofile' && limit.hard > FILES_MAX) throw new Errno('EPERM');
    if (limit.hard > before.hard && !capable(caller, 'CAP_SYS_RESOURCE')) throw new Errno('EPERM');
    process.limits[resource] = { ...limit };
    if (resource === 'nofile') process.fds.max = limit.soft;
    return { ...before };
  },
});
