// Who is in which group: from birth to the grave, and moves between them. As kernel/cgroup/cgroup.c: cgroup_fork, cgroup_migrate, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { CloneHow } from '../../abi/sys.ts';
import { PAGE_BYTES } from '../fs/page-store.ts';
import { registerTmpfsCharge } from '../fs/tmpfs.ts';
import { whenMakingCgroupNamespace } from '../ns/cgroup.ts';
import { current, currentOrNone } from '../process/current.ts';
import { registerProcessHooks } from '../process/hooks.ts';
import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { type Cgroup, cgroupOf, setCgroup } from './cgroup.ts';
import { chargeCpu, isThrottled, settleSystem } from './cpu.ts';
import { applyFreezer } from './freezer.ts';
import { charge, chargeAnonymous, chargeShared } from './memory.ts';
import { inheritOomScore } from './oom-score.ts';
import { countTasks, requireRoom } from './pids.ts';
import { ANON_BYTES_PER_PROCESS, KERNEL_BYTES_PER_PROCESS } from './process-memory.ts';

/** The group behind an open folder of cgroup2, as clone's `cgroup` names it. Set by the filesystem. */
let groupBehind: (open: OpenFile) => Cgroup | undefined = () => undefined;

export function registerGroupBehind(find: typeof groupBehind): void {
  groupBehind = find;
}

function targetOf(parent: Process, how: CloneHow): Cgroup {
  if (how.cgroup === undefined) return cgroupOf(parent);
  const found = groupBehind(parent.fds.get(how.cgroup));
  if (!found) throw new Errno('EBADF');
  if (found.removed) throw new Errno('ENODEV');
  requireMayHold(found);
  return found;
}

/** The no-internal-process rule. */
function requireMayHold(cgroup: Cgroup): void {
  if (cgroup.type === 'domain invalid') throw new Errno('EOPNOTSUPP');
  if (cgroup.parent && !cgroup.threaded && cgroup.subtreeControl.size > 0) throw new Errno('EBUSY');
}

function enter(process: Process, cgroup: Cgroup): void {
  const first = !cgroup.populated;
  cgroup.processes.add(process);
  setCgroup(process, cgroup);
  if (first) tellEvents(cgroup);
}

function leave(process: Process, cgroup: Cgroup): void {
  cgroup.processes.delete(process);
  if (!cgroup.populated) tellEvents(cgroup);
}

function tellEvents(cgroup: Cgroup): void {
  for (const at of cgroup.ancestry()) at.eventsChanged.wake();
}

function chargeProcess(cgroup: Cgroup, process: Process, sign: 1 | -1): void {
  charge(cgroup, 'anon', sign * (ANON_BYTES_PER_PROCESS + process.mappedBytes));
  charge(cgroup, 'kernel', sign * KERNEL_BYTES_PER_PROCESS);
}

/** How many tasks each process is counted for. */
const counted = new WeakMap<Process, number>();

const tasksOf = (process: Process): number => counted.get(process) ?? 1;

function setTasks(process: Process, tasks: number): void {
  countTasks(cgroupOf(process), tasks - (counted.get(process) ?? 0));
  counted.set(process, tasks);
}

/** Moves a process, as writing its number to cgroup.procs does. Memory it has stays charged where it was; only what is its own moves. */
export function moveProcess(process: Process, to: Cgroup): void {
  const from = cgroupOf(process);
  if (to.removed) throw new Errno('ENODEV');
  if (from === to) return;
  requireMayHold(to);
  settleSystem(process);
  countTasks(from, -tasksOf(process));
  countTasks(to, tasksOf(process));
  chargeProcess(from, process, -1);
  chargeProcess(to, process, 1);
  leave(process, from);
  enter(process, to);
  applyFreezer(process);
  if (isThrottled(to)) process.hold('throttle');
  else process.unhold('throttle');
}

/** cgroup.kill. */
export function killAll(cgroup: Cgroup): void {
  for (const process of [...cgroup.everyone()]) sendSignal(process, 'SIGKILL', 'kernel');
}

registerProcessHooks({
  mayClone: (parent, how) => requireRoom(targetOf(parent, how)),
  cloned(child, parent, how) {
    const cgroup = targetOf(parent, how);
    enter(child, cgroup);
    setTasks(child, 1);
    chargeProcess(cgroup, child, 1);
    inheritOomScore(child, parent);
    if (cgroup.parent) {
      applyFreezer(child);
      if (isThrottled(cgroup)) child.hold('throttle');
    }
  },
  threads: (process, change) => setTasks(process, tasksOf(process) + change),
  exited(process) {
    const cgroup = cgroupOf(process);
    settleSystem(process);
    setTasks(process, 1);
    chargeProcess(cgroup, process, -1);
    leave(process, cgroup);
  },
  reaped: process => setTasks(process, 0),
  memory: chargeAnonymous,
  computed: (process, ms) => chargeCpu(process, ms),
});

whenMakingCgroupNamespace(() => cgroupOf(current().process));

registerTmpfsCharge((pages, store) => {
  const process = currentOrNone()?.process;
  const owner = (store.memcg ??= process && cgroupOf(process)) as Cgroup | undefined;
  if (owner) chargeShared(owner, pages * PAGE_BYTES, process);
});
