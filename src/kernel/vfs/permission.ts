// Who may read, write, search and change a file. As fs/namei.c: inode_permission and its kin, Linux 6.18.

import type { Capability } from '../../abi/caps.ts';
import { Errno } from '../../abi/errno.ts';
import { capable, capableOverInode, type Subject } from '../credentials.ts';
import type { Namespace } from '../ns/namespace.ts';
import type { Inode } from './inode.ts';
import type { Path } from './path.ts';

export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

const modeOf = (inode: Inode): number => inode.mode ?? inode.stat().mode;
const uidOf = (inode: Inode): number => inode.uid ?? inode.stat().uid;
const gidOf = (inode: Inode): number => inode.gid ?? inode.stat().gid;

/** A capability over a file: held in the caller's user namespace, which must map the file's owners (capable_wrt_inode_uidgid). */
export const capableOver = (subject: Subject, inode: Inode, capability: Capability): boolean =>
  subject.credentials.effective.has(capability) && capableOverInode(subject, capability, uidOf(inode), gidOf(inode));

/** Whether `want` (READ, WRITE and EXECUTE summed) is granted on an inode. */
export function permits(subject: Subject, inode: Inode, want: number): boolean {
  const { credentials } = subject;
  const mode = modeOf(inode);
  const owner = uidOf(inode);
  let granted: number;
  if (credentials.fsuid === owner) granted = mode >> 6;
  else granted = credentials.inGroup(gidOf(inode)) ? mode >> 3 : mode;
  if ((granted & want) === want) return true;
  if (inode.kind === 'directory') {
    if (!(want & WRITE) && capableOver(subject, inode, 'CAP_DAC_READ_SEARCH')) return true;
    return capableOver(subject, inode, 'CAP_DAC_OVERRIDE');
  }
  if (want === READ && capableOver(subject, inode, 'CAP_DAC_READ_SEARCH')) return true;
  if (!(want & EXECUTE) || mode & 0o111) return capableOver(subject, inode, 'CAP_DAC_OVERRIDE');
  return false;
}

/** Throws EACCES where `want` is not granted. */
export function requirePermission(subject: Subject, inode: Inode, want: number): void {
  if (!permits(subject, inode, want)) throw new Errno('EACCES');
}

/** Throws EROFS where the mount or its filesystem is read-only: devices, fifos and sockets may be written nevertheless. */
export function requireWritable(path: Path): void {
  if (path.mount.readonly) throw new Errno('EROFS');
}

/** Whether the caller owns the file, or may act as if (CAP_FOWNER). */
export const ownerOrCapable = (subject: Subject, inode: Inode): boolean =>
  subject.credentials.fsuid === uidOf(inode) || capableOver(subject, inode, 'CAP_FOWNER');

/** Whether a sticky folder keeps the caller from removing what belongs to another. */
export function stickyForbids(subject: Subject, dir: Inode, victim: Inode): boolean {
  if (!(modeOf(dir) & 0o1000)) return false;
  const { fsuid } = subject.credentials;
  if (fsuid === uidOf(victim) || fsuid === uidOf(dir)) return false;
  return !capableOver(subject, victim, 'CAP_FOWNER');
}

/** May the caller mount and unmount in its mount namespace? Throws EPERM. */
export function requireMountAdmin(subject: Subject, owner: Namespace): void {
  if (!capable(subject, 'CAP_SYS_ADMIN', owner)) throw new Errno('EPERM');
}
