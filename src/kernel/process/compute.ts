// Processor time that a program spends in its own code: the virtual clock moves on, and cgroups count it.

import { processHooks } from './hooks.ts';
import type { Process } from './process.ts';
import { sendSignal } from './signal.ts';

/** Charges `ms` of user time. */
export function compute(process: Process, ms: number): void {
  process.userMs += ms;
  process.scheduler.clock.nowMs += ms;
  if (process.limits.cpu.soft !== Number.POSITIVE_INFINITY) limitCpu(process, ms);
  for (const hooks of processHooks()) hooks.computed?.(process, ms);
}

/** RLIMIT_CPU: SIGKILL at the hard limit, SIGXCPU at the soft one and with each second after it. */
function limitCpu(process: Process, ms: number): void {
  const { soft, hard } = process.limits.cpu;
  const now = (process.userMs + process.systemMs) / 1000;
  const before = now - ms / 1000;
  if (now >= hard) sendSignal(process, 'SIGKILL', 'kernel');
  else if (now >= soft && (before < soft || Math.floor(now) > Math.floor(before))) sendSignal(process, 'SIGXCPU', 'kernel');
}
