// The first network namespace of a machine, for what only it may do.

import type { KernelContext } from '../context.ts';
import { allNamespaces, type NetNamespace } from '../net/netns.ts';

/** The oldest network namespace: init's. */
export function firstOf(kernel: KernelContext): NetNamespace | undefined {
  for (const netns of allNamespaces(kernel).set) return netns;
  return undefined;
}
