// User namespaces: ids that mean something else inside, and the owner of every other namespace. As user_namespaces(7), Linux 6.12.
// Inside the kernel an id is always that of the first user namespace; maps are applied where a program sees or gives one.

import { Errno } from '../../abi/errno.ts';
import type { KernelContext } from '../context.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

/** A line of uid_map: `count` ids from `inside` on are the kernel's from `outside` on. */
export interface IdRange {
  inside: number;
  outside: number;
  count: number;
}

/** What an id without a mapping is shown as (/proc/sys/kernel/overflowuid). */
export const OVERFLOW_ID = 65534;

const LEVELS_MAX = 32;
const ALL: IdRange = { inside: 0, outside: 0, count: 4294967295 };

export class UserNamespace implements Namespace {
  readonly kind = 'user';
  readonly inode: number;
  readonly parent: UserNamespace | undefined;
  readonly level: number;
  /** The creator's effective ids, as the kernel numbers them. */
  ownerUid = 0;
  ownerGid = 0;
  /** Empty until written; then for good. */
  uidMap: readonly IdRange[];
  gidMap: readonly IdRange[];
  setgroups: 'allow' | 'deny';
  /** Whether the creator had CAP_SETFCAP in the parent: may it map the parent's root. */
  mayMapRoot = true;
  references = 0;

  constructor(inode: number, parent: UserNamespace | undefined) {
    this.inode = inode;
    this.parent = parent;
    this.level = parent ? parent.level + 1 : 0;
    this.uidMap = parent ? [] : [ALL];
    this.gidMap = parent ? [] : [ALL];
    this.setgroups = parent?.setgroups ?? 'allow';
  }

  /** The owner of a user namespace is its parent; the first owns itself. */
  get owner(): UserNamespace {
    return this.parent ?? this;
  }

  /** The kernel's id for one that a process in here gives, or undefined where it has none. */
  kernelUid(id: number): number | undefined {
    return this.parent ? into(this.uidMap, id) : id;
  }

  kernelGid(id: number): number | undefined {
    return this.parent ? into(this.gidMap, id) : id;
  }

  /** What a process in here sees of the kernel's id; 65534 where it has no mapping. */
  shownUid(id: number): number {
    return this.parent ? (outOf(this.uidMap, id) ?? OVERFLOW_ID) : id;
  }

  shownGid(id: number): number {
    return this.parent ? (outOf(this.gidMap, id) ?? OVERFLOW_ID) : id;
  }

  mapsUid(id: number): boolean {
    return !this.parent || outOf(this.uidMap, id) !== undefined;
  }

  mapsGid(id: number): boolean {
    return !this.parent || outOf(this.gidMap, id) !== undefined;
  }

  /** Is it the other one, or below it? */
  within(other: UserNamespace): boolean {
    let at: UserNamespace | undefined = this;
    while (at && at !== other) at = at.parent;
    return at !== undefined;
  }
}

function into(map: readonly IdRange[], id: number): number | undefined {
  for (const { inside, outside, count } of map) if (id >= inside && id < inside + count) return outside + id - inside;
  return undefined;
}

function outOf(map: readonly IdRange[], id: number): number | undefined {
  for (const { inside, outside, count } of map) if (id >= outside && id < outside + count) return inside + id - outside;
  return undefined;
}

export const firstUserNamespace = (): UserNamespace => new UserNamespace(FIRST_INODES.user, undefined);

registerNamespaceKind('user', (kernel: KernelContext, from: Namespace) => {
  const parent = from as UserNamespace;
  if (parent.level > LEVELS_MAX) throw new Errno('ENOSPC');
  return new UserNamespace(nextNamespaceInode(kernel), parent);
});
