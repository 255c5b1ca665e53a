// What all kinds of namespaces(7) share: an inode number, an owning user namespace, and how a new one is made from the caller's.

import type { Namespace as Kind } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';

export interface Namespace {
  readonly kind: Kind;
  /** The number in "net:[4026531840]". */
  readonly inode: number;
  /** The user namespace that owns it: who has capabilities there has them over this. The first user namespace owns itself. */
  readonly owner: Namespace;
  readonly parent?: Namespace;
  /** Processes, bound mounts and open files that hold it. At 0 `released` is called. */
  references: number;
  released?(): void;
  /**
   * A process (`fs` is its FsState) begins to live in it: a copy that unshare or clone made of its old one, or one it joined by setns. Mount namespaces move the
   * root and working directory (an FsState) over: to the same place in the copy, or to the namespace's root.
   */
  enter?(fs: object, how: 'copy' | 'join'): void;
}

/** The set of namespaces a process is in. `pidForChildren` and `timeForChildren` are what unshare(CLONE_NEWPID/NEWTIME) and setns change. */
export interface NamespaceSet {
  mnt: Namespace;
  pid: Namespace;
  net: Namespace;
  uts: Namespace;
  ipc: Namespace;
  user: Namespace;
  cgroup: Namespace;
  time: Namespace;
  pidForChildren: Namespace;
  timeForChildren: Namespace;
}

/** How a kind makes a namespace of its own from the one the caller is in. */
export type NamespaceMaker = (kernel: KernelContext, from: Namespace, owner: Namespace) => Namespace;

const makers = new Map<Kind, NamespaceMaker>();

/** Called once by each kind's module. */
export function registerNamespaceKind(kind: Kind, make: NamespaceMaker): void {
  makers.set(kind, make);
}

/** A new namespace of that kind, as unshare(2) and clone(2) make it. */
export function newNamespace(kernel: KernelContext, kind: Kind, from: Namespace, owner: Namespace): Namespace {
  const make = makers.get(kind);
  if (!make) throw new Error(`no maker for namespaces of kind ${kind}`);
  return make(kernel, from, owner);
}

const NEXT = Symbol('next namespace inode');

/** The next free number of nsfs; the first namespaces take Linux's fixed ones (PROC_DYNAMIC_FIRST and on). */
export function nextNamespaceInode(kernel: KernelContext): number {
  const next = (kernel.singletons.get(NEXT) as number | undefined) ?? 4026532160;
  kernel.singletons.set(NEXT, next + 1);
  return next;
}

export const FIRST_INODES: Readonly<Record<Kind, number>> = {
  uts: 4026531838,
  ipc: 4026531839,
  pid: 4026531836,
  user: 4026531837,
  net: 4026531840,
  mnt: 4026531841,
  cgroup: 4026531835,
  time: 4026531834,
};
