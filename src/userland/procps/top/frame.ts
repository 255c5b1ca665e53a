// One frame of top: the summary and the rows, from two samples. procps-ng 4.0.7.

import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import type { Names } from '../../lib/accounts.ts';
import { PAGE_BYTES, procText, TICKS_PER_SECOND } from '../../lib/proc.ts';
import { readMemory } from '../meminfo.ts';
import { commandLine, cpuSeconds, elapsedSeconds, readTasks, readThreads, type Task, uptimeSeconds } from '../process.ts';
import { uptimeLine } from '../uptime-line.ts';

/** How it is shown; keys change it while top runs. */
export interface View {
  commandLines: boolean;
  threads: boolean;
  idle: boolean;
  cumulative: boolean;
  eachProcessor: boolean;
  /** Units of memory as powers of 1024 of a KiB: of the summary and of the tasks. */
  summaryUnit: number;
  taskUnit: number;
  sort: string;
  reversed: boolean;
  width: number;
  pids: readonly number[];
  wants: (task: Task) => boolean;
}

/** Processor time of tasks, and of the processors, at one moment. */
export interface Sample {
  uptime: number;
  tasks: Task[];
  cpu: Map<string, number[]>;
}

const UNITS = 'KMGTPE';

/** Reads all. */
export async function sample(sys: Sys, view: View): Promise<Sample> {
  const stat = (await procText(sys, '/proc/stat')) ?? '';
  const cpu = new Map([...stat.matchAll(/^(cpu\d*) +(.*)$/gm)].map(([, name = '', ticks = '']) => [name, ticks.split(' ').map(Number)]));
  const uptime = await uptimeSeconds(sys);
  let tasks = await readTasks(sys);
  if (view.threads) {
    const threads: Task[] = [];
    for (const task of tasks) threads.push(...(await readThreads(sys, task.pid)));
    tasks = threads;
  }
  const chosen = tasks.filter(task => (view.pids.length === 0 || view.pids.includes(task.tid)) && view.wants(task));
  return { uptime, tasks: chosen, cpu };
}

interface Row {
  task: Task;
  percent: number;
  memory: number;
}

/** The lines of a frame. */
export async function frameLines(
  sys: Sys,
  env: Env,
  view: View,
  names: Names,
  [before, now]: readonly [Sample, Sample],
): Promise<string[]> {
  const memory = await readMemory(sys);
  const count = (...states: string[]): number => now.tasks.filter(({ state }) => states.includes(state)).length;
  const head = [
    `top -${await uptimeLine(sys, env)}`,
    `${view.threads ? 'Threads' : 'Tasks'}: ${now.tasks.length} total, ${count('R')} running, ${count('S', 'I')} sleep, ` +
      `${count('D')} d-sleep, ${count('T', 't')} stopped, ${count('Z')} zombie`,
    ...processorLines(view, before, now),
  ];
  const amount = (kib: number): string => {
    const value = kib / 1024 ** view.summaryUnit;
    return (view.summaryUnit === 0 ? `${kib}` : value.toFixed(1)).padStart(9);
  };
  const unit = `${UNITS[view.summaryUnit]}iB`;
  head.push(
    `${unit} Mem :${amount(memory.total)} total,${amount(memory.free)} free,${amount(memory.used)} used,` +
      `${amount(memory.buffers + memory.cached)} buff/cache     `,
    `${unit} Swap:${amount(memory.swapTotal)} total,${amount(memory.swapFree)} free,` +
      `${amount(memory.swapTotal - memory.swapFree)} used.${amount(memory.available)} avail Mem `,
  );
  const heading = `    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM ${view.cumulative ? '     TIME' : '    TIME+'} COMMAND`;
  const rows = sorted(view, rowsOf(before, now, memory.total)).filter(
    ({ percent, task }) => view.idle || percent > 0 || task.state === 'R',
  );
  const lines = [...head, '', heading, ...rows.map(row => rowText(view, names, row))];
  return lines.map(line => line.slice(0, view.width));
}

function processorLines(view: View, before: Sample, now: Sample): string[] {
  const wanted = [...now.cpu.keys()].filter(name => (name === 'cpu') !== view.eachProcessor);
  return wanted.map(name => {
    const ticks = (now.cpu.get(name) ?? []).map((value, at) => Math.max(0, value - (before.cpu.get(name)?.[at] ?? 0)));
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] = ticks;
    const whole = user + nice + system + idle + wait + irq + soft + steal;
    const share = (value: number): string => (whole === 0 ? 0 : (100 * value) / whole).toFixed(1);
    const parts: readonly (readonly [number, string])[] = [
      [user, 'us'],
      [system, 'sy'],
      [nice, 'ni'],
      [idle, 'id'],
      [wait, 'wa'],
      [irq, 'hi'],
      [soft, 'si'],
      [steal, 'st'],
    ];
    const label = name === 'cpu' ? '%Cpu(s):' : `%Cpu${name.slice(3).padEnd(3)}:`;
    const cell = (value: number, word: string): string => `${(whole === 0 && word === 'id' ? '100.0' : share(value)).padStart(5)} ${word}`;
    return `${label}${parts.map(each => cell(...each)).join(',')} `;
  });
}

