// overlay: one tree out of many read-only ones and one that takes the changes. As fs/overlayfs, Linux 6.18, and its overlayfs.rst.

import { Errno } from '../../abi/errno.ts';
import type { Device, Dirent, Kind, OpenFlags, Stat, Statfs } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import { addChild, type Dentry, dropChild, exchangeChildren, lookupChild, moveChild } from '../vfs/dentry.ts';
import type { File, FilesystemType, Inode, Superblock } from '../vfs/inode.ts';
import { copyUp } from './overlay-copy-up.ts';
import { findInLayers, isWhiteout, setOpaque, setRedirect, type XattrNames } from './overlay-layer.ts';

/** What a mount was asked for, its paths walked. */
export interface OverlayLayers {
  readonly upper: Dentry | undefined;
  /** workdir/work: where whiteouts are made. */
  readonly work: Dentry | undefined;
  readonly lowers: readonly Dentry[];
  readonly names: XattrNames;
  readonly redirects: boolean;
  readonly options: string;
}

const MAGIC = 0x794c7630;
/** Room for the inode numbers of one layer's filesystem. */
const LAYER_INOS = 2 ** 40;

export class OverlayFs implements Superblock {
  readonly kernel: KernelContext;
  readonly type: FilesystemType;
  readonly dev: Device;
  readonly magic = MAGIC;
  readonly layers: OverlayLayers;
  readonly root: OverlayInode;
  readonly?: boolean;
  readonly #filesystems: Superblock[] = [];
  /** Inodes by their upper one: the names of a hard link share theirs. */
  readonly #byUpper = new WeakMap<Inode, OverlayInode>();
  readonly #bound = new WeakMap<Inode, Inode>();
  #whiteout: Inode | undefined;
  #released: () => void;

  constructor(kernel: KernelContext, type: FilesystemType, dev: Device, layers: OverlayLayers, released: () => void) {
    this.kernel = kernel;
    this.type = type;
    this.dev = dev;
    this.layers = layers;
    this.#released = released;
    for (const layer of layers.upper ? [layers.upper, ...layers.lowers] : layers.lowers) {
      if (!this.#filesystems.includes(layer.inode.superblock)) this.#filesystems.push(layer.inode.superblock);
    }
    if (!layers.upper) this.readonly = true;
    this.root = new OverlayFolder(this, undefined, '', layers.upper, layers.lowers);
  }

  showOptions(): string {
    return this.layers.options;
  }

  statfs(): Omit<Statfs, 'flags' | 'type'> {
    const layer = this.layers.upper ?? this.layers.lowers[0];
    if (!layer) throw new Errno('ESTALE');
    return layer.inode.superblock.statfs();
  }

  remount(options: ReadonlyMap<string, string | true>): void {
    if (options.size > 0) throw new Errno('EINVAL', 'overlay: No changes allowed in reconfigure');
  }

  /** As for a mount of the real inode: a bound file lives on when its name goes. */
  mounted(root: Inode): void {
    const { real } = root as OverlayInode;
    this.#bound.set(root, real);
    real.superblock.mounted?.(real);
  }

  unmounted(root: Inode): void {
    const real = this.#bound.get(root);
    if (real) real.superblock.unmounted?.(real);
  }

  release(): void {
    this.#released();
  }

  /** The number that a real inode is shown by: its own where all layers lie on one filesystem, else apart by filesystem. */
  inoOf(real: Inode): number {
    return real.ino + this.#filesystems.indexOf(real.superblock) * LAYER_INOS;
  }

  inodeOf(parent: OverlayFolder, name: string, upper: Dentry | undefined, lowers: readonly Dentry[]): OverlayInode {
    if (upper && upper.inode.kind !== 'directory') {
      let shared = this.#byUpper.get(upper.inode);
      if (!shared) this.#byUpper.set(upper.inode, (shared = new OverlayInode(this, parent, name, upper, lowers)));
      return shared;
    }
    const kind = (upper ?? lowers[0])?.inode.kind;
    return kind === 'directory'
      ? new OverlayFolder(this, parent, name, upper, lowers)
      : new OverlayInode(this, parent, name, upper, lowers);
  }

  /** The inode has an upper one now. */
  copiedUp(inode: OverlayInode, upper: Dentry): void {
    if (inode.kind !== 'directory') this.#byUpper.set(upper.inode, inode);
  }

  /** Hides a name in an upper folder. All whiteouts are links to one, which the work folder keeps. */
  makeWhiteout(dir: Dentry, name: string): void {
    const folder = dir.inode;
    const shared = this.#whiteout;
    if (shared && folder.link) {
      folder.link(name, shared);
      addChild(dir, name, shared);
      return;
    }
    const rdev: Device = { major: 0, minor: 0 };
    const { work } = this.layers;
    const kept = work && `#${(work.inode.ino * 7 + 1).toString(16)}`;
    if (work && kept && !lookupChild(work, kept)) {
      const made = work.inode.create?.(kept, 'char', 0, { uid: 0, gid: 0 }, { rdev });
      if (made) addChild(work, kept, made);
      this.#whiteout = made;
      this.makeWhiteout(dir, name);
      return;
    }
    const made = folder.create?.(name, 'char', 0, { uid: 0, gid: 0 }, { rdev });
    if (made) addChild(dir, name, made);
  }
}

/** What a name of the merged tree stands for. */
export class OverlayInode implements Inode {
  readonly superblock: OverlayFs;
  readonly ino: number;
  readonly kind: Kind;
  /** Where it is copied up to: the first name it was found by. */
  parent: OverlayFolder | undefined;
  name: string;
  upper: Dentry | undefined;
  lowers: readonly Dentry[];

