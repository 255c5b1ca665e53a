// Mounts and the trees they make, one per mount namespace. As fs/namespace.c, Linux 6.18; how events spread between trees is propagation.ts.

import type { KernelContext } from '../context.ts';
import { type Namespace, nextNamespaceInode } from '../ns/namespace.ts';
import { type Dentry, pin, rootDentry, unpin } from './dentry.ts';
import { vfsIds } from './ids.ts';
import type { Superblock } from './inode.ts';

/** A mount's own flags: what mountinfo's sixth field shows. */
export interface MountAttributes {
  ro: boolean;
  nosuid: boolean;
  nodev: boolean;
  noexec: boolean;
  atime: 'relatime' | 'noatime' | 'strictatime';
  nodiratime: boolean;
}

export const DEFAULT_ATTRIBUTES: Readonly<MountAttributes> = {
  ro: false,
  nosuid: false,
  nodev: false,
  noexec: false,
  atime: 'relatime',
  nodiratime: false,
};

/** Mounts that tell each other of what is mounted below them ("shared:ID"), and the mounts that only listen ("master:ID"). */
export class PeerGroup {
  readonly id: number;
  readonly members = new Set<Mount>();
  readonly slaves = new Set<Mount>();

  constructor(kernel: KernelContext) {
    this.id = vfsIds(kernel).groups.take();
  }
}

/** The mounts that keep a superblock alive. */
const holders = new WeakMap<Superblock, Set<Mount>>();
/** Who else does: overlays that have a layer on it. */
const others = new WeakMap<Superblock, number>();

/** A superblock is used by another filesystem: it stays when its last mount goes. */
export function holdSuperblock(superblock: Superblock): void {
  others.set(superblock, (others.get(superblock) ?? 0) + 1);
}

/** The reverse of holdSuperblock. */
export function releaseSuperblock(kernel: KernelContext, superblock: Superblock): void {
  others.set(superblock, (others.get(superblock) ?? 0) - 1);
  endIfUnused(kernel, superblock);
}

function endIfUnused(kernel: KernelContext, superblock: Superblock): void {
  const mounts = holders.get(superblock);
  if (!mounts || mounts.size > 0 || (others.get(superblock) ?? 0) > 0) return;
  holders.delete(superblock);
  superblock.release?.();
  if (superblock.dev.major === 0) vfsIds(kernel).devices.give(superblock.dev.minor);
}

/** All mounts of a superblock, in any namespace or in none. */
export const mountsOf = (superblock: Superblock): ReadonlySet<Mount> => holders.get(superblock) ?? new Set();

/** A filesystem, or a part of one, attached in a mount namespace. */
export class Mount {
  readonly kernel: KernelContext;
  /** The id of mountinfo's first field. */
  readonly id: number;
  /** Counts all mounts ever made, and is not used again: mountinfo's order. */
  readonly unique: number;
  readonly superblock: Superblock;
  readonly root: Dentry;
  /** mountinfo's tenth field: the device or the words given to mount(8). */
  readonly source: string;
  attributes: MountAttributes;
  namespace: MountNamespace | undefined;
  parent: Mount | undefined;
  mountpoint: Dentry | undefined;
  /** What is mounted on names of this mount. */
  readonly children = new Map<Dentry, Mount>();
  group: PeerGroup | undefined;
  master: PeerGroup | undefined;
  unbindable = false;
  /** Part of what a user namespace was given: may not be taken off alone (MNT_LOCKED). */
  locked = false;
  /** Flags that the user namespace may not clear. */
  lockedAttributes: (keyof MountAttributes)[] | undefined;
  /** Holds nameless files only (pipes, sockets): never in a tree. */
  readonly internal: boolean;
  /** umount2(MNT_EXPIRE) was called once and nobody used it since. */
  expiring = false;
  /** Open files that may write. */
  writers = 0;
  #users = 0;
  #dead = false;

