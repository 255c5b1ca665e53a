// The freezer: processes of a frozen group do not run. As kernel/cgroup/freezer.c, Linux 6.18.

import type { Process } from '../process/process.ts';
import { type Cgroup, cgroupOf, isFrozen } from './cgroup.ts';

/** Holds a process, or lets it go, as its group is frozen or not. */
export function applyFreezer(process: Process): void {
  const frozen = isFrozen(cgroupOf(process));
  if (frozen === process.holds.has('freezer')) return;
  if (frozen) process.hold('freezer');
  else process.unhold('freezer');
}

/** Writing cgroup.freeze: it and all below follow. */
export function setFreeze(cgroup: Cgroup, freeze: boolean): void {
  if (cgroup.freeze === freeze) return;
  cgroup.freeze = freeze;
  const nowMs = cgroup.kernel.clock.monotonicMs;
  for (const each of cgroup.subtree()) {
    const frozen = isFrozen(each);
    if (frozen === (each.frozenSinceMs !== undefined)) continue;
    if (frozen) each.frozenSinceMs = nowMs;
    else {
      each.frozenMs += nowMs - (each.frozenSinceMs ?? nowMs);
      each.frozenSinceMs = undefined;
    }
    for (const process of each.processes) applyFreezer(process);
    each.eventsChanged.wake();
  }
}

/** cgroup.stat.local's frozen_usec. */
export function frozenUsec(cgroup: Cgroup): number {
  const { frozenMs, frozenSinceMs } = cgroup;
  return Math.floor((frozenMs + (frozenSinceMs === undefined ? 0 : cgroup.kernel.clock.monotonicMs - frozenSinceMs)) * 1000);
}
