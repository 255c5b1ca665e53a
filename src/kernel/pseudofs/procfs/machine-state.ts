// /proc/meminfo, stat, loadavg, vmstat and the like: the machine as it is now, counted from its processes. As fs/proc, Linux 6.18.

import { rootCgroup } from '../../cgroup/cgroup.ts';
import { settleGroup } from '../../cgroup/cpu.ts';
import { memoryOf } from '../../cgroup/process-memory.ts';
import type { KernelContext } from '../../context.ts';
import { machineMemoryBytes, machineProcessors } from '../../machine-size.ts';
import type { PidNamespace } from '../../ns/pid.ts';
import type { TimeNamespace } from '../../ns/time.ts';
import type { Process } from '../../process/process.ts';
import { stateOf } from './pid-status.ts';

/** What the kernel and its caches take, whatever runs. */
const KERNEL_KB = 260_000;
const CACHED_KB = 405_904;
const BUFFERS_KB = 2_856;
const TICK_MS = 10;

/** The first pid namespace: all processes. */
export function allProcesses(process: Process): ReadonlyMap<number, Process> {
  let at = process.ns.pid as PidNamespace;
  while (at.parent) at = at.parent;
  return at.processes;
}

interface MemoryUse {
  totalKb: number;
  freeKb: number;
  availableKb: number;
  anonKb: number;
  shmemKb: number;
  tablesKb: number;
  stacksKb: number;
}

/** Kilobytes of memory in use and free. */
export function memoryUse(reader: Process): MemoryUse {
  const { kernel } = reader;
  let anonKb = 0;
  let tablesKb = 0;
  let stacksKb = 0;
  for (const process of allProcesses(reader).values()) {
    const use = memoryOf(process);
    if (!use) continue;
    anonKb += use.anonKb;
    tablesKb += use.tablesKb;
    stacksKb += 16 * process.threads.size;
  }
  const shmemKb = Math.floor(rootCgroup(kernel).memory.shmem / 1024);
  const totalKb = machineMemoryBytes(kernel) / 1024;
  const used = KERNEL_KB + anonKb + shmemKb + tablesKb + stacksKb;
  return {
    totalKb,
    freeKb: totalKb - used - CACHED_KB - BUFFERS_KB,
    availableKb: totalKb - used - Math.floor(CACHED_KB / 10),
    anonKb,
    shmemKb,
    tablesKb,
    stacksKb,
  };
}

export function meminfo(reader: Process): string {
  const { totalKb, freeKb, availableKb, anonKb, shmemKb, tablesKb, stacksKb } = memoryUse(reader);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', totalKb],
    ['MemFree', freeKb],
    ['MemAvailable', availableKb],
    ['Buffers', BUFFERS_KB],
    ['Cached', CACHED_KB + shmemKb],
    ['SwapCached', 0],
    ['Active', 304_688],
    ['Inactive', 131_936 + anonKb],
    ['Active(anon)', 2024],
    ['Inactive(anon)', anonKb],
    ['Active(file)', 302_664],
    ['Inactive(file)', 131_936],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Zswap', 0],
    ['Zswapped', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', anonKb],
    ['Mapped', 124_448],
    ['Shmem', shmemKb],
    ['KReclaimable', 99_208],
    ['Slab', 134_664],
    ['SReclaimable', 99_208],
    ['SUnreclaim', 35_456],
    ['KernelStack', stacksKb],
    ['PageTables', tablesKb],
    ['SecPageTables', 0],
    ['NFS_Unstable', 0],
    ['Bounce', 0],
    ['WritebackTmp', 0],
    ['CommitLimit', Math.floor(totalKb / 2)],
    ['Committed_AS', anonKb * 3],
    ['VmallocTotal', 34_359_738_367],
    ['VmallocUsed', 17_756],
    ['VmallocChunk', 0],
    ['Percpu', 808],
    ['AnonHugePages', 0],
    ['ShmemHugePages', 0],
    ['ShmemPmdMapped', 0],
    ['FileHugePages', 0],
    ['FilePmdMapped', 0],
    ['Balloon', 0],
  ];
  const line = (name: string, value: number): string => `${`${name}:`.padEnd(15)} ${String(value).padStart(8)} kB\n`;
  let text = rows.map(([name, value]) => line(name, value)).join('');
  for (const name of ['Total', 'Free', 'Rsvd', 'Surp']) text += `${`HugePages_${name}:`.padEnd(16)}${'0'.padStart(8)}\n`;
  text += line('Hugepagesize', 2048) + line('Hugetlb', 0);
  return text + line('DirectMap4k', 26_624) + line('DirectMap2M', 2_070_528) + line('DirectMap1G', 25_165_824);
}

