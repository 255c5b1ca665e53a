// Cgroup namespaces: which cgroup a process sees as the root. As cgroup_namespaces(7). What a cgroup is, the cgroup module knows.

import type { KernelContext } from '../context.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

export class CgroupNamespace implements Namespace {
  readonly kind = 'cgroup';
  readonly inode: number;
  readonly owner: Namespace;
  references = 0;
  /** The cgroup that is "/" in here; undefined for the hierarchy's root. */
  root: unknown;

  constructor(inode: number, owner: Namespace, root: unknown) {
    this.inode = inode;
    this.owner = owner;
    this.root = root;
  }
}

export const firstCgroupNamespace = (owner: Namespace): CgroupNamespace => new CgroupNamespace(FIRST_INODES.cgroup, owner, undefined);

let rootFor: (from: CgroupNamespace) => unknown = from => from.root;

/** The cgroup module says here which cgroup the running process is in: a new namespace's root. */
export function whenMakingCgroupNamespace(root: typeof rootFor): void {
  rootFor = root;
}

registerNamespaceKind('cgroup', (kernel: KernelContext, from: Namespace, owner: Namespace) => {
  return new CgroupNamespace(nextNamespaceInode(kernel), owner, rootFor(from as CgroupNamespace));
});