  constructor(
    superblock: OverlayFs,
    parent: OverlayFolder | undefined,
    name: string,
    upper: Dentry | undefined,
    lowers: readonly Dentry[],
  ) {
    this.superblock = superblock;
    this.parent = parent;
    this.name = name;
    this.upper = upper;
    this.lowers = lowers;
    const { real } = this;
    this.kind = real.kind;
    this.ino = superblock.inoOf((lowers.length > 0 && real.kind === 'directory' ? lowers.at(-1) : undefined)?.inode ?? real);
  }

  /** The inode that is seen: the upper one, else the topmost lower. */
  get real(): Inode {
    const inode = (this.upper ?? this.lowers[0])?.inode;
    if (!inode) throw new Errno('ESTALE');
    return inode;
  }

  get mode(): number {
    const { real } = this;
    return real.mode ?? real.stat().mode;
  }

  get uid(): number {
    const { real } = this;
    return real.uid ?? real.stat().uid;
  }

  get gid(): number {
    const { real } = this;
    return real.gid ?? real.stat().gid;
  }

  get rdev(): Device {
    const { real } = this;
    return real.rdev ?? real.stat().rdev;
  }

  get socket(): unknown {
    return this.real.socket;
  }

  set socket(socket: unknown) {
    this.real.socket = socket;
  }

  stat(): Stat {
    const stat = this.real.stat();
    const merged = this.kind === 'directory' && this.lowers.length + (this.upper ? 1 : 0) > 1;
    return { ...stat, dev: this.superblock.dev, ino: this.ino, nlink: merged ? 1 : stat.nlink };
  }

  open(flags: OpenFlags): File {
    if (flags.write) this.ensureUpper();
    return this.real.open(flags);
  }

  setattr(change: Partial<Pick<Stat, 'mode' | 'uid' | 'gid' | 'sizeBytes' | 'atime' | 'mtime' | 'ctime'>>): void {
    this.ensureUpper(change.sizeBytes);
    this.real.setattr?.(change);
  }

  accessed(): void {
    this.upper?.inode.accessed?.();
  }

  readlink(): string {
    return this.real.readlink?.() ?? '';
  }

  getxattr(name: string): Uint8Array | undefined {
    return this.#isPrivate(name) ? undefined : this.real.getxattr?.(name);
  }

  setxattr(name: string, value: Uint8Array | undefined): void {
    if (this.#isPrivate(name)) throw new Errno('EPERM');
    this.ensureUpper();
    this.real.setxattr?.(name, value);
  }

  listxattr(): string[] {
    return (this.real.listxattr?.() ?? []).filter(name => !this.#isPrivate(name));
  }

  #isPrivate(name: string): boolean {
    return name.startsWith(this.superblock.layers.names.opaque.replace(/opaque$/, ''));
  }

  /** Copies it, and the folders above it, to the upper layer, where that was not done yet. `size`: no more of its bytes than that are kept. */
  ensureUpper(size?: number): Dentry {
    if (this.upper) return this.upper;
    const { parent } = this;
    const lower = this.lowers[0];
    if (!parent || !lower || !this.superblock.layers.upper) throw new Errno('EROFS');
    this.upper = copyUp(lower, parent.ensureUpper(), this.name, size);
    this.superblock.copiedUp(this, this.upper);
    return this.upper;
  }
}

class OverlayFolder extends OverlayInode {
  lookup(name: string): Inode | undefined {
    const { layers } = this.superblock;
    const found = findInLayers(this.upper, this.lowers, name, layers.names, layers.lowers);
    return found && this.superblock.inodeOf(this, name, found.upper, found.lowers);
  }

  *list(): Iterable<Dirent> {
    const seen = new Set<string>();
    for (const layer of this.upper ? [this.upper, ...this.lowers] : this.lowers) {
      for (const entry of layer.inode.list?.() ?? []) {
        if (seen.has(entry.name)) continue;
        seen.add(entry.name);
        if (entry.kind === 'char') {
          const child = lookupChild(layer, entry.name);
          if (!child || isWhiteout(child)) continue;
        }
        yield { ...entry, ino: this.superblock.inoOf({ ino: entry.ino, superblock: layer.inode.superblock } as Inode) };
      }
    }
  }

