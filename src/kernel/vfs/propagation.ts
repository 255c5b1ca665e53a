// How a mount made or taken off in one place appears and goes in its peers and slaves. As fs/pnode.c, Linux 6.18, and sharedsubtree.rst.

import type { Namespace } from '../ns/namespace.ts';
import { type Dentry, isBelow } from './dentry.ts';
import {
  attach,
  cloneMount,
  detach,
  enlist,
  joinGroup,
  leaveGroup,
  leaveGroups,
  type Mount,
  type MountNamespace,
  makeShared,
  type PeerGroup,
  setMaster,
  tree,
} from './mount.ts';

/** How copies relate to what they are copied from. 'namespace': as peers, unbindable ones too; 'slave-namespace': shared ones become slaves. */
export type CopyKind = 'peer' | 'slave' | 'private' | 'namespace' | 'slave-namespace';

/**
 * Copies a mount and, where `recursive`, all mounts below `root` (copy_tree). Unbindable mounts are left out but for namespaces.
 * `copies` collects which stands for which.
 */
export function copyTree(source: Mount, root: Dentry, kind: CopyKind, recursive = true, copies = new Map<Mount, Mount>()): Mount {
  const copy = copyOne(source, root, kind);
  copies.set(source, copy);
  if (!recursive) return copy;
  for (const [mountpoint, child] of source.children) {
    if (!isBelow(mountpoint, root)) continue;
    if (child.unbindable && kind !== 'namespace' && kind !== 'slave-namespace') continue;
    const below = copyTree(child, child.root, kind, true, copies);
    below.locked = child.locked;
    attach(below, copy, mountpoint);
  }
  return copy;
}

function copyOne(source: Mount, root: Dentry, kind: CopyKind): Mount {
  const copy = cloneMount(source, root);
  if (kind !== 'namespace' && kind !== 'slave-namespace') copy.unbindable = false;
  if (kind === 'private') return copy;
  if (kind === 'slave' || (kind === 'slave-namespace' && source.group)) {
    setMaster(copy, source.group ?? source.master);
    return copy;
  }
  if (source.group) joinGroup(copy, source.group);
  setMaster(copy, source.master);
  return copy;
}

/** Mounts to which an event on `mount` spreads: its peers, its slaves, their peers and slaves … Each once, in the order Linux visits them. */
export function receivers(mount: Mount): Mount[] {
  const found: Mount[] = [];
  const groups = new Set<PeerGroup>();
  const visit = (group: PeerGroup): void => {
    if (groups.has(group)) return;
    groups.add(group);
    for (const peer of group.members) if (peer !== mount) found.push(peer);
    for (const slave of group.slaves) {
      if (slave.group) visit(slave.group);
      else found.push(slave);
    }
  };
  if (mount.group) visit(mount.group);
  return found;
}

/**
 * Attaches a tree to a name of a mount in a namespace, and copies of it wherever that mount's events spread (attach_recursive_mnt).
 */
export function graft(top: Mount, parent: Mount, mountpoint: Dentry, namespace: MountNamespace): void {
  if (parent.group) {
    for (const mount of tree(top)) if (!mount.group) makeShared(mount);
    spread(top, parent.group, parent, mountpoint, new Set());
  }
  if (top.mountpoint) detach(top);
  attach(top, parent, mountpoint);
  enlist(top, namespace);
}

function spread(source: Mount, group: PeerGroup, from: Mount | undefined, mountpoint: Dentry, done: Set<PeerGroup>): void {
  if (done.has(group)) return;
  done.add(group);
  const owner = from?.namespace?.owner;
  for (const peer of group.members) {
    if (peer !== from) place(copyTree(source, source.root, 'peer'), peer, mountpoint, owner);
  }
  const bySlaveGroup = new Set<PeerGroup>();
  for (const slave of group.slaves) {
    if (!slave.group) {
      place(copyTree(source, source.root, 'slave'), slave, mountpoint, owner);
    } else if (!bySlaveGroup.has(slave.group) && !done.has(slave.group)) {
      bySlaveGroup.add(slave.group);
      const copy = copyTree(source, source.root, 'slave');
      for (const mount of tree(copy)) makeShared(mount);
      if (place(copy, slave, mountpoint, owner)) spread(copy, slave.group, slave, mountpoint, done);
    }
  }
}

/** Attaches a copy where the receiver shows that name; else lets it go again. */
function place(copy: Mount, receiver: Mount, mountpoint: Dentry, owner: Namespace | undefined): boolean {
  const namespace = receiver.namespace;
  if (!namespace || !isBelow(mountpoint, receiver.root)) {
    for (const mount of tree(copy).reverse()) {
      detach(mount);
      mount.putDown();
    }
    return false;
  }
  if (namespace.owner !== owner) for (const mount of tree(copy)) mount.locked = true;
  attach(copy, receiver, mountpoint);
  enlist(copy, namespace);
  return true;
}

/** The mounts that go when `mount` is taken off its name: those at the same name of all that its parent's events spread to. */
export function counterparts(mount: Mount): Mount[] {
  const { parent, mountpoint } = mount;
  if (!parent || !mountpoint) return [];
  const found: Mount[] = [];
  for (const receiver of receivers(parent)) {
    const child = receiver.children.get(mountpoint);
    if (child) found.push(child);
  }
  return found;
}

/** Takes a tree off, and its counterparts with it where nothing else is mounted on them (umount_tree). */
export function unmountTree(top: Mount): void {
  const going = new Set(tree(top));
  for (const mount of [...going]) for (const other of counterparts(mount)) if (!other.locked) going.add(other);
  for (const mount of [...going].reverse()) {
    if (!going.has(mount)) continue;
    const own = mount === top || isUnder(mount, top);
    if (!own && [...mount.children.values()].some(child => !going.has(child))) {
      lowerCovered(mount);
    }
    remove(mount);
  }
}

function isUnder(mount: Mount, top: Mount): boolean {
  for (let at: Mount | undefined = mount; at; at = at.parent) if (at === top) return true;
  return false;
}

/** A mount that is taken from beneath another: what lay on its root comes to lie where it was. Others go with it. */
function lowerCovered(mount: Mount): void {
  const { parent, mountpoint } = mount;
  const onTop = mount.children.get(mount.root);
  if (!onTop || !parent || !mountpoint) return;
  detach(onTop);
  detach(mount);
  attach(onTop, parent, mountpoint);
}

function remove(mount: Mount): void {
  const namespace = mount.namespace;
  for (const child of [...mount.children.values()]) remove(child);
  detach(mount);
  if (namespace) {
    namespace.mounts.delete(mount);
    namespace.event++;
    mount.namespace = undefined;
  }
  leaveGroups(mount);
  mount.putDown();
}

/** mount --make-TYPE for one mount. */
export function changePropagation(mount: Mount, to: 'shared' | 'slave' | 'private' | 'unbindable'): void {
  if (to === 'shared') {
    makeShared(mount);
    return;
  }
  if (to === 'slave') {
    const group = mount.group;
    // Alone in its group it has nobody to listen to but its own master.
    const master = group && group.members.size > 1 ? group : mount.master;
    leaveGroup(mount);
    setMaster(mount, master);
    mount.unbindable = false;
    return;
  }
  leaveGroups(mount);
  mount.unbindable = to === 'unbindable';
}
