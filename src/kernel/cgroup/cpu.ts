// The cpu controller: what groups use, and holding those back that used up cpu.max. As kernel/sched/fair.c's bandwidth control, Linux 6.18.

import type { Process } from '../process/process.ts';
import { type Cgroup, cgroupOf } from './cgroup.ts';

/** A process spent time: counted in its group and all above; a group over its quota stands still until its period ends. */
export function chargeCpu(process: Process, ms: number, kind: 'user' | 'system' = 'user'): void {
  const us = ms * 1000;
  for (const cgroup of cgroupOf(process).ancestry()) {
    const { cpu } = cgroup;
    if (kind === 'user') cpu.userUs += us;
    else cpu.systemUs += us;
    if (cpu.quotaUs !== Infinity && cgroup.parent) spend(cgroup, us);
  }
}

/** How much of each process's time in system calls its group has been told of. */
const settled = new WeakMap<Process, number>();

/** Counts the time that a process spent in system calls since the last time: before it moves or ends, and before its group is looked at. */
export function settleSystem(process: Process): void {
  const ms = process.systemMs - (settled.get(process) ?? 0);
  if (ms <= 0) return;
  settled.set(process, process.systemMs);
  chargeCpu(process, ms, 'system');
}

/** As settleSystem, for all of a group and below. */
export function settleGroup(cgroup: Cgroup): void {
  for (const process of cgroup.everyone()) settleSystem(process);
}

function spend(cgroup: Cgroup, us: number): void {
  const { cpu } = cgroup;
  const { clock } = cgroup.kernel;
  if (!cpu.timer) {
    cpu.usedUs = 0;
    cpu.periodStartMs = clock.monotonicMs - us / 1000;
    const leftMs = Math.max(0, cpu.periodStartMs + cpu.periodUs / 1000 - clock.monotonicMs);
    cpu.timer = clock.after(leftMs, () => endPeriod(cgroup));
  }
  cpu.usedUs += us;
  if (cpu.usedUs < cpu.quotaUs + cpu.burstUs || cpu.throttledSinceMs !== undefined) return;
  cpu.throttledSinceMs = clock.monotonicMs;
  for (const process of cgroup.everyone()) process.hold('throttle');
}

/** A period ends: the debt of who used more than the quota is carried over. */
function endPeriod(cgroup: Cgroup): void {
  const { cpu } = cgroup;
  const { clock } = cgroup.kernel;
  cpu.timer = undefined;
  cpu.periods++;
  if (cpu.throttledSinceMs !== undefined) {
    cpu.throttled++;
    cpu.throttledUs += (clock.monotonicMs - cpu.throttledSinceMs) * 1000;
    cpu.throttledSinceMs = undefined;
  }
  const debt = Math.max(0, cpu.usedUs - cpu.quotaUs);
  cpu.usedUs = debt;
  if (debt > 0) {
    cpu.periodStartMs = clock.monotonicMs;
    cpu.timer = clock.after(cpu.periodUs / 1000, () => endPeriod(cgroup));
    if (debt >= cpu.quotaUs) {
      cpu.throttledSinceMs = clock.monotonicMs;
      return;
    }
  }
  release(cgroup);
}

function release(cgroup: Cgroup): void {
  for (const process of cgroup.everyone()) if (!isThrottled(cgroupOf(process))) process.unhold('throttle');
}

/** Whether a process of the group is held back by its limit or one above. */
export function isThrottled(cgroup: Cgroup): boolean {
  for (const { cpu } of cgroup.ancestry()) if (cpu.throttledSinceMs !== undefined) return true;
  return false;
}

/** A new cpu.max: whoever was held back begins anew. */
export function quotaChanged(cgroup: Cgroup): void {
  const { cpu } = cgroup;
  cpu.timer?.cancel();
  cpu.timer = undefined;
  if (cpu.throttledSinceMs === undefined) return;
  cpu.throttledUs += (cgroup.kernel.clock.monotonicMs - cpu.throttledSinceMs) * 1000;
  cpu.throttledSinceMs = undefined;
  release(cgroup);
}
