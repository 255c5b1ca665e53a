// Filesystems whose files are kept in memory, page by page: the machinery of tmpfs, ramfs, and the disk's ext4. As mm/shmem.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Device, Dirent, Kind, OpenFlags, Stat, Statfs, Timespec } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import type { File, FilesystemType, Inode, Superblock } from '../vfs/inode.ts';
import { now } from '../vfs/time.ts';
import { PAGE_BYTES, type PageCharge, PageStore } from './page-store.ts';

const NO_DEVICE: Device = { major: 0, minor: 0 };
const NAME_BYTES_MAX = 255;

/** What differs between the filesystems that are kept so. */
export interface MemoryFsShape {
  readonly type: FilesystemType;
  readonly dev: Device;
  readonly magic?: number;
  /** Bytes that a folder of `entries` names is said to have, and units of 512 bytes that it takes. */
  folderSize(entries: number): number;
  folderBlocks: number;
  /** Names are listed newest first (tmpfs). */
  newestFirst: boolean;
  rootMode: number;
  rootUid?: number;
  rootGid?: number;
  /** Which inode the first file made gets; the root has `rootIno`. */
  rootIno: number;
  firstIno: number;
  showOptions(fs: MemoryFs): string;
  remount?(fs: MemoryFs, options: ReadonlyMap<string, string | true>): void;
  /** The memory controller: pages that current() takes, or gives back. */
  charge?: PageCharge;
}

export class MemoryFs implements Superblock {
  readonly kernel: KernelContext;
  readonly shape: MemoryFsShape;
  readonly root: MemoryInode;
  readonly dev: Device;
  readonly type: FilesystemType;
  readonly magic: number | undefined;
  readonly?: boolean;
  /** Most pages and inodes; Infinity for no limit. */
  pagesMax: number;
  inodesMax: number;
  /** What statfs says of the whole where no limit holds (a disk). */
  statfsBase: Partial<Omit<Statfs, 'flags' | 'type'>> = {};
  pages = 0;
  inodes = 0;
  #nextIno: number;
  readonly charge: PageCharge = (count, store) => {
    if (count > 0 && this.pages + count > this.pagesMax) throw new Errno('ENOSPC');
    this.shape.charge?.(count, store);
    this.pages += count;
  };

  constructor(kernel: KernelContext, shape: MemoryFsShape, limits: { pages: number; inodes: number }) {
    this.kernel = kernel;
    this.shape = shape;
    this.dev = shape.dev;
    this.type = shape.type;
    this.magic = shape.magic;
    this.pagesMax = limits.pages;
    this.inodesMax = limits.inodes;
    this.#nextIno = shape.rootIno;
    this.root = this.newInode('directory', shape.rootMode, { uid: shape.rootUid ?? 0, gid: shape.rootGid ?? 0 });
    this.#nextIno = shape.firstIno;
  }

