// A read-only tree that is given as data: what an image of a root filesystem holds. Contents are asked for when a file is first read.
// Served as the host's disk would be (ext4), under the root's overlay.

import { Errno } from '../../abi/errno.ts';
import { executableText } from '../../abi/program.ts';
import type { Device, Dirent, Kind, OpenFlags, Stat, Statfs, Timespec } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { File, FilesystemType, Inode, Superblock } from '../vfs/inode.ts';
import { PAGE_BYTES, PageStore } from './page-store.ts';

/** What is at a path. With none of module, text, bytes, target, rdev and kind it is a folder. */
export interface ImageEntry {
  /** An executable: the module of the program it is. */
  module?: string;
  text?: string;
  bytes?: Uint8Array | (() => Uint8Array);
  /** A symlink's. */
  target?: string;
  /** Another name of the file at this path of the tree. */
  hardlink?: string;
  kind?: Kind;
  rdev?: Device;
  mode?: number;
  uid?: number;
  gid?: number;
  /** Where it is said to be bigger than what is kept: the rest is zeros. */
  size?: number;
  /** Seconds since 1970. */
  mtime?: number;
  xattrs?: Readonly<Record<string, Uint8Array>>;
}

/** Paths from "/" on; folders on the way need no entry of their own (0755 root). */
export type ImageTree = Readonly<Record<string, ImageEntry>>;

const NO_DEVICE: Device = { major: 0, minor: 0 };
const FAST_SYMLINK_BYTES = 60;
const encoder = new TextEncoder();

class ImageInode implements Inode {
  readonly superblock: ImageFs;
  readonly ino: number;
  readonly kind: Kind;
  readonly entry: ImageEntry;
  nlink = 1;
  children: Map<string, ImageInode> | undefined;
  #store: PageStore | undefined;

  constructor(superblock: ImageFs, ino: number, entry: ImageEntry) {
    this.superblock = superblock;
    this.ino = ino;
    this.entry = entry;
    this.kind = kindOf(entry);
    if (this.kind === 'directory') {
      this.children = new Map();
      this.nlink = 2;
    }
  }

  get mode(): number {
    const { entry, kind } = this;
    return entry.mode ?? (kind === 'directory' || entry.module !== undefined ? 0o755 : kind === 'symlink' ? 0o777 : 0o644);
  }

  get uid(): number {
    return this.entry.uid ?? 0;
  }

  get gid(): number {
    return this.entry.gid ?? 0;
  }

  get rdev(): Device {
    return this.entry.rdev ?? NO_DEVICE;
  }

  /** The file's bytes, which others may share. */
  get store(): PageStore {
    return (this.#store ??= PageStore.of(contentOf(this.entry), this.entry.size));
  }

  get sizeBytes(): number {
    const { entry, kind } = this;
    if (kind === 'directory') return PAGE_BYTES;
    if (kind === 'symlink') return encoder.encode(entry.target ?? '').length;
    if (kind !== 'file') return 0;
    return entry.size ?? this.store.size;
  }

  stat(): Stat {
    const { ino, kind, mode, nlink, uid, gid, rdev, sizeBytes, superblock } = this;
    const time: Timespec = { seconds: this.entry.mtime ?? superblock.mtime, nanoseconds: 0 };
    const inline = kind === 'symlink' && sizeBytes < FAST_SYMLINK_BYTES;
    const blocks = inline ? 0 : Math.ceil(sizeBytes / PAGE_BYTES) * (PAGE_BYTES / 512);
    const times = { atime: time, mtime: time, ctime: time, btime: time };
    return { dev: superblock.dev, ino, kind, mode, nlink, uid, gid, rdev, sizeBytes, blocks, blockSizeBytes: PAGE_BYTES, ...times };
  }

  open(flags: OpenFlags): File {
    if (flags.write) throw new Errno('EROFS');
    const { store } = this;
    return {
      read: (offset, max) => store.read(offset, max),
      write: () => {
        throw new Errno('EBADF');
      },
    };
  }

  readlink(): string {
    return this.entry.target ?? '';
  }

  getxattr(name: string): Uint8Array | undefined {
    return this.entry.xattrs?.[name];
  }

  listxattr(): string[] {
    return Object.keys(this.entry.xattrs ?? {});
  }

  lookup(name: string): Inode | undefined {
    return this.children?.get(name);
  }

  *list(): Iterable<Dirent> {
    for (const [name, { ino, kind }] of this.children ?? []) yield { name, ino, kind };
  }
}

function kindOf(entry: ImageEntry): Kind {
  if (entry.kind) return entry.kind;
  if (entry.target !== undefined) return 'symlink';
  if (entry.module !== undefined || entry.text !== undefined || entry.bytes !== undefined) return 'file';
  return 'directory';
}

function contentOf(entry: ImageEntry): Uint8Array {
  if (entry.module !== undefined) return encoder.encode(executableText(entry.module));
  if (entry.text !== undefined) return encoder.encode(entry.text);
  return typeof entry.bytes === 'function' ? entry.bytes() : (entry.bytes ?? new Uint8Array(0));
}

export class ImageFs implements Superblock {
  readonly type: FilesystemType;
  readonly dev: Device;
  readonly root: ImageInode;
  readonly readonly = true;
  /** For entries without a time of their own: seconds since 1970. */
  readonly mtime: number;
  #nextIno: number;

