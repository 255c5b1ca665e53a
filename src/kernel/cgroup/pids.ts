// The pids controller: how many tasks a group may hold. As kernel/cgroup/pids.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Cgroup } from './cgroup.ts';

/** Throws EAGAIN where one more task would exceed a limit of the group or of one above it. */
export function requireRoom(cgroup: Cgroup): void {
  for (const at of cgroup.ancestry()) {
    if (!at.has('pids') || at.pids.current + 1 <= at.pids.max) continue;
    at.pids.eventsLocal++;
    for (const above of at.ancestry()) above.pids.events++;
    if (!at.pids.told) {
      at.pids.told = true;
      at.kernel.log.print(6, `cgroup: fork rejected by pids controller in ${cgroup.path}`);
    }
    throw new Errno('EAGAIN');
  }
}

/** Tasks come or go: counted in the group and in all above it. */
export function countTasks(cgroup: Cgroup, change: number): void {
  for (const { pids } of cgroup.ancestry()) {
    pids.current += change;
    if (pids.current > pids.peak) pids.peak = pids.current;
  }
}