  newInode(kind: Kind, mode: number, owner: { uid: number; gid: number }): MemoryInode {
    if (this.inodes >= this.inodesMax) throw new Errno('ENOSPC');
    this.inodes++;
    return kind === 'directory'
      ? new MemoryFolder(this, this.#nextIno++, kind, mode, owner)
      : new MemoryInode(this, this.#nextIno++, kind, mode, owner);
  }

  showOptions(): string {
    return this.shape.showOptions(this);
  }

  /** A file that is bound to a second place lives on when its name goes. */
  mounted(root: Inode): void {
    (root as MemoryInode).hold();
  }

  unmounted(root: Inode): void {
    (root as MemoryInode).closed();
  }

  remount(options: ReadonlyMap<string, string | true>): void {
    this.shape.remount?.(this, options);
  }

  statfs(): Omit<Statfs, 'flags' | 'type'> {
    const base = this.statfsBase;
    const blocks = base.blocks ?? (this.pagesMax === Infinity ? 0 : this.pagesMax);
    const inodes = base.inodes ?? (this.inodesMax === Infinity ? 0 : this.inodesMax);
    const left = (all: number, used: number): number => Math.max(0, all - used);
    return {
      blockSizeBytes: PAGE_BYTES,
      blocks,
      blocksFree: left(base.blocksFree ?? blocks, this.pages),
      blocksAvailable: left(base.blocksAvailable ?? blocks, this.pages),
      inodes,
      inodesFree: left(base.inodesFree ?? inodes, this.inodes),
      nameBytesMax: NAME_BYTES_MAX,
    };
  }
}

/** One object: hard links share it. */
export class MemoryInode implements Inode {
  readonly superblock: MemoryFs;
  readonly ino: number;
  readonly kind: Kind;
  mode: number;
  uid: number;
  gid: number;
  nlink = 1;
  rdev: Device = NO_DEVICE;
  atime: Timespec;
  mtime: Timespec;
  ctime: Timespec;
  btime: Timespec;
  socket: unknown;
  /** A symlink's target. */
  target: string | undefined;
  store: PageStore | undefined;
  #xattrs: Map<string, Uint8Array> | undefined;
  #opened = 0;

  constructor(superblock: MemoryFs, ino: number, kind: Kind, mode: number, owner: { uid: number; gid: number }) {
    this.superblock = superblock;
    this.ino = ino;
    this.kind = kind;
    this.mode = mode;
    this.uid = owner.uid;
    this.gid = owner.gid;
    this.atime = this.mtime = this.ctime = this.btime = now(superblock.kernel);
  }

  get sizeBytes(): number {
    return this.target === undefined ? (this.store?.size ?? 0) : utf8Length(this.target);
  }

  get blocks(): number {
    return (this.store?.pages ?? 0) * (PAGE_BYTES / 512);
  }

  stat(): Stat {
    const { ino, kind, mode, nlink, uid, gid, rdev, sizeBytes, blocks, atime, mtime, ctime, btime } = this;
    const { dev } = this.superblock;
    return { dev, ino, kind, mode, nlink, uid, gid, rdev, sizeBytes, blocks, blockSizeBytes: PAGE_BYTES, atime, mtime, ctime, btime };
  }

  /** It is in use beside its names. `closed` gives it back. */
  hold(): void {
    this.#opened++;
  }

  open(_flags: OpenFlags): File {
    this.#opened++;
    return new MemoryFile(this);
  }

  /** A file that was open is closed; an unlinked one goes with its last. */
  closed(): void {
    this.#opened--;
    this.releaseIfUnused();
  }

  setattr(change: Partial<Pick<Stat, 'mode' | 'uid' | 'gid' | 'sizeBytes' | 'atime' | 'mtime' | 'ctime'>>): void {
    if (change.mode !== undefined) this.mode = change.mode;
    if (change.uid !== undefined) this.uid = change.uid;
    if (change.gid !== undefined) this.gid = change.gid;
    if (change.atime) this.atime = change.atime;
    if (change.mtime) this.mtime = change.mtime;
    if (change.sizeBytes !== undefined) {
      if (change.sizeBytes !== this.sizeBytes) {
        (this.store ??= new PageStore()).truncate(change.sizeBytes, this.superblock.charge);
      }
      if (!change.mtime) this.mtime = now(this.superblock.kernel);
    }
    this.ctime = change.ctime ?? now(this.superblock.kernel);
  }

  /** relatime: only where the last access is not after the last change, or a day old. */
  accessed(): void {
    const { atime, mtime, ctime } = this;
    const seconds = Math.floor(this.superblock.kernel.clock.realtimeMs / 1000);
    if (isAfter(atime, mtime) && isAfter(atime, ctime) && seconds - atime.seconds < 86400) return;
    this.atime = now(this.superblock.kernel);
  }

  readlink(): string {
    return this.target ?? '';
  }

  getxattr(name: string): Uint8Array | undefined {
    return this.#xattrs?.get(name);
  }

  setxattr(name: string, value: Uint8Array | undefined): void {
    if (value === undefined) this.#xattrs?.delete(name);
    else (this.#xattrs ??= new Map()).set(name, value);
    this.ctime = now(this.superblock.kernel);
  }

  listxattr(): string[] {
    return [...(this.#xattrs?.keys() ?? [])];
  }

  /** A name was taken away. */
  dropLink(): void {
    this.nlink--;
    this.ctime = now(this.superblock.kernel);
    this.releaseIfUnused();
  }

  releaseIfUnused(): void {
    if (this.nlink > 0 || this.#opened > 0) return;
    this.superblock.inodes--;
    const { store } = this;
    if (store && store.pages > 0) this.superblock.charge(-store.pages, store);
    this.store = undefined;
    this.nlink = 0;
    this.#opened = Number.POSITIVE_INFINITY;
  }
}

/** A folder. */
export class MemoryFolder extends MemoryInode {
  readonly #entries = new Map<string, MemoryInode>();

  constructor(superblock: MemoryFs, ino: number, kind: Kind, mode: number, owner: { uid: number; gid: number }) {
    super(superblock, ino, kind, mode, owner);
    this.nlink = 2;
  }

  override get sizeBytes(): number {
    return this.superblock.shape.folderSize(this.#entries.size);
  }

  override get blocks(): number {
    return this.superblock.shape.folderBlocks;
  }

  lookup(name: string): MemoryInode | undefined {
    return this.#entries.get(name);
  }

  list(): Iterable<Dirent> {
    const all: Dirent[] = [];
    for (const [name, { ino, kind }] of this.#entries) all.push({ name, ino, kind });
    return this.superblock.shape.newestFirst ? all.reverse() : all;
  }

  get empty(): boolean {
    return this.#entries.size === 0;
  }

  create(
    name: string,
    kind: Kind,
    mode: number,
    owner: { uid: number; gid: number },
    more?: { rdev?: Device; target?: string; tmpfile?: boolean },
  ): MemoryInode {
    const inode = this.superblock.newInode(kind, mode, owner);
    if (more?.rdev) inode.rdev = more.rdev;
    if (more?.target !== undefined) inode.target = more.target;
    if (more?.tmpfile) inode.nlink = 0;
    else this.#add(name, inode);
    return inode;
  }

  link(name: string, inode: Inode): void {
    const target = inode as MemoryInode;
    target.nlink++;
    target.ctime = now(this.superblock.kernel);
    this.#add(name, target);
  }

  unlink(name: string): void {
    this.#take(name)?.dropLink();
  }

  rmdir(name: string): void {
    const inode = this.#take(name);
    if (!inode) return;
    inode.nlink = 1;
    inode.dropLink();
  }

  rename(name: string, into: Inode, newName: string, how: { exchange: boolean }): void {
    const target = into as MemoryFolder;
    const moved = this.#entries.get(name);
    if (!moved) throw new Errno('ENOENT');
    const there = target.#entries.get(newName);
    if (how.exchange && there) {
      this.#take(name);
      target.#take(newName);
      target.#add(newName, moved);
      this.#add(name, there);
      there.ctime = now(this.superblock.kernel);
    } else {
      if (there === moved) return;
      if (there?.kind === 'directory') target.rmdir(newName);
      else if (there) target.unlink(newName);
      this.#take(name);
      target.#add(newName, moved);
    }
    moved.ctime = now(this.superblock.kernel);
  }

  #add(name: string, inode: MemoryInode): void {
    this.#entries.set(name, inode);
    if (inode.kind === 'directory') this.nlink++;
    this.#touch();
  }

  #take(name: string): MemoryInode | undefined {
    const inode = this.#entries.get(name);
    if (!inode) return undefined;
    this.#entries.delete(name);
    if (inode.kind === 'directory') this.nlink--;
    this.#touch();
    return inode;
  }

  #touch(): void {
    this.mtime = this.ctime = now(this.superblock.kernel);
  }
}

const EMPTY = new Uint8Array(0);

class MemoryFile implements File {
  readonly #inode: MemoryInode;

  constructor(inode: MemoryInode) {
    this.#inode = inode;
  }

  read(offset: number, max: number): Uint8Array {
    return this.#inode.store?.read(offset, max) ?? EMPTY;
  }

  write(offset: number, bytes: Uint8Array): number {
    const inode = this.#inode;
    const taken = (inode.store ??= new PageStore()).write(offset, bytes, inode.superblock.charge);
    inode.mtime = inode.ctime = now(inode.superblock.kernel);
    return taken;
  }

  fallocate(offset: number, lengthBytes: number, how: { punchHole?: boolean; keepSize?: boolean }): void {
    const inode = this.#inode;
    const store = (inode.store ??= new PageStore());
    if (how.punchHole) store.punchHole(offset, lengthBytes, inode.superblock.charge);
    else {
      store.allocate(offset, lengthBytes, inode.superblock.charge);
      if (!how.keepSize) store.size = Math.max(store.size, offset + lengthBytes);
    }
    inode.mtime = inode.ctime = now(inode.superblock.kernel);
  }

  seek(offset: number, kind: 'data' | 'hole'): number {
    return this.#inode.store?.next(offset, kind) ?? this.#inode.sizeBytes;
  }

  release(): void {
    this.#inode.closed();
  }
}

const isAfter = (one: Timespec, other: Timespec): boolean =>
  one.seconds > other.seconds || (one.seconds === other.seconds && one.nanoseconds > other.nanoseconds);

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
