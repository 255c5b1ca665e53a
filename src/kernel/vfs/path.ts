// A place in the tree as a process sees it: which mount, and which name in that mount's filesystem.

import type { Inode } from './inode.ts';

/** A name in a folder, as the kernel's dcache keeps it: gives an inode its path. */
export interface Dentry {
  readonly name: string;
  /** Undefined for a filesystem's root. */
  readonly parent: Dentry | undefined;
  readonly inode: Inode;
  /** The name was removed while still held: shown as "… (deleted)". */
  readonly unlinked: boolean;
}

/** A filesystem, or a part of one, attached in a mount namespace. The whole class is in mount.ts. */
export interface MountPoint {
  /** The id of mountinfo's first field. */
  readonly id: number;
  readonly root: Dentry;
  /** Open files and working directories in it: while there are any, umount says EBUSY. */
  users: number;
}

export interface Path {
  readonly mount: MountPoint;
  readonly dentry: Dentry;
}
