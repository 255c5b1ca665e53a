// The places of files without a name in the tree: pipes, sockets, eventfds. As pipefs, sockfs and anon_inodefs: mounted, but in no tree.

import { type KernelContext, singleton } from '../context.ts';
import { Dentry } from './dentry.ts';
import { anonymousDevice } from './ids.ts';
import type { FilesystemType, Inode, Superblock } from './inode.ts';
import { DEFAULT_ATTRIBUTES, Mount } from './mount.ts';
import type { Path } from './path.ts';

const MOUNTS = Symbol('internal mounts');

class Internal {
  readonly mount: Mount;
  readonly superblock: Superblock;

  constructor(kernel: KernelContext, name: string) {
    const type: FilesystemType = { name, nodev: true, mount: () => this.superblock };
    const root = { ino: 1, kind: 'directory' } as Inode;
    this.superblock = {
      type,
      dev: anonymousDevice(kernel),
      root,
      showOptions: () => '',
      statfs: () => ({ blockSizeBytes: 4096, blocks: 0, blocksFree: 0, blocksAvailable: 0, inodes: 0, inodesFree: 0, nameBytesMax: 255 }),
    };
    this.mount = new Mount(kernel, this.superblock, new Dentry('', undefined, root), name, { ...DEFAULT_ATTRIBUTES }, true);
  }
}

function internal(kernel: KernelContext, name: string): Internal {
  const all = singleton(kernel, MOUNTS, () => new Map<string, Internal>());
  let found = all.get(name);
  if (!found) all.set(name, (found = new Internal(kernel, name)));
  return found;
}

/** The superblock of a filesystem that is never in a tree ('pipefs', 'sockfs', 'anon_inodefs'): for its inodes' `superblock`. */
export const internalSuperblock = (kernel: KernelContext, filesystem: string): Superblock => internal(kernel, filesystem).superblock;

/** A path for a nameless file; `name` is what /proc/PID/fd shows, as "pipe:[123]". */
export const anonymousPath = (kernel: KernelContext, filesystem: string, name: string, inode: Inode): Path => ({
  mount: internal(kernel, filesystem).mount,
  dentry: new Dentry(name, undefined, inode),
});

const NEXT_INO = Symbol('next anonymous inode');

/** The next number for an inode of pipefs or sockfs (get_next_ino). */
export function nextAnonymousIno(kernel: KernelContext): number {
  const next = (kernel.singletons.get(NEXT_INO) as number | undefined) ?? 2048;
  kernel.singletons.set(NEXT_INO, next + 1);
  return next;
}