  constructor(kernel: KernelContext, superblock: Superblock, root: Dentry, source: string, attributes: MountAttributes, internal = false) {
    this.kernel = kernel;
    this.internal = internal;
    this.id = internal ? 0 : vfsIds(kernel).mounts.take();
    this.unique = vfsIds(kernel).unique++;
    this.superblock = superblock;
    this.root = root;
    this.source = source;
    this.attributes = attributes;
    let mounts = holders.get(superblock);
    if (!mounts) holders.set(superblock, (mounts = new Set()));
    mounts.add(this);
    if (!internal) superblock.mounted?.(root.inode);
  }

  /** Open files and working directories in it: while there are any, umount says EBUSY. */
  get users(): number {
    return this.#users;
  }

  set users(users: number) {
    this.#users = users;
    if (users === 0 && !this.namespace) this.putDown();
  }

  /** Neither mount nor filesystem may be written to. */
  get readonly(): boolean {
    return this.attributes.ro || this.superblock.readonly === true;
  }

  /** Once it is in no tree and nobody uses it: leaves its peers, and takes the filesystem with it if it was the last. */
  putDown(): void {
    if (this.#dead || this.namespace || this.#users > 0 || this.internal) return;
    this.#dead = true;
    leaveGroups(this);
    this.superblock.unmounted?.(this.root.inode);
    vfsIds(this.kernel).mounts.give(this.id);
    holders.get(this.superblock)?.delete(this);
    endIfUnused(this.kernel, this.superblock);
  }
}

/** What a process stands on: its FsState. */
interface Places {
  root: { mount: Mount; dentry: Dentry };
  cwd: { mount: Mount; dentry: Dentry };
}

/** A tree of mounts: a mount namespace. */
export class MountNamespace implements Namespace {
  readonly kind = 'mnt';
  readonly inode: number;
  readonly owner: Namespace;
  references = 0;
  readonly mounts = new Set<Mount>();
  root!: Mount;
  /** Changed whenever the tree does: readers of mountinfo poll for it. */
  event = 0;
  /** Which mount stands for which of the namespace it was copied from, until the process that asked has moved in. */
  copies: Map<Mount, Mount> | undefined;

  constructor(kernel: KernelContext, owner: Namespace, inode?: number) {
    this.owner = owner;
    this.inode = inode ?? nextNamespaceInode(kernel);
  }

  /** Takes a process's root and working directory into it: to the copies of where they are, or (setns) to the namespace's root. */
  enter(fs: Places, how: 'copy' | 'join'): void {
    if (how === 'copy') {
      fs.root = this.#copyOf(fs.root);
      fs.cwd = this.#copyOf(fs.cwd);
      return;
    }
    const root = topMount(this.root, this.root.root);
    fs.root = root;
    fs.cwd = root;
  }

  #copyOf(path: Places['root']): Places['root'] {
    const mount = this.copies?.get(path.mount);
    return mount ? { mount, dentry: path.dentry } : path;
  }

  /** The last process has left: the whole tree goes. */
  released(): void {
    for (const mount of [...this.mounts].reverse()) {
      if (mount.mountpoint) detach(mount);
      mount.namespace = undefined;
      this.mounts.delete(mount);
      mount.putDown();
    }
  }
}

/** A mount of a whole superblock or of the part below `root`, not yet attached. */
export function newMount(
  kernel: KernelContext,
  superblock: Superblock,
  source: string,
  attributes: Partial<MountAttributes> = {},
  root: Dentry = rootDentry(superblock),
): Mount {
  return new Mount(kernel, superblock, root, source, { ...DEFAULT_ATTRIBUTES, ...attributes });
}

/** What a mount is, once more: same filesystem, same flags, another root (clone_mnt). Groups are the caller's to set. */
export function cloneMount(mount: Mount, root: Dentry = mount.root): Mount {
  const clone = new Mount(mount.kernel, mount.superblock, root, mount.source, { ...mount.attributes });
  clone.unbindable = mount.unbindable;
  clone.lockedAttributes = mount.lockedAttributes;
  return clone;
}

