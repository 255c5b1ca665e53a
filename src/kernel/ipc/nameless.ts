// Open files that no name in the tree leads to: pipes, sockets, eventfds, pidfds.

import type { Device, Kind, OpenFlags, Stat } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import { currentOrNone } from '../process/current.ts';
import { anonymousPath, internalSuperblock } from '../vfs/anonymous.ts';
import type { File, Inode, Superblock } from '../vfs/inode.ts';
import { OpenFile } from '../vfs/open-file.ts';

const NO_DEVICE: Device = { major: 0, minor: 0 };

/** The inode behind a nameless file: owned by who made it. */
class NamelessInode implements Inode {
  readonly ino: number;
  readonly superblock: Superblock;
  readonly kind: Kind;
  mode: number;
  uid: number;
  gid: number;
  readonly #file: File;
  readonly #made: { seconds: number; nanoseconds: number };

  constructor(kernel: KernelContext, filesystem: string, kind: Kind, ino: number, mode: number, file: File) {
    this.ino = ino;
    this.superblock = internalSuperblock(kernel, filesystem);
    this.kind = kind;
    this.mode = mode;
    const credentials = currentOrNone()?.process.credentials;
    this.uid = credentials?.fsuid ?? 0;
    this.gid = credentials?.fsgid ?? 0;
    this.#file = file;
    const ms = kernel.clock.realtimeMs;
    this.#made = { seconds: Math.floor(ms / 1000), nanoseconds: Math.floor((ms % 1000) * 1e6) };
  }

  stat(): Stat {
    const { ino, kind, mode, uid, gid } = this;
    const times = { atime: this.#made, mtime: this.#made, ctime: this.#made, btime: this.#made };
    const size = { sizeBytes: 0, blocks: 0, blockSizeBytes: 4096 };
    return { dev: this.superblock.dev, ino, kind, mode, nlink: 1, uid, gid, rdev: NO_DEVICE, ...size, ...times };
  }

  open(): File {
    return this.#file;
  }

  setattr(change: { mode?: number; uid?: number; gid?: number }): void {
    this.mode = change.mode ?? this.mode;
    this.uid = change.uid ?? this.uid;
    this.gid = change.gid ?? this.gid;
  }
}

export interface NamelessKind {
  filesystem: 'pipefs' | 'sockfs' | 'anon_inodefs';
  kind: Kind;
  ino: number;
  mode: number;
  /** As /proc/PID/fd shows it: "pipe:[2048]", "anon_inode:[eventfd]". */
  name: string;
}

/** The open file for a nameless one. Two ends of a pipe share an inode: pass the first one's as `like`. */
export function namelessFile(kernel: KernelContext, file: File, what: NamelessKind, flags: OpenFlags, like?: OpenFile): OpenFile {
  const inode = like?.path.dentry.inode ?? new NamelessInode(kernel, what.filesystem, what.kind, what.ino, what.mode, file);
  const path = anonymousPath(kernel, what.filesystem, what.name, inode);
  return new OpenFile(file, path, flags);
}
