// Time namespaces: clocks since boot, shifted. As time_namespaces(7): the offsets are written before the first process enters.

import type { KernelContext } from '../context.ts';
import { FIRST_INODES, type Namespace, nextNamespaceInode, registerNamespaceKind } from './namespace.ts';

export interface TimeOffsets {
  monotonicMs: number;
  boottimeMs: number;
}

export class TimeNamespace implements Namespace {
  readonly kind = 'time';
  readonly inode: number;
  readonly owner: Namespace;
  references = 0;
  /** /proc/PID/timens_offsets. */
  offsets: TimeOffsets;

  constructor(inode: number, owner: Namespace, offsets: TimeOffsets) {
    this.inode = inode;
    this.owner = owner;
    this.offsets = offsets;
  }
}

export const firstTimeNamespace = (owner: Namespace): TimeNamespace =>
  new TimeNamespace(FIRST_INODES.time, owner, { monotonicMs: 0, boottimeMs: 0 });

registerNamespaceKind('time', (kernel: KernelContext, from: Namespace, owner: Namespace) => {
  return new TimeNamespace(nextNamespaceInode(kernel), owner, { ...(from as TimeNamespace).offsets });
});
