// The memory controller: what groups use, and the out-of-memory killer of a group over its limit. As mm/memcontrol.c and oom_kill.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import { type Cgroup, cgroupOf } from './cgroup.ts';
import type { MemoryEvents } from './memory-state.ts';
import { badness, oomScoreAdj } from './oom-score.ts';
import { memoryOf } from './process-memory.ts';

type Kind = 'anon' | 'shmem' | 'kernel';

/** Counts an event of a group: its own, and in the sums of it and all above. */
function count(cgroup: Cgroup, event: keyof MemoryEvents): void {
  cgroup.memory.eventsLocal[event]++;
  for (const { memory } of cgroup.ancestry()) memory.events[event]++;
}

/** Charges a group, and all above it; negative gives back. Never refuses. */
export function charge(cgroup: Cgroup, kind: Kind, bytes: number): void {
  for (const { memory } of cgroup.ancestry()) {
    memory[kind] += bytes;
    if (memory.current > memory.peak) memory.peak = memory.current;
  }
}

/** The lowest group, from this one up, that is over its limit. */
function overLimit(cgroup: Cgroup): Cgroup | undefined {
  for (const at of cgroup.ancestry()) if (at.parent && at.memory.current > at.memory.max) return at;
  return undefined;
}

/** Kills until every group above is under its limit again, or nobody is left. `by` is who asked for the memory. */
export function enforceLimits(cgroup: Cgroup, by: Process | undefined): void {
  for (let over = overLimit(cgroup); over; over = overLimit(cgroup)) {
    // Somebody is dying already: what it has comes back before any of them runs again.
    for (const process of over.everyone()) if (process.dying) return;
    count(over, 'max');
    count(over, 'oom');
    const victim = chooseVictim(over);
    if (!victim) return;
    kill(over, victim, by ?? victim);
  }
}

function chooseVictim(cgroup: Cgroup): Process | undefined {
  let victim: Process | undefined;
  let most = -Infinity;
  for (const process of cgroup.everyone()) {
    if (process.dying || process.exit) continue;
    const points = badness(process, cgroup.memory.max);
    if (points > most) {
      most = points;
      victim = process;
    }
  }
  return victim;
}

function kill(over: Cgroup, victim: Process, by: Process): void {
  report(over, victim, by);
  const group = oomGroupOf(victim, over);
  const killed = group ? [...group.everyone()] : [victim];
  if (group) count(group, 'oom_group_kill');
  for (const process of killed) {
    if (process.exit) continue;
    count(cgroupOf(process), 'oom_kill');
    sendSignal(process, 'SIGKILL', 'kernel');
  }
}

/** memory.oom.group: the topmost group, up to the one over its limit, that dies as a whole. */
function oomGroupOf(victim: Process, over: Cgroup): Cgroup | undefined {
  let found: Cgroup | undefined;
  for (const at of cgroupOf(victim).ancestry()) {
    if (at.memory.oomGroup) found = at;
    if (at === over) break;
  }
  return found;
}

const kb = (bytes: number): string => (bytes === Infinity ? '9007199254740988kB' : `${Math.floor(bytes / 1024)}kB`);

/** The kernel's own account of it, as dmesg shows. */
function report(over: Cgroup, victim: Process, by: Process): void {
  const { log } = over.kernel;
  const { memory } = over;
  const task = cgroupOf(victim).path;
  log.print(4, `${by.comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=${oomScoreAdj(by)}`);
  log.print(6, `memory: usage ${kb(memory.current)}, limit ${kb(memory.max)}, failcnt ${memory.eventsLocal.max}`);
  log.print(6, `swap: usage 0kB, limit ${kb(memory.swapMax)}, failcnt 0`);
  log.print(6, `Memory cgroup stats for ${over.path}:`);
  log.print(6, 'Tasks state (memory values in pages):');
  log.print(6, '[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name');
  for (const process of over.everyone()) log.print(6, taskLine(process));
  const memcg = `oom_memcg=${over.path},task_memcg=${task},task=${victim.comm},pid=${victim.pid},uid=${victim.credentials.uid}`;
  log.print(6, `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,${memcg}`);
  const use = memoryOf(victim);
  const sizes = `total-vm:${use?.sizeKb ?? 0}kB, anon-rss:${use?.anonKb ?? 0}kB, file-rss:${use?.fileKb ?? 0}kB, shmem-rss:0kB`;
  const rest = `UID:${victim.credentials.uid} pgtables:${use?.tablesKb ?? 0}kB oom_score_adj:${oomScoreAdj(victim)}`;
  log.print(3, `Memory cgroup out of memory: Killed process ${victim.pid} (${victim.comm}) ${sizes}, ${rest}`);
}

function taskLine(process: Process): string {
  const use = memoryOf(process);
  const pages = (kilobytes: number | undefined): number => Math.floor((kilobytes ?? 0) / 4);
  const column = (value: number, width: number): string => String(value).padStart(width);
  const { pid } = process;
  const ids = `[${column(pid, 7)}] ${column(process.credentials.uid, 5)} ${column(pid, 5)}`;
  const sizes = `${column(pages(use?.sizeKb), 8)} ${column(pages(use?.residentKb), 8)} ${column(pages(use?.anonKb), 8)}`;
  const more = `${column(pages(use?.fileKb), 8)} ${column(0, 9)} ${column((use?.tablesKb ?? 0) * 1024, 8)} ${column(0, 8)}`;
  return `${ids} ${sizes} ${more} ${column(oomScoreAdj(process), 13)} ${process.comm}`;
}

/** Anonymous memory that a process asks for or gives back. */
export function chargeAnonymous(process: Process, bytes: number): void {
  const cgroup = cgroupOf(process);
  charge(cgroup, 'anon', bytes);
  if (bytes > 0) enforceLimits(cgroup, process);
}

/** A limit that was lowered under what is used. */
export function limitLowered(cgroup: Cgroup): void {
  if (cgroup.memory.current > cgroup.memory.max) enforceLimits(cgroup, undefined);
}

/** Pages of a tmpfs, charged to who touched the file first. Throws ENOSPC where killing made no room. */
export function chargeShared(owner: Cgroup, bytes: number, by: Process | undefined): void {
  charge(owner, 'shmem', bytes);
  if (bytes <= 0) return;
  enforceLimits(owner, by);
  if (overLimit(owner)) {
    charge(owner, 'shmem', -bytes);
    throw new Errno('ENOMEM');
  }
}
