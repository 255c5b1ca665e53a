// The root filesystem of a machine: an overlay whose lower layer is an image and whose upper one lies on the disk, as the recorded host's.

import type { KernelContext } from '../context.ts';
import { addChild, type Dentry, rootDentry } from '../vfs/dentry.ts';
import type { Superblock } from '../vfs/inode.ts';
import { newExt4 } from './ext4.ts';
import { type ImageTree, newImageFs } from './imagefs.ts';
import type { MemoryFs } from './memory-fs.ts';
import { overlayOf } from './overlay-mount.ts';

export interface RootFilesystem {
  superblock: Superblock;
  source: string;
  /** The disk itself: its folder `docker` is what the host has on /var/lib/docker. */
  disk: MemoryFs;
  docker: Dentry;
}

const IMAGE = '/srv/image/root';
const RUN = '/srv/image/run/host';

function makeFolder(at: Dentry, name: string): Dentry {
  const made = at.inode.create?.(name, 'directory', 0o755, { uid: 0, gid: 0 });
  if (!made) throw new Error(`no folder ${name}`);
  return addChild(at, name, made);
}

/** The overlay and the disk below it. `mtime` is the image's, in seconds since 1970. */
export function newRootFilesystem(kernel: KernelContext, tree: ImageTree, mtime: number): RootFilesystem {
  const disk = newExt4(kernel);
  const image = newImageFs(kernel, tree, { mtime });
  let at = rootDentry(disk);
  for (const name of RUN.split('/').filter(part => part !== '')) at = makeFolder(at, name);
  const upper = makeFolder(at, 'upper');
  const work = makeFolder(at, 'work');
  const docker = makeFolder(at, 'docker');
  const options = `lowerdir=${IMAGE},upperdir=${RUN}/upper,workdir=${RUN}/work,uuid=on`;
  return { superblock: overlayOf(kernel, [rootDentry(image)], { upper, work }, options), source: 'overlay', disk, docker };
}
