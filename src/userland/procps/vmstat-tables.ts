// What vmstat counts, from /proc/stat, vmstat, meminfo, diskstats and slabinfo. procps-ng 4.0.7.

import type { Sys } from '../../abi/sys.ts';
import { procText } from '../lib/proc.ts';
import { type Memory, readMemory } from './meminfo.ts';

/** Counters since boot. */
export interface Counters {
  /** User, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice: in ticks. */
  cpu: readonly number[];
  interrupts: number;
  switches: number;
  bootSeconds: number;
  forks: number;
  running: number;
  blocked: number;
  vm: ReadonlyMap<string, number>;
  memory: Memory;
}

/** Reads all of them. */
export async function readCounters(sys: Sys): Promise<Counters> {
  const stat = (await procText(sys, '/proc/stat')) ?? '';
  const of = (name: string): number[] => (new RegExp(`^${name} +(.*)$`, 'm').exec(stat)?.[1] ?? '').split(' ').map(Number);
  const vm = new Map(
    [...((await procText(sys, '/proc/vmstat')) ?? '').matchAll(/^(\S+) (\d+)$/gm)].map(([, key = '', n]) => [key, Number(n)]),
  );
  return {
    cpu: of('cpu'),
    interrupts: of('intr')[0] ?? 0,
    switches: of('ctxt')[0] ?? 0,
    bootSeconds: of('btime')[0] ?? 0,
    forks: of('processes')[0] ?? 0,
    running: of('procs_running')[0] ?? 0,
    blocked: of('procs_blocked')[0] ?? 0,
    vm,
    memory: await readMemory(sys),
  };
}

/** vmstat -s. */
export function sums({ cpu, vm, memory, ...counters }: Counters, unit: (kib: number) => number, letter: string): string {
  const at = (index: number): number => cpu[index] ?? 0;
  const of = (name: string): number => vm.get(name) ?? 0;
  const sized: readonly (readonly [number, string])[] = [
    [memory.total, 'total memory'],
    [memory.used, 'used memory'],
    [memory.active, 'active memory'],
    [memory.inactive, 'inactive memory'],
    [memory.free, 'free memory'],
    [memory.buffers, 'buffer memory'],
    [memory.cached, 'swap cache'],
    [memory.swapTotal, 'total swap'],
    [memory.swapTotal - memory.swapFree, 'used swap'],
    [memory.swapFree, 'free swap'],
  ];
  const counted: readonly (readonly [number, string])[] = [
    [at(0), 'non-nice user cpu ticks'],
    [at(1), 'nice user cpu ticks'],
    [at(2), 'system cpu ticks'],
    [at(3), 'idle cpu ticks'],
    [at(4), 'IO-wait cpu ticks'],
    [at(5), 'IRQ cpu ticks'],
    [at(6), 'softirq cpu ticks'],
    [at(7), 'stolen cpu ticks'],
    [at(8), 'non-nice guest cpu ticks'],
    [at(9), 'nice guest cpu ticks'],
    [of('pgpgin'), 'K paged in'],
    [of('pgpgout'), 'K paged out'],
    [of('pswpin'), 'pages swapped in'],
    [of('pswpout'), 'pages swapped out'],
    ...['dma', 'dma32', 'high', 'movable', 'normal'].map(zone => [of(`pgalloc_${zone}`), `pages alloc in ${zone}`] as const),
    [of('pgfree'), 'pages free'],
    [counters.interrupts, 'interrupts'],
    [counters.switches, 'CPU context switches'],
    [counters.bootSeconds, 'boot time'],
    [counters.forks, 'forks'],
  ];
  const line = (value: number, words: string): string => `${String(value).padStart(13)} ${words}\n`;
  return sized.map(([kib, words]) => line(unit(kib), `${letter} ${words}`)).join('') + counted.map(each => line(...each)).join('');
}

interface Disk {
  name: string;
  /** As /proc/diskstats: reads, merged, sectors, ms; writes, merged, sectors, ms; in progress, ms. */
  numbers: readonly number[];
}

async function disks(sys: Sys): Promise<Disk[]> {
  const rows = ((await procText(sys, '/proc/diskstats')) ?? '').split('\n').map(line => line.trim().split(/\s+/));
  return rows.filter(row => row.length > 10).map(([, , name = '', ...numbers]) => ({ name, numbers: numbers.map(Number) }));
}

const DISK_HEAD =
  'disk- ------------reads------------ ------------writes----------- -----IO------\n' +
  '       total merged sectors      ms  total merged sectors      ms    cur    sec\n';

/** vmstat -d: a row for each disk. */
export async function diskTable(sys: Sys): Promise<string> {
  const row = ({ name, numbers: [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, cur = 0, ms = 0] }: Disk): string => {
    const cells = [a, b, c, d, e, f, g, h, cur, Math.trunc(ms / 1000)];
    const widths = [6, 6, 7, 7, 6, 6, 7, 7, 6, 6];
    return `${name.padEnd(5)} ${cells.map((cell, at) => String(cell).padStart(widths[at]!)).join(' ')}\n`;
  };
  return DISK_HEAD + (await disks(sys)).map(row).join('');
}

/** vmstat -D: the sums over all disks. */
export async function diskSums(sys: Sys): Promise<string> {
  const all = await disks(sys);
  const sum = (at: number): number => all.reduce((total, { numbers }) => total + (numbers[at] ?? 0), 0);
  const words = [
    'total reads',
    'merged reads',
    'read sectors',
    'milli reading',
    'writes',
    'merged writes',
    'written sectors',
    'milli writing',
  ];
  const rows: (readonly [number, string])[] = [
    [all.length, 'disks'],
    [0, 'partitions'],
    ...words.map((each, at) => [sum(at), each] as const),
  ];
  rows.push([sum(8), 'inprogress IO'], [Math.trunc(sum(9) / 1000), 'milli spent IO']);
  return rows.map(([value, each]) => `${String(value).padStart(13)} ${each}\n`).join('');
}

/** vmstat -p; undefined where there is no such disk. */
export async function partition(sys: Sys, name: string): Promise<string | undefined> {
  const disk = (await disks(sys)).find(each => each.name === name.replace(/^\/dev\//, ''));
  if (!disk) return undefined;
  const cells = [disk.numbers[0], disk.numbers[2], disk.numbers[4], disk.numbers[6]];
  const widths = [10, 18, 12, 18];
  const head = `${disk.name.padEnd(8)} ${'reads'.padStart(12)} ${'read sectors'.padStart(17)} ${'writes'.padStart(11)} ${'requested writes'.padStart(17)}`;
  return `${head}\n${' '.repeat(11)}${cells.map((cell, at) => String(cell ?? 0).padStart(widths[at]!)).join('')}\n`;
}

/** vmstat -m; undefined where /proc/slabinfo may not be read. */
export async function slabs(sys: Sys): Promise<string | undefined> {
  const text = await procText(sys, '/proc/slabinfo');
  if (text === undefined) return undefined;
  const rows = [...text.matchAll(/^([^#\s]\S*) +(\d+) +(\d+) +(\d+) +(\d+)/gm)].map(([, name = '', ...numbers]) => ({ name, numbers }));
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = `${'Cache'.padEnd(24)} ${['Num', 'Total', 'Size', 'Pages'].map(each => each.padStart(6)).join(' ')}\n`;
  return head + rows.map(({ name, numbers }) => `${name.padEnd(24)} ${numbers.map(each => each.padStart(6)).join(' ')}\n`).join('');
}
