// Copy-up: a lower object gets its upper twin before it is changed. As fs/overlayfs/copy_up.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { addChild, type Dentry, dropChild, lookupChild } from '../vfs/dentry.ts';
import type { Inode } from '../vfs/inode.ts';
import { MemoryInode } from './memory-fs.ts';
import type { PageStore } from './page-store.ts';

const CHUNK_BYTES = 65536;

/** An inode that keeps its bytes where they can be shared. */
interface Stored {
  readonly store?: PageStore | undefined;
}

/**
 * Makes the twin of `lower` as `name` in an upper folder: owner, mode, times, attributes and, of a file, its bytes (with `size`, no more than so
 * many). The folder's own times stay. Throws ENOSPC and leaves nothing then.
 */
export function copyUp(lower: Dentry, dir: Dentry, name: string, size?: number): Dentry {
  const from = lower.inode;
  const folder = dir.inode;
  if (!folder.create) throw new Errno('EROFS');
  const there = lookupChild(dir, name);
  if (there) return there;
  const before = folder.stat();
  const stat = from.stat();
  const { kind, mode, uid, gid, rdev, atime, mtime } = stat;
  const more = kind === 'symlink' ? { target: from.readlink?.() ?? '' } : kind === 'char' || kind === 'block' ? { rdev } : undefined;
  const made = folder.create(name, kind, mode, { uid, gid }, more);
  const dentry = addChild(dir, name, made);
  try {
    if (kind === 'file') copyBytes(from, made, size);
    for (const attribute of from.listxattr?.() ?? []) {
      if (!/^(trusted|user)\.overlay\./.test(attribute)) made.setxattr?.(attribute, from.getxattr?.(attribute));
    }
    made.setattr?.({ atime, mtime });
  } catch (error) {
    folder.unlink?.(name);
    dropChild(dentry);
    throw error;
  } finally {
    folder.setattr?.({ atime: before.atime, mtime: before.mtime });
  }
  return dentry;
}

function copyBytes(from: Inode, to: Inode, size: number | undefined): void {
  if (size === 0) return;
  const { store } = from as Stored;
  if (store && to instanceof MemoryInode) {
    to.store = store.share(to.superblock.charge);
    if (size !== undefined && size < to.store.size) to.store.truncate(size, to.superblock.charge);
    return;
  }
  const source = from.open({ read: true });
  const sink = to.open({ write: true });
  for (let at = 0; ; ) {
    const bytes = source.read(at, CHUNK_BYTES);
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) break;
    const taken = sink.write(at, bytes);
    if (typeof taken !== 'number' || taken < bytes.length) throw new Errno('ENOSPC');
    at += taken;
  }
  source.release?.();
  sink.release?.();
}