/** The mounts that sit on a name, in whatever namespace. */
const onNames = new WeakMap<Dentry, Set<Mount>>();

export const mountsOn = (dentry: Dentry): Iterable<Mount> => [...(onNames.get(dentry) ?? [])];

function sit(mount: Mount, mountpoint: Dentry): void {
  pin(mountpoint);
  let all = onNames.get(mountpoint);
  if (!all) onNames.set(mountpoint, (all = new Set()));
  all.add(mount);
}

function rise(mount: Mount, mountpoint: Dentry): void {
  unpin(mountpoint);
  onNames.get(mountpoint)?.delete(mount);
}

/** Hangs a mount, alone, on a name. One that is there already comes to lie on top of the new one's root (tucked beneath). */
export function attach(mount: Mount, parent: Mount, mountpoint: Dentry): void {
  const covered = parent.children.get(mountpoint);
  mount.parent = parent;
  mount.mountpoint = mountpoint;
  sit(mount, mountpoint);
  parent.children.set(mountpoint, mount);
  if (covered) reattach(covered, mount, mount.root);
}

function reattach(mount: Mount, parent: Mount, mountpoint: Dentry): void {
  if (mount.mountpoint) rise(mount, mount.mountpoint);
  mount.parent = parent;
  mount.mountpoint = mountpoint;
  sit(mount, mountpoint);
  parent.children.set(mountpoint, mount);
}

/** Takes a mount, with what is mounted on it, off its name. */
export function detach(mount: Mount): void {
  const { parent, mountpoint } = mount;
  if (!parent || !mountpoint) return;
  if (parent.children.get(mountpoint) === mount) parent.children.delete(mountpoint);
  rise(mount, mountpoint);
  mount.parent = undefined;
  mount.mountpoint = undefined;
}

/** A mount and all below it, parents first. */
export function tree(mount: Mount, into: Mount[] = []): Mount[] {
  into.push(mount);
  for (const child of mount.children.values()) tree(child, into);
  return into;
}

/** Enters a tree in a namespace's list. */
export function enlist(top: Mount, namespace: MountNamespace): void {
  for (const mount of tree(top)) {
    mount.namespace = namespace;
    namespace.mounts.add(mount);
  }
  namespace.event++;
}

/** A mount stops sharing; its slaves listen to its peers, else to its own master. */
export function leaveGroups(mount: Mount): void {
  leaveGroup(mount);
  setMaster(mount, undefined);
}

/** Leaves its peers. The last one to go hands the group's slaves to its own master. */
export function leaveGroup(mount: Mount): void {
  const group = mount.group;
  if (!group) return;
  group.members.delete(mount);
  mount.group = undefined;
  if (group.members.size > 0) return;
  for (const slave of [...group.slaves]) setMaster(slave, mount.master);
  vfsIds(mount.kernel).groups.give(group.id);
}

export function setMaster(mount: Mount, master: PeerGroup | undefined): void {
  mount.master?.slaves.delete(mount);
  mount.master = master;
  master?.slaves.add(mount);
}

/** Becomes one of a group's peers. */
export function joinGroup(mount: Mount, group: PeerGroup): void {
  group.members.add(mount);
  mount.group = group;
}

/** Makes it the first of a new group, where it is in none. */
export function makeShared(mount: Mount): void {
  mount.unbindable = false;
  if (!mount.group) joinGroup(mount, new PeerGroup(mount.kernel));
}

/** The mount that is seen at a name: the topmost one on it, where there is one. */
export function topMount(mount: Mount, dentry: Dentry): { mount: Mount; dentry: Dentry } {
  while (dentry.mounts > 0) {
    const child = mount.children.get(dentry);
    if (!child) break;
    mount = child;
    dentry = child.root;
  }
  return { mount, dentry };
}
