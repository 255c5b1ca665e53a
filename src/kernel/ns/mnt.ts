// Mount namespaces: a tree of mounts of one's own, copied from the maker's. As mount_namespaces(7) and fs/namespace.c: copy_mnt_ns, Linux 6.18.

import type { KernelContext } from '../context.ts';
import type { Process } from '../process/process.ts';
import { enlist, type Mount, type MountAttributes, MountNamespace, tree } from '../vfs/mount.ts';
import { registerProcessList } from '../vfs/namespace.ts';
import { copyTree } from '../vfs/propagation.ts';
import { FIRST_INODES, type Namespace, registerNamespaceKind } from './namespace.ts';
import { pidNamespaceOf } from './pid.ts';

/** The first mount namespace; its root is mounted by whoever builds the machine. */
export const firstMountNamespace = (kernel: KernelContext, owner: Namespace): MountNamespace =>
  new MountNamespace(kernel, owner, FIRST_INODES.mnt);

registerNamespaceKind('mnt', (kernel, from, owner) => {
  const old = from as MountNamespace;
  const foreign = old.owner !== owner;
  const namespace = new MountNamespace(kernel, owner);
  const copies = new Map<Mount, Mount>();
  namespace.root = copyTree(old.root, old.root.root, foreign ? 'slave-namespace' : 'namespace', true, copies);
  if (foreign) lockTree(namespace.root);
  enlist(namespace.root, namespace);
  namespace.copies = copies;
  return namespace;
});

/** What a user namespace is given it may neither take apart nor make less strict (lock_mnt_tree). */
function lockTree(root: Mount): void {
  for (const mount of tree(root)) {
    mount.lockedAttributes = lockedOf(mount.attributes);
    if (mount !== root) mount.locked = true;
  }
}

function lockedOf(attributes: MountAttributes): (keyof MountAttributes)[] {
  const locked: (keyof MountAttributes)[] = ['atime', 'nodiratime'];
  for (const name of ['ro', 'nosuid', 'nodev', 'noexec'] as const) if (attributes[name]) locked.push(name);
  return locked;
}

registerProcessList((process: Process) => {
  let first = pidNamespaceOf(process);
  while (first.parent) first = first.parent;
  return first.processes.values();
});
