// A network namespace: nothing but slots, in which each part of the stack keeps what it has once per namespace. As struct net and net_generic.

import type { KernelContext } from '../context.ts';
import { singleton } from '../context.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from '../ns/namespace.ts';

const makers: ((netns: NetNamespace) => unknown)[] = [];
const exits: ((netns: NetNamespace) => void)[] = [];
const births: ((netns: NetNamespace) => void)[] = [];
const ALL = Symbol('network namespaces');

export class NetNamespace implements Namespace {
  readonly kind = 'net';
  readonly kernel: KernelContext;
  readonly inode: number;
  readonly owner: Namespace;
  readonly slots: unknown[] = [];
  /** How this namespace numbers others (IFLA_LINK_NETNSID). */
  readonly ids = new Map<NetNamespace, number>();
  /** SO_NETNS_COOKIE, and the number that traces call it by. */
  readonly cookie: number;
  references = 0;
  dead = false;

  constructor(kernel: KernelContext, owner: Namespace, inode: number) {
    this.kernel = kernel;
    this.owner = owner;
    this.inode = inode;
    const all = allNamespaces(kernel);
    this.cookie = all.next++;
    all.set.add(this);
    for (const birth of births) birth(this);
  }

  released(): void {
    if (this.dead) return;
    this.dead = true;
    for (const exit of exits) exit(this);
    const { set } = allNamespaces(this.kernel);
    set.delete(this);
    for (const other of set) other.ids.delete(this);
  }

  /** A socket's share in it. */
  hold(): void {
    this.references++;
  }
  letGo(): void {
    if (--this.references === 0) this.released();
  }

  /** The id by which this namespace calls another, given at first need. */
  idOf(other: NetNamespace): number {
    let id = this.ids.get(other);
    if (id !== undefined) return id;
    const taken = new Set(this.ids.values());
    for (id = 0; taken.has(id); ) id++;
    this.ids.set(other, id);
    return id;
  }
}

/** Every live network namespace of a machine, oldest first. */
export function allNamespaces(kernel: KernelContext): { set: Set<NetNamespace>; next: number } {
  return singleton(kernel, ALL, () => ({ set: new Set<NetNamespace>(), next: 1 }));
}

/** A value that each namespace has one of, made when first asked for. */
export function pernet<T>(make: (netns: NetNamespace) => T): (netns: NetNamespace) => T {
  const slot = makers.push(make) - 1;
  return netns => {
    const value = netns.slots[slot];
    return value === undefined ? ((netns.slots[slot] = make(netns)) as T) : (value as T);
  };
}

/** Runs when a namespace comes into being (its loopback device is made so). */
export function onNamespaceBirth(run: (netns: NetNamespace) => void): void {
  births.push(run);
}

/** Runs when a namespace's last holder is gone. */
export function onNamespaceExit(run: (netns: NetNamespace) => void): void {
  exits.push(run);
}

/** The first network namespace of a machine. */
export const firstNetNamespace = (kernel: KernelContext, owner: Namespace): NetNamespace =>
  new NetNamespace(kernel, owner, FIRST_INODES.net);

registerNamespaceKind('net', (kernel, _from, owner) => new NetNamespace(kernel, owner, nextNamespaceInode(kernel)));
