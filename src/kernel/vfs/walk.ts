// Path resolution: from a text to a place in the tree. As path_resolution(7) and fs/namei.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Subject } from '../credentials.ts';
import type { FsState } from '../process/fs-state.ts';
import { type Dentry, lookupChild } from './dentry.ts';
import type { Mount } from './mount.ts';
import type { Path } from './path.ts';
import { EXECUTE, permits } from './permission.ts';

const SLASH = 47;
const LINKS_MAX = 40;
const PATH_BYTES_MAX = 4096;
const NAME_BYTES_MAX = 255;

/** Whose walk it is: where it starts, and what it may search. */
export interface Walker extends Subject {
  readonly fs: FsState;
}

/** Where a last name would be: its folder, the name itself ('' for "/", '.' and '..' as they are), and whether slashes followed. */
export interface LastName {
  dir: Path;
  name: string;
  slash: boolean;
}

export interface WalkHow {
  /** Do not follow a symlink that is the last name. */
  nofollow?: boolean;
  /** Start elsewhere than at the working directory. */
  at?: Path;
}

class Walk {
  readonly #root: Path;
  readonly #walker: Walker;
  #links = 0;
  mount: Mount;
  dentry: Dentry;

  constructor(walker: Walker, at: Path | undefined) {
    const fs = walker.fs;
    this.#root = fs.root;
    this.#walker = walker;
    const start = at ?? fs.cwd;
    this.mount = start.mount;
    this.dentry = start.dentry;
  }

  get path(): Path {
    return { mount: this.mount, dentry: this.dentry };
  }

  /** Goes along `text` to its end. */
  resolve(text: string, follow: boolean): void {
    const length = text.length;
    if (length === 0) throw new Errno('ENOENT');
    if (length >= PATH_BYTES_MAX) throw new Errno('ENAMETOOLONG');
    let at = 0;
    if (text.charCodeAt(0) === SLASH) {
      this.#toRoot();
      at = 1;
    }
    for (;;) {
      while (at < length && text.charCodeAt(at) === SLASH) at++;
      if (at >= length) return;
      let end = text.indexOf('/', at);
      if (end < 0) end = length;
      const name = text.slice(at, end);
      at = end;
      while (at < length && text.charCodeAt(at) === SLASH) at++;
      const last = at >= length;
      this.#step(name, !last || follow || end < length);
      if (last && end < length && this.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    }
  }

  /** Goes to the folder of the last name of `text`; gives the name. */
  resolveParent(text: string): { name: string; slash: boolean } {
    if (text.length === 0) throw new Errno('ENOENT');
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === SLASH) end--;
    const slash = end < text.length;
    if (end === 0) {
      this.#toRoot();
      return { name: '', slash };
    }
    const start = text.lastIndexOf('/', end - 1) + 1;
    if (start > 0) this.resolve(text.slice(0, start), true);
    else if (text.length >= PATH_BYTES_MAX) throw new Errno('ENAMETOOLONG');
    if (this.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    this.#requireSearch();
    const name = text.slice(start, end);
    checkName(name);
    return { name, slash };
  }

  /** The last name itself, its folder being where the walk stands; undefined where there is none. Symlinks are followed if asked. */
  resolveLast(name: string, follow: boolean): boolean {
    const { mount, dentry } = this;
    try {
      this.#step(name, follow);
      return true;
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'ENOENT') throw error;
      this.mount = mount;
      this.dentry = dentry;
      return false;
    }
  }

  /** Follows the symlink `link`, which lies in the folder where the walk stands, to the folder of its target's last name. */
  followParent(link: Dentry): { name: string; slash: boolean } | undefined {
    this.#countLink();
    const inode = link.inode;
    if (inode.jump) {
      this.#jump(inode.jump() as Path);
      return undefined;
    }
    return this.resolveParent(inode.readlink?.() ?? '');
  }

