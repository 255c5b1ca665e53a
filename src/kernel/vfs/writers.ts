// Who has a file open for writing, and which files are running: neither goes with the other (ETXTBSY). As i_writecount of struct inode.

import { Errno } from '../../abi/errno.ts';
import type { Inode } from './inode.ts';
import type { Path } from './path.ts';

/** Above 0: so many writers. Below: so many processes that run it. */
const counts = new WeakMap<Inode, number>();

export function addWriter(path: Path): void {
  path.mount.writers++;
  counts.set(path.dentry.inode, (counts.get(path.dentry.inode) ?? 0) + 1);
}

export function removeWriter(path: Path): void {
  path.mount.writers--;
  counts.set(path.dentry.inode, (counts.get(path.dentry.inode) ?? 0) - 1);
}

/** Throws ETXTBSY where the file is running: it may not be written then. */
export function requireNotRunning(inode: Inode): void {
  if ((counts.get(inode) ?? 0) < 0) throw new Errno('ETXTBSY');
}

/** For execve: the file is running from now on. Throws ETXTBSY where somebody has it open for writing. */
export function denyWrite(inode: Inode): void {
  const count = counts.get(inode) ?? 0;
  if (count > 0) throw new Errno('ETXTBSY');
  counts.set(inode, count - 1);
}

/** The reverse of denyWrite. */
export function allowWrite(inode: Inode): void {
  counts.set(inode, (counts.get(inode) ?? 0) + 1);
}