/** Processor time of all that live, in ticks. */
function processorTicks(reader: Process): { user: number; system: number; idle: number } {
  settleGroup(rootCgroup(reader.kernel));
  const { cpu } = rootCgroup(reader.kernel);
  const user = Math.floor(cpu.userUs / 1000 / TICK_MS);
  const system = Math.floor(cpu.systemUs / 1000 / TICK_MS);
  const all = Math.floor((reader.kernel.clock.monotonicMs * machineProcessors(reader.kernel)) / TICK_MS);
  return { user, system, idle: Math.max(0, all - user - system) };
}

export function stat(reader: Process): string {
  const { kernel } = reader;
  const count = machineProcessors(kernel);
  const { user, system, idle } = processorTicks(reader);
  const line = (name: string, share: number): string =>
    `${name} ${Math.floor(user / share)} 0 ${Math.floor(system / share)} ${Math.floor(idle / share)} 0 0 0 0 0 0\n`;
  let text = line('cpu ', 1);
  for (let index = 0; index < count; index++) text += line(`cpu${index}`, count);
  const running = [...allProcesses(reader).values()].filter(process => stateOf(process)[0] === 'R').length;
  const bootSeconds = Math.floor((kernel.clock.realtimeMs - kernel.clock.monotonicMs) / 1000);
  let first = reader.ns.pid as PidNamespace;
  while (first.parent) first = first.parent;
  text += `intr 0\nctxt ${first.lastPid * 20}\nbtime ${bootSeconds}\nprocesses ${first.lastPid}\n`;
  return `${text}procs_running ${Math.max(1, running)}\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`;
}

export function loadavg(reader: Process): string {
  const namespace = reader.ns.pid as PidNamespace;
  let running = 0;
  let total = 0;
  for (const process of allProcesses(reader).values()) {
    total += process.threads.size;
    if (stateOf(process)[0] === 'R') running++;
  }
  const load = averages(reader.kernel)
    .map(value => value.toFixed(2))
    .join(' ');
  return `${load} ${Math.max(1, running)}/${total} ${namespace.lastPid}\n`;
}

/** Load averages of 1, 5 and 15 minutes: the share of processor time used since boot, as far as that reaches back. */
export function averages(kernel: KernelContext): [number, number, number] {
  const { cpu } = rootCgroup(kernel);
  const usedMs = (cpu.userUs + cpu.systemUs) / 1000;
  const over = (minutes: number): number => Math.round((usedMs / Math.max(kernel.clock.monotonicMs, minutes * 60_000)) * 100) / 100;
  return [over(1), over(5), over(15)];
}

export function uptime(reader: Process): string {
  const { kernel } = reader;
  const { offsets } = reader.ns.time as TimeNamespace;
  const seconds = (kernel.clock.monotonicMs + offsets.boottimeMs) / 1000;
  return `${seconds.toFixed(2)} ${((processorTicks(reader).idle * TICK_MS) / 1000).toFixed(2)}\n`;
}

export function vmstat(reader: Process): string {
  const { freeKb, anonKb, shmemKb, tablesKb } = memoryUse(reader);
  const pages = (kilobytes: number): number => Math.floor(kilobytes / 4);
  const rows: readonly (readonly [string, number])[] = [
    ['nr_free_pages', pages(freeKb)],
    ['nr_zone_inactive_anon', pages(anonKb)],
    ['nr_zone_active_anon', 506],
    ['nr_zone_inactive_file', 32_984],
    ['nr_zone_active_file', 75_666],
    ['nr_zone_unevictable', 0],
    ['nr_zone_write_pending', 0],
    ['nr_mlock', 0],
    ['nr_anon_pages', pages(anonKb)],
    ['nr_mapped', 31_112],
    ['nr_file_pages', pages(CACHED_KB + shmemKb)],
    ['nr_dirty', 0],
    ['nr_writeback', 0],
    ['nr_shmem', pages(shmemKb)],
    ['nr_page_table_pages', pages(tablesKb)],
    ['nr_slab_reclaimable', 24_802],
    ['nr_slab_unreclaimable', 8864],
    ['pgpgin', 0],
    ['pgpgout', 0],
    ['pswpin', 0],
    ['pswpout', 0],
    ['pgfree', 0],
    ['pgfault', 0],
    ['pgmajfault', 0],
    ['oom_kill', rootCgroup(reader.kernel).memory.events.oom_kill],
  ];
  return rows.map(([name, value]) => `${name} ${value}\n`).join('');
}
