// A read-only image as the root of a machine that has no disk.

import { type ImageTree, newImageFs } from '../kernel/fs/imagefs.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Superblock } from '../kernel/vfs/inode.ts';

/** `mtime`: every file's time, in seconds since 1970. */
export const imageRoot = (kernel: Kernel, tree: ImageTree, mtime = 0): { superblock: Superblock; source: string } => ({
  superblock: newImageFs(kernel, tree, { mtime }),
  source: 'rootfs',
});