  #step(name: string, follow: boolean): void {
    const dir = this.dentry;
    if (dir.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    this.#requireSearch();
    if (name === '.') return;
    if (name === '..') {
      this.#up();
      return;
    }
    checkName(name);
    const found = lookupChild(dir, name);
    if (!found) throw new Errno('ENOENT');
    if (found.mounts > 0) {
      this.dentry = found;
      this.#descend();
      return;
    }
    if (follow && found.inode.kind === 'symlink') {
      this.#follow(found);
      return;
    }
    this.dentry = found;
  }

  #requireSearch(): void {
    if (!permits(this.#walker, this.dentry.inode, EXECUTE)) throw new Errno('EACCES');
  }

  #follow(link: Dentry): void {
    this.#countLink();
    const inode = link.inode;
    if (inode.jump) {
      const target = inode.jump();
      if (typeof target === 'object') {
        this.#jump(target as Path);
        return;
      }
    }
    this.resolve(inode.readlink?.() ?? '', true);
  }

  #jump(target: Path): void {
    this.mount = target.mount;
    this.dentry = target.dentry;
  }

  #countLink(): void {
    if (++this.#links > LINKS_MAX) throw new Errno('ELOOP');
  }

  #toRoot(): void {
    this.mount = this.#root.mount;
    this.dentry = this.#root.dentry;
    this.#descend();
  }

  #descend(): void {
    while (this.dentry.mounts > 0) {
      const child = this.mount.children.get(this.dentry);
      if (!child) return;
      this.mount = child;
      this.dentry = child.root;
    }
  }

  #up(): void {
    const root = this.#root;
    for (;;) {
      if (this.mount === root.mount && this.dentry === root.dentry) break;
      if (this.dentry !== this.mount.root) {
        this.dentry = this.dentry.parent ?? this.dentry;
        break;
      }
      const { parent, mountpoint } = this.mount;
      if (!parent || !mountpoint) break;
      this.mount = parent;
      this.dentry = mountpoint;
    }
    this.#descend();
  }
}

function checkName(name: string): void {
  if (name.length <= NAME_BYTES_MAX / 3) return;
  let bytes = 0;
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  if (bytes > NAME_BYTES_MAX) throw new Errno('ENAMETOOLONG');
}

/** Where a path leads. Throws ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG. */
export function walk(walker: Walker, text: string, how?: WalkHow): Path {
  const walking = new Walk(walker, how?.at);
  walking.resolve(text, !how?.nofollow);
  return walking.path;
}

/** The folder of a path's last name, for calls that make, rename or remove it. */
export function walkParent(walker: Walker, text: string, how?: WalkHow): LastName {
  const walking = new Walk(walker, how?.at);
  const { name, slash } = walking.resolveParent(text);
  return { dir: walking.path, name, slash };
}

/**
 * As walkParent, but a symlink at the last name is followed to its target's folder, as open(2) with O_CREAT does: what is there (undefined
 * where nothing is), or where it would be made.
 */
export function walkForCreate(walker: Walker, text: string, nofollow: boolean): LastName & { found: Path | undefined } {
  const walking = new Walk(walker, undefined);
  let { name, slash } = walking.resolveParent(text);
  for (;;) {
    const dir = walking.path;
    if (name === '' || name === '.' || name === '..') {
      if (name !== '') walking.resolveLast(name, false);
      return { dir, name, slash, found: walking.path };
    }
    if (!walking.resolveLast(name, false)) return { dir, name, slash, found: undefined };
    const found = walking.path;
    if (found.dentry.inode.kind !== 'symlink' || nofollow) return { dir, name, slash, found };
    walking.mount = dir.mount;
    walking.dentry = dir.dentry;
    const next = walking.followParent(found.dentry);
    if (!next) return { dir, name, slash, found: walking.path };
    name = next.name;
    slash = slash || next.slash;
  }
}

/** What is at the last name, its mounts included; undefined where nothing is. Symlinks are not followed. */
export function childOf(dir: Path, name: string): Path | undefined {
  const dentry = lookupChild(dir.dentry, name);
  if (!dentry) return undefined;
  return { mount: dir.mount, dentry };
}
