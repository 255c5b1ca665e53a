// Names in folders and the inodes they lead to, kept once looked up. As fs/dcache.c, without negative entries.

import type { Inode, Superblock } from './inode.ts';

/** A name in a folder. One tree per superblock, shared by all its mounts. */
export class Dentry {
  name: string;
  /** Undefined for a filesystem's root. */
  parent: Dentry | undefined;
  readonly inode: Inode;
  /** The name was removed while still held: shown as "… (deleted)". */
  unlinked = false;
  /** How many mounts, in all mount namespaces, sit on it. */
  mounts = 0;
  children: Map<string, Dentry> | undefined;

  constructor(name: string, parent: Dentry | undefined, inode: Inode) {
    this.name = name;
    this.parent = parent;
    this.inode = inode;
  }
}

const roots = new WeakMap<Superblock, Dentry>();

/** The root of a superblock's tree of names. */
export function rootDentry(superblock: Superblock): Dentry {
  let root = roots.get(superblock);
  if (!root) roots.set(superblock, (root = new Dentry('', undefined, superblock.root)));
  return root;
}

/** Dentries of folders whose names come and go by themselves: kept as long as the filesystem keeps the inode. */
const volatileDentries = new WeakMap<Inode, Dentry>();

/** The entry `name` of a folder, or undefined where there is none. `dir` must be a folder. */
export function lookupChild(dir: Dentry, name: string): Dentry | undefined {
  const inode = dir.inode;
  if (inode.volatile) return lookupVolatile(dir, name);
  const known = dir.children?.get(name);
  if (known) return known;
  const found = inode.lookup?.(name);
  return found && addChild(dir, name, found);
}

/** Enters a new name, or one that was just looked up. */
export function addChild(dir: Dentry, name: string, inode: Inode): Dentry {
  const dentry = new Dentry(name, dir, inode);
  if (dir.inode.volatile) volatileDentries.set(inode, dentry);
  else (dir.children ??= new Map()).set(name, dentry);
  return dentry;
}

function lookupVolatile(dir: Dentry, name: string): Dentry | undefined {
  const found = dir.inode.lookup?.(name);
  if (!found) {
    const gone = dir.children?.get(name);
    if (gone) dropChild(gone);
    return undefined;
  }
  const pinned = dir.children?.get(name);
  if (pinned) return pinned;
  const known = volatileDentries.get(found);
  return known && known.parent === dir && known.name === name ? known : addChild(dir, name, found);
}

/** Keeps a volatile name's dentry: something is mounted on it. */
export function pin(dentry: Dentry): void {
  dentry.mounts++;
  const dir = dentry.parent;
  if (dir?.inode.volatile) (dir.children ??= new Map()).set(dentry.name, dentry);
}

/** The reverse of pin. */
export function unpin(dentry: Dentry): void {
  dentry.mounts--;
  const dir = dentry.parent;
  if (dentry.mounts === 0 && dir?.inode.volatile && dir.children?.get(dentry.name) === dentry) dir.children.delete(dentry.name);
}

/** The name is removed: who holds it sees "(deleted)". */
export function dropChild(dentry: Dentry): void {
  dentry.unlinked = true;
  const siblings = dentry.parent?.children;
  if (siblings?.get(dentry.name) === dentry) siblings.delete(dentry.name);
}

/** The name moves: its dentry, and all below, move with it. */
export function moveChild(dentry: Dentry, into: Dentry, name: string): void {
  const siblings = dentry.parent?.children;
  if (siblings?.get(dentry.name) === dentry) siblings.delete(dentry.name);
  dentry.name = name;
  dentry.parent = into;
  if (!into.inode.volatile) (into.children ??= new Map()).set(name, dentry);
}

/** Two names change places. */
export function exchangeChildren(one: Dentry, other: Dentry): void {
  const { parent, name } = one;
  const { parent: otherParent, name: otherName } = other;
  if (!parent || !otherParent) return;
  one.name = otherName;
  one.parent = otherParent;
  other.name = name;
  other.parent = parent;
  (otherParent.children ??= new Map()).set(otherName, one);
  (parent.children ??= new Map()).set(name, other);
}

/** Whether `dentry` is `above` or lies below it. */
export function isBelow(dentry: Dentry, above: Dentry): boolean {
  for (let at: Dentry | undefined = dentry; at; at = at.parent) if (at === above) return true;
  return false;
}
