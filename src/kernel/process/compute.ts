// Processor time that a program spends in its own code: the virtual clock moves on, and cgroups count it.

import { processHooks } from './hooks.ts';
import type { Process } from './process.ts';

/** Charges `ms` of user time. */
export function compute(process: Process, ms: number): void {
  process.userMs += ms;
  process.scheduler.clock.nowMs += ms;
  for (const hooks of processHooks()) hooks.computed?.(process, ms);
}