  constructor(kernel: KernelContext, tree: ImageTree, options: { mtime: number; dev?: Device; firstIno?: number }) {
    this.type = { name: 'ext4', nodev: false, mount: () => this };
    this.dev = options.dev ?? anonymousDevice(kernel);
    this.mtime = options.mtime;
    this.#nextIno = options.firstIno ?? 1_048_577;
    this.root = this.#newInode(tree['/'] ?? {});
    const links: [string, ImageEntry][] = [];
    for (const [path, entry] of Object.entries(tree)) {
      if (entry.hardlink !== undefined) links.push([path, entry]);
      else if (path !== '/') this.#add(path, entry);
    }
    for (const [path, entry] of links) this.#link(path, entry.hardlink ?? '');
  }

  showOptions(): string {
    return 'errors=remount-ro';
  }

  statfs(): Omit<Statfs, 'flags' | 'type'> {
    return { blockSizeBytes: PAGE_BYTES, blocks: 0, blocksFree: 0, blocksAvailable: 0, inodes: 0, inodesFree: 0, nameBytesMax: 255 };
  }

  #newInode(entry: ImageEntry): ImageInode {
    return new ImageInode(this, this.#nextIno++, entry);
  }

  /** The folder that holds a path's last name, made where it has no entry (yet), and the name. */
  #parentOf(path: string): { folder: ImageInode; name: string } {
    let folder = this.root;
    let at = 1;
    for (let end = path.indexOf('/', at); end >= 0; end = path.indexOf('/', at)) {
      folder = this.#folderIn(folder, path.slice(at, end), path);
      at = end + 1;
    }
    return { folder, name: path.slice(at) };
  }

  #folderIn(folder: ImageInode, name: string, path: string): ImageInode {
    let child = folder.children?.get(name);
    if (!child) {
      child = this.#newInode({});
      folder.children?.set(name, child);
      folder.nlink++;
    }
    if (!child.children) throw new Error(`${path}: ${name} is no folder`);
    return child;
  }

  #add(path: string, entry: ImageEntry): void {
    const { folder, name } = this.#parentOf(path);
    const inode = this.#newInode(entry);
    const there = folder.children?.get(name);
    if (there?.children && inode.children) {
      inode.children = there.children;
      inode.nlink = there.nlink;
    } else if (inode.kind === 'directory') folder.nlink++;
    folder.children?.set(name, inode);
  }

  #link(path: string, to: string): void {
    const { folder, name } = this.#parentOf(path);
    const target = this.#parentOf(to);
    const inode = target.folder.children?.get(target.name);
    if (!inode) throw new Error(`${path}: no ${to} to link to`);
    inode.nlink++;
    folder.children?.set(name, inode);
  }
}

/** A superblock that holds a tree given as data. */
export const newImageFs = (kernel: KernelContext, tree: ImageTree, options: { mtime: number; dev?: Device; firstIno?: number }): ImageFs =>
  new ImageFs(kernel, tree, options);