  create(
    name: string,
    kind: Kind,
    mode: number,
    owner: { uid: number; gid: number },
    more?: { rdev?: Device; target?: string; tmpfile?: boolean },
  ): Inode {
    if (kind === 'char' && more?.rdev?.major === 0 && more.rdev.minor === 0) throw new Errno('EPERM');
    const dir = this.ensureUpper();
    const folder = dir.inode;
    if (!folder.create) throw new Errno('EROFS');
    const hidden = this.#dropWhiteout(dir, name);
    try {
      const made = folder.create(name, kind, mode, owner, more);
      if (more?.tmpfile) return this.superblock.inodeOf(this, name, floating(name, dir, made), []);
      const upper = addChild(dir, name, made);
      if (kind === 'directory' && (hidden || this.#lowerHas(name))) setOpaque(upper, this.superblock.layers.names);
      return this.superblock.inodeOf(this, name, upper, []);
    } catch (error) {
      if (hidden) this.superblock.makeWhiteout(dir, name);
      throw error;
    }
  }

  link(name: string, inode: Inode): void {
    const source = (inode as OverlayInode).ensureUpper();
    const dir = this.ensureUpper();
    if (!dir.inode.link) throw new Errno('EPERM');
    this.#dropWhiteout(dir, name);
    dir.inode.link(name, source.inode);
    addChild(dir, name, source.inode);
  }

  unlink(name: string): void {
    this.#remove(name, 'unlink');
  }

  rmdir(name: string): void {
    this.#remove(name, 'rmdir');
  }

  #remove(name: string, how: 'unlink' | 'rmdir'): void {
    const dir = this.ensureUpper();
    const upper = lookupChild(dir, name);
    const below = this.#lowerHas(name);
    if (upper && !isWhiteout(upper)) {
      if (how === 'rmdir') clearWhiteouts(upper);
      dir.inode[how]?.(name);
      dropChild(upper);
    }
    if (below) this.superblock.makeWhiteout(dir, name);
  }

  rename(name: string, into: Inode, newName: string, how: { exchange: boolean; moved: Inode; replaced: Inode | undefined }): void {
    const target = into as OverlayFolder;
    const moved = how.moved as OverlayInode;
    const { layers } = this.superblock;
    const there = how.exchange ? (how.replaced as OverlayInode) : undefined;
    for (const one of [moved, there]) {
      if (one?.kind === 'directory' && one.lowers.length > 0 && !layers.redirects) throw new Errno('EXDEV');
    }
    const upper = moved.ensureUpper();
    const fromDir = this.ensureUpper();
    const intoDir = target.ensureUpper();
    const otherUpper = there?.ensureUpper();
    const hides = this.#lowerHas(name);
    const covers = target.#lowerHas(newName);
    if (moved.kind === 'directory' && moved.lowers.length > 0) setRedirect(upper, (moved as OverlayFolder).lowerPath(), layers.names);
    if (otherUpper && there) {
      fromDir.inode.rename?.(name, intoDir.inode, newName, { exchange: true, moved: upper.inode, replaced: otherUpper.inode });
      exchangeChildren(upper, otherUpper);
      there.parent = this;
      there.name = name;
    } else {
      target.#makeRoom(intoDir, newName);
      fromDir.inode.rename?.(name, intoDir.inode, newName, { exchange: false, moved: upper.inode, replaced: undefined });
      moveChild(upper, intoDir, newName);
      if (hides) this.superblock.makeWhiteout(fromDir, name);
    }
    if (covers && moved.kind === 'directory' && moved.lowers.length === 0) setOpaque(upper, layers.names);
    moved.parent = target;
    moved.name = newName;
  }

  /** Empties a place in the upper layer that something is moved to. */
  #makeRoom(dir: Dentry, name: string): void {
    const there = lookupChild(dir, name);
    if (!there) return;
    if (there.inode.kind === 'directory') {
      clearWhiteouts(there);
      dir.inode.rmdir?.(name);
    } else dir.inode.unlink?.(name);
    dropChild(there);
  }

  /** Where its topmost lower folder lies below its layer's root. */
  lowerPath(): string {
    let path = '';
    for (let at: Dentry | undefined = this.lowers[0]; at && !this.superblock.layers.lowers.includes(at); at = at.parent)
      path = `/${at.name}${path}`;
    return path || '/';
  }

  #lowerHas(name: string): boolean {
    const { names, lowers } = this.superblock.layers;
    return findInLayers(undefined, this.lowers, name, names, lowers) !== undefined;
  }

  #dropWhiteout(dir: Dentry, name: string): boolean {
    const there = lookupChild(dir, name);
    if (!there || !isWhiteout(there)) return false;
    dir.inode.unlink?.(name);
    dropChild(there);
    return true;
  }
}

/** A folder that looks empty may hold whiteouts: they go first. */
function clearWhiteouts(dir: Dentry): void {
  for (const { name } of [...(dir.inode.list?.() ?? [])]) {
    const child = lookupChild(dir, name);
    if (!child || !isWhiteout(child)) continue;
    dir.inode.unlink?.(name);
    dropChild(child);
  }
}

function floating(name: string, dir: Dentry, inode: Inode): Dentry {
  const dentry = addChild(dir, name, inode);
  dropChild(dentry);
  return dentry;
}
