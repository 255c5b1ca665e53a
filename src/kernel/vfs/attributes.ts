// What a process sees of an inode and may change of it: stat, mode, owner, times, size. As fs/stat.c and fs/attr.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Stat, Timespec } from '../../abi/types.ts';
import { userNamespaceOf } from '../credentials.ts';
import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import type { Inode } from './inode.ts';
import type { Mount } from './mount.ts';
import type { Path } from './path.ts';
import { capableOver, ownerOrCapable, permits, requireWritable, WRITE } from './permission.ts';
import { now } from './time.ts';
import { dropSetId } from './transfer.ts';
import { notify } from './watch.ts';
import { requireNotRunning } from './writers.ts';

const SETUID = 0o4000;
const SETGID = 0o2000;
const GROUP_EXECUTE = 0o010;
const FILE_BYTES_MAX = 2 ** 63;

/** stat(2), ids as the process's user namespace numbers them. */
export function statFor(process: Process, path: Path): Stat {
  const stat = path.dentry.inode.stat();
  const userns = userNamespaceOf(process);
  if (!userns.parent) return stat;
  return { ...stat, uid: userns.shownUid(stat.uid), gid: userns.shownGid(stat.gid) };
}

/** A mount's flags, and its filesystem's, as statvfs(3) and /proc/mounts name them. */
export function shownAttributes(mount: Mount): string[] {
  const { nosuid, nodev, noexec, atime, nodiratime } = mount.attributes;
  const shown = [mount.readonly ? 'ro' : 'rw'];
  if (nosuid) shown.push('nosuid');
  if (nodev) shown.push('nodev');
  if (noexec) shown.push('noexec');
  if (atime === 'noatime') shown.push('noatime');
  if (nodiratime) shown.push('nodiratime');
  if (atime === 'relatime') shown.push('relatime');
  return shown;
}

function requireSettable(inode: Inode): NonNullable<Inode['setattr']> {
  if (!inode.setattr) throw new Errno('EPERM');
  return inode.setattr.bind(inode);
}

/** chmod(2). */
export function chmodFor(process: Process, path: Path, mode: number): void {
  requireWritable(path);
  const { inode } = path.dentry;
  if (inode.kind === 'symlink') throw new Errno('EOPNOTSUPP');
  if (!ownerOrCapable(process, inode)) throw new Errno('EPERM');
  let bits = mode & 0o7777;
  const gid = inode.gid ?? inode.stat().gid;
  if (!process.credentials.inGroup(gid) && !capableOver(process, inode, 'CAP_FSETID')) bits &= ~SETGID;
  requireSettable(inode)({ mode: bits });
  notify(path.dentry, 'ATTRIB');
}

/** chown(2): ids as the process's user namespace numbers them; EINVAL for one without a mapping. */
export function chownFor(process: Process, path: Path, uid: number | undefined, gid: number | undefined): void {
  const userns = userNamespaceOf(process);
  const kernelUid = uid === undefined ? undefined : userns.kernelUid(uid);
  const kernelGid = gid === undefined ? undefined : userns.kernelGid(gid);
  if ((uid !== undefined && kernelUid === undefined) || (gid !== undefined && kernelGid === undefined)) throw new Errno('EINVAL');
  requireWritable(path);
  const { inode } = path.dentry;
  const stat = inode.stat();
  const { fsuid } = process.credentials;
  const mayChown = capableOver(process, inode, 'CAP_CHOWN');
  if (kernelUid !== undefined && !mayChown && !(fsuid === stat.uid && kernelUid === stat.uid)) throw new Errno('EPERM');
  if (kernelGid !== undefined && !mayChown) {
    const allowed = fsuid === stat.uid && (kernelGid === stat.gid || process.credentials.inGroup(kernelGid));
    if (!allowed) throw new Errno('EPERM');
  }
  let { mode } = stat;
  if (inode.kind !== 'directory' && (kernelUid !== undefined || kernelGid !== undefined)) {
    mode &= ~SETUID;
    if (mode & GROUP_EXECUTE) mode &= ~SETGID;
  }
  requireSettable(inode)({
    ...(kernelUid === undefined ? {} : { uid: kernelUid }),
    ...(kernelGid === undefined ? {} : { gid: kernelGid }),
    ...(mode === stat.mode ? {} : { mode }),
  });
  notify(path.dentry, 'ATTRIB');
}

/** utimensat(2): both times "now" needs no more than permission to write. */
export function utimensFor(process: Process, path: Path, atime: Timespec | 'now' | undefined, mtime: Timespec | 'now' | undefined): void {
  if (atime === undefined && mtime === undefined) return;
  requireWritable(path);
  const { inode } = path.dentry;
  if (!ownerOrCapable(process, inode)) {
    if (atime !== 'now' || mtime !== 'now') throw new Errno('EPERM');
    if (!permits(process, inode, WRITE)) throw new Errno('EACCES');
  }
  const clock = now(process.kernel);
  requireSettable(inode)({
    ...(atime === undefined ? {} : { atime: atime === 'now' ? clock : atime }),
    ...(mtime === undefined ? {} : { mtime: mtime === 'now' ? clock : mtime }),
  });
  notify(path.dentry, 'ATTRIB');
}

/** truncate(2) and ftruncate(2), may the process write. */
export function truncateFor(process: Process, path: Path, sizeBytes: number): void {
  if (!(sizeBytes >= 0)) throw new Errno('EINVAL');
  if (sizeBytes >= FILE_BYTES_MAX) throw new Errno('EFBIG');
  const { inode } = path.dentry;
  requireNotRunning(inode);
  if (sizeBytes > process.limits.fsize.soft && sizeBytes > inode.stat().sizeBytes) {
    sendSignal(process, 'SIGXFSZ', 'kernel');
    throw new Errno('EFBIG');
  }
  dropSetId(process, inode);
  requireSettable(inode)({ sizeBytes });
  notify(path.dentry, 'MODIFY');
}