function rowsOf(before: Sample, now: Sample, totalKib: number): Row[] {
  const earlier = new Map(before.tasks.map(task => [task.tid, task]));
  const seconds = Math.max(0.01, now.uptime - before.uptime);
  return now.tasks.map(task => {
    const first = earlier.get(task.tid);
    const spent = first ? cpuSeconds(task) - cpuSeconds(first) : cpuSeconds(task);
    const over = first ? seconds : Math.max(0.01, Math.min(seconds, elapsedSeconds(task, now.uptime)));
    const kib = (task.field(24) * PAGE_BYTES) / 1024;
    return { task, percent: Math.min(9999, (100 * spent) / over), memory: (100 * kib) / totalKib };
  });
}

/** The fields that rows can be ordered by; numbers from the largest on. */
export const SORTS: Readonly<Record<string, (row: Row) => number | string>> = {
  PID: ({ task }) => task.tid,
  PPID: ({ task }) => task.field(4),
  UID: ({ task }) => task.ids.euid,
  USER: ({ task }) => task.ids.euid,
  PGRP: ({ task }) => task.field(5),
  SID: ({ task }) => task.field(6),
  TTY: ({ task }) => task.field(7),
  PR: ({ task }) => task.field(18),
  NI: ({ task }) => task.field(19),
  nTH: ({ task }) => task.field(20),
  VIRT: ({ task }) => task.field(23),
  RES: ({ task }) => task.field(24),
  SHR: ({ task }) => kibOf(task, 'RssFile') + kibOf(task, 'RssShmem'),
  S: ({ task }) => task.state,
  '%CPU': ({ percent }) => percent,
  '%MEM': ({ memory }) => memory,
  TIME: ({ task }) => cpuSeconds(task),
  'TIME+': ({ task }) => cpuSeconds(task),
  COMMAND: ({ task }) => task.comm,
};

function sorted(view: View, rows: Row[]): Row[] {
  const key = SORTS[view.sort]!;
  const sign = view.reversed ? -1 : 1;
  return rows.sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    return one === other ? 0 : one < other ? sign : -sign;
  });
}

const kibOf = (task: Task, name: string): number => Number.parseInt(task.status.get(name) ?? '0', 10) || 0;

/** KiB in so many columns, in the next unit where that is too wide. */
function scaled(kib: number, width: number, unit: number): string {
  for (let power = unit; power < UNITS.length; power++) {
    const text = power === 0 ? `${kib}` : `${(kib / 1024 ** power).toFixed(1)}${UNITS[power]!.toLowerCase()}`;
    if (text.length <= width) return text.padStart(width);
  }
  return '?'.padStart(width);
}

/** "0:00.00", "125:07". */
function timeText(task: Task, cumulative: boolean): string {
  const children = cumulative ? (task.field(16) + task.field(17)) / TICKS_PER_SECOND : 0;
  const hundredths = Math.floor((cpuSeconds(task) + children) * TICKS_PER_SECOND + 0.001);
  const minutes = Math.floor(hundredths / 6000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = two(Math.floor(hundredths / 100) % 60);
  return cumulative ? `${minutes}:${seconds}` : `${minutes}:${seconds}.${two(hundredths % 100)}`;
}

function rowText(view: View, names: Names, { task, percent, memory }: Row): string {
  const priority = task.field(18);
  const user = names.user(task.ids.euid) ?? `${task.ids.euid}`;
  const cells = [
    String(task.tid).padStart(7),
    (user.length > 8 ? `${user.slice(0, 7)}+` : user).padEnd(8),
    (priority < -99 ? 'rt' : `${priority}`).padStart(3),
    String(task.field(19)).padStart(3),
    scaled(task.field(23) / 1024, 7, view.taskUnit),
    scaled((task.field(24) * PAGE_BYTES) / 1024, 6, view.taskUnit),
    scaled(kibOf(task, 'RssFile') + kibOf(task, 'RssShmem'), 6, view.taskUnit),
    task.state,
    (percent >= 1000 ? percent.toFixed(0) : percent.toFixed(1)).padStart(5),
    memory.toFixed(1).padStart(5),
    timeText(task, view.cumulative).padStart(9),
  ];
  const before = `${cells.join(' ')} `;
  const command = view.commandLines ? commandLine(task) : task.comm;
  const room = Math.max(8, view.width - 1 - before.length);
  return before + (command.length > room ? `${command.slice(0, room - 1)}+` : command);
}
