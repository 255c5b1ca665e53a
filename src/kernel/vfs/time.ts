// The clock's time as inodes keep it.

import type { Timespec } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';

/** Milliseconds, fractions and all, as seconds and nanoseconds. */
export function timespec(ms: number): Timespec {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanoseconds: Math.floor((ms - seconds * 1000) * 1e6) };
}

/** Now, by the wall clock. */
export const now = (kernel: KernelContext): Timespec => timespec(kernel.clock.realtimeMs);
