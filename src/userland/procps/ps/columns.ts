// The columns of ps: heading, width, side and value. procps-ng 4.0.7.

import type { Names } from '../../lib/accounts.ts';
import { strftime } from '../../lib/dates.ts';
import { ttyName } from '../../lib/proc.ts';
import { commandLine, cpuSeconds, elapsedSeconds, type Task } from '../process.ts';

export interface PsContext {
  names: Names;
  uptime: number;
  nowSeconds: number;
  memoryKb: number;
  /** Drawn before a command (--forest, -H). */
  prefix: ReadonlyMap<Task, string>;
  /** BSD's e: the environment follows the command. */
  environment: ReadonlyMap<Task, string>;
  wchan: ReadonlyMap<Task, string>;
  cgroup: ReadonlyMap<Task, string>;
  namespaces: ReadonlyMap<Task, ReadonlyMap<string, string>>;
  /** BSD's c. */
  trueName: boolean;
}

export interface PsColumn {
  heading: string;
  width: number;
  right: boolean;
  value(task: Task, context: PsContext): string;
  /** What --sort compares, where it is a number. */
  key?: (task: Task, context: PsContext) => number;
}

const PID_WIDTH = 7;

const left = (heading: string, width: number, value: PsColumn['value'], key?: PsColumn['key']): PsColumn => ({
  heading,
  width,
  right: false,
  value,
  ...(key && { key }),
});
const right = (heading: string, width: number, value: PsColumn['value'], key?: PsColumn['key']): PsColumn => ({
  heading,
  width,
  right: true,
  value,
  ...(key && { key }),
});
const number = (heading: string, width: number, key: NonNullable<PsColumn['key']>): PsColumn =>
  right(heading, width, (task, context) => String(key(task, context)), key);

const two = (value: number): string => String(value).padStart(2, '0');

/** [DD-]HH:MM:SS. */
function longTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const days = Math.floor(whole / 86400);
  const text = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return days > 0 ? `${days}-${text}` : text;
}

/** [[DD-]HH:]MM:SS. */
function shortTime(seconds: number): string {
  const text = longTime(seconds);
  return text.startsWith('00:') ? text.slice(3) : text;
}

const bsdTime = (seconds: number): string => `${Math.floor(seconds / 60)}:${two(Math.floor(seconds) % 60)}`;

const startSeconds = (task: Task, { nowSeconds, uptime }: PsContext): number => Math.floor(nowSeconds - uptime + task.field(22) / 100);
const date = (format: string, seconds: number): string => strftime(format, { seconds, nanoseconds: 0 });

function startTime(task: Task, context: PsContext): string {
  const start = startSeconds(task, context);
  if (date('%F', start) === date('%F', context.nowSeconds)) return date('%H:%M', start);
  return date('%Y', start) === date('%Y', context.nowSeconds) ? date('%b%d', start) : date('%Y', start);
}

const started = (task: Task, context: PsContext): string => {
  const start = startSeconds(task, context);
  return context.nowSeconds - start < 86400 ? date('%H:%M:%S', start) : date('  %b %d', start);
};

/** Processor time in percent of the time since the start. */
function percent(task: Task, context: PsContext): number {
  const elapsed = elapsedSeconds(task, context.uptime);
  return elapsed > 0 ? (cpuSeconds(task) / elapsed) * 100 : 0;
}

function percentText(task: Task, context: PsContext): string {
  const value = percent(task, context);
  return value >= 99.95 ? String(Math.trunc(value)) : (Math.trunc(value * 10) / 10).toFixed(1);
}

const residentKb = (task: Task): number => (task.state === 'Z' ? 0 : task.field(24) * 4);
const virtualKb = (task: Task): number => Math.floor(task.field(23) / 1024);
const memoryPercent = (task: Task, { memoryKb }: PsContext): number =>
  Math.min(99.9, Math.trunc((residentKb(task) * 1000) / memoryKb) / 10);

/** A user's or group's name, cut with "+" where it is too long for its column. */
const named = (heading: string, pick: (task: Task) => number, kind: 'user' | 'group'): PsColumn =>
  left(
    heading,
    8,
    (task, { names }) => {
      const id = pick(task);
      const name = (kind === 'user' ? names.user(id) : names.group(id)) ?? String(id);
      return name;
    },
    pick,
  );

/** "Ss+", "R<l" and the like. */
export function statText(task: Task): string {
  const nice = task.field(19);
  let text = task.state;
  if (nice < 0) text += '<';
  else if (nice > 0) text += 'N';
  if (task.field(6) === task.pid) text += 's';
  if (task.field(20) > 1) text += 'l';
  if (task.field(8) !== -1 && task.field(8) === task.field(5)) text += '+';
  return text;
}

const defunct = ({ state }: Task): string => (state === 'Z' ? ' <defunct>' : '');

function fullCommand(task: Task, { prefix, environment, trueName }: PsContext): string {
  const words = trueName ? task.comm + defunct(task) : commandLine(task);
  const env = environment.get(task);
  return (prefix.get(task) ?? '') + words + (env ? ` ${env}` : '');
}

const shortCommand = (task: Task, { prefix }: PsContext): string => (prefix.get(task) ?? '') + task.comm + defunct(task);

const full = (heading: string): PsColumn => left(heading, 27, fullCommand);
const short = (heading: string, width = 15): PsColumn => left(heading, width, shortCommand);
const CLASSES = ['TS', 'FF', 'RR', 'B', 'ISO', 'IDL', 'DLN'];
const schedulingClass = (task: Task): string => CLASSES[task.field(41)] ?? '?';
const tty = (heading: string): PsColumn =>
  left(
    heading,
    8,
    task => ttyName(task.field(7)),
    task => task.field(7),
  );
const mask = (heading: string, ...names: string[]): PsColumn =>
  right(heading, 16, ({ status }) =>
    names
      .map(name => BigInt(`0x${status.get(name) ?? '0'}`))
      .reduce((a, b) => a | b, 0n)
      .toString(16)
      .padStart(16, '0'),
  );
const pid = (heading: string, key: (task: Task) => number): PsColumn => number(heading, PID_WIDTH, key);
const namespace = (kind: string): PsColumn =>
  right(`${kind.toUpperCase()}NS`, 10, (task, { namespaces }) => namespaces.get(task)?.get(kind) ?? '-');
const flags = (task: Task): string => ((task.field(9) >> 6) & 7).toString(16);
const priority = (heading: string, key: (task: Task) => number): PsColumn => number(heading, 3, key);
const bytesKb = ({ status }: Task, name: string): number => Number.parseInt(status.get(name) ?? '0', 10);

export const COLUMNS: Readonly<Record<string, PsColumn>> = {
  '%cpu': right('%CPU', 4, percentText, percent),
  '%mem': right('%MEM', 4, (task, context) => memoryPercent(task, context).toFixed(1), memoryPercent),
  addr: left('ADDR', 1, () => '-'),
  args: full('COMMAND'),
  atime: right('TIME', 8, task => longTime(cpuSeconds(task)), cpuSeconds),
  blocked: mask('BLOCKED', 'SigBlk'),
  bsdstart: right(
    'START',
    6,
    (task, context) =>
      context.nowSeconds - startSeconds(task, context) < 86400
        ? date(' %H:%M', startSeconds(task, context))
        : date('%b %d', startSeconds(task, context)),
    task => task.field(22),
  ),
  bsdtime: right('TIME', 6, task => bsdTime(cpuSeconds(task)), cpuSeconds),
  c: right('C', 2, (task, context) => String(Math.min(99, Math.trunc(percent(task, context)))), percent),
  caught: mask('CAUGHT', 'SigCgt'),
  cgroup: left('CGROUP', 27, (task, { cgroup }) => cgroup.get(task) ?? '-'),
  cgroupns: namespace('cgroup'),
  class: left('CLS', 3, schedulingClass),
  cls: right('CLS', 3, schedulingClass),
  cmd: full('CMD'),
  comm: short('COMMAND'),
  command: full('COMMAND'),
  cputime: right('TIME', 8, task => longTime(cpuSeconds(task)), cpuSeconds),
  cputimes: number('TIME', 8, task => Math.floor(cpuSeconds(task))),
  drs: number('DRS', 5, virtualKb),
  egid: number('EGID', 5, ({ ids }) => ids.egid),
  egroup: named('EGROUP', ({ ids }) => ids.egid, 'group'),
  etime: right(
    'ELAPSED',
    11,
    (task, { uptime }) => shortTime(elapsedSeconds(task, uptime)),
    (task, { uptime }) => elapsedSeconds(task, uptime),
  ),
  etimes: number('ELAPSED', 7, (task, { uptime }) => Math.floor(elapsedSeconds(task, uptime))),
  euid: number('EUID', 5, ({ ids }) => ids.euid),
  euser: named('EUSER', ({ ids }) => ids.euid, 'user'),
  f: right('F', 1, flags),
  fgid: number('FGID', 5, ({ ids }) => ids.fgid),
  fgroup: named('FGROUP', ({ ids }) => ids.fgid, 'group'),
  flag: right('F', 1, flags),
  flags: right('F', 1, flags),
  fname: short('COMMAND', 8),
  fuid: number('FUID', 5, ({ ids }) => ids.fuid),
  fuser: named('FUSER', ({ ids }) => ids.fuid, 'user'),
  gid: number('GID', 5, ({ ids }) => ids.egid),
  group: named('GROUP', ({ ids }) => ids.egid, 'group'),
  ignored: mask('IGNORED', 'SigIgn'),
  ipcns: namespace('ipc'),
  label: left('LABEL', 31, () => '-'),
  lstart: right(
    'STARTED',
    24,
    (task, context) => date('%a %b %e %H:%M:%S %Y', startSeconds(task, context)),
    task => task.field(22),
  ),
  lwp: pid('LWP', ({ tid }) => tid),
  maj_flt: number('MAJFL', 6, task => task.field(12)),
  majflt: number('MAJFLT', 6, task => task.field(12)),
  min_flt: number('MINFL', 6, task => task.field(10)),
  minflt: number('MINFLT', 6, task => task.field(10)),
  mntns: namespace('mnt'),
  netns: namespace('net'),
  ni: right(
    'NI',
    3,
    task => (schedulingClass(task) === 'FF' || schedulingClass(task) === 'RR' ? '-' : String(task.field(19))),
    task => task.field(19),
  ),
  nice: right(
    'NI',
    3,
    task => String(task.field(19)),
    task => task.field(19),
  ),
  nlwp: number('NLWP', 4, task => task.field(20)),
  opri: priority('PRI', task => 60 + task.field(18)),
  pcpu: right('%CPU', 4, percentText, percent),
  pending: mask('PENDING', 'ShdPnd', 'SigPnd'),
  pgid: pid('PGID', task => task.field(5)),
  pgrp: pid('PGRP', task => task.field(5)),
  pid: pid('PID', task => task.pid),
  pidns: namespace('pid'),
  pmem: right('%MEM', 4, (task, context) => memoryPercent(task, context).toFixed(1), memoryPercent),
  policy: right('POL', 3, schedulingClass),
  ppid: pid('PPID', task => task.field(4)),
  pri: priority('PRI', task => 39 - task.field(18)),
  priority: priority('PRI', task => task.field(18)),
  psr: number('PSR', 3, task => task.field(39)),
  rgid: number('RGID', 5, ({ ids }) => ids.rgid),
  rgroup: named('RGROUP', ({ ids }) => ids.rgid, 'group'),
  rss: number('RSS', 5, residentKb),
  rssize: number('RSS', 5, residentKb),
  rsz: number('RSZ', 5, residentKb),
  rtprio: right(
    'RTPRIO',
    6,
    task => (task.field(40) > 0 ? String(task.field(40)) : '-'),
    task => task.field(40),
  ),
  ruid: number('RUID', 5, ({ ids }) => ids.ruid),
  ruser: named('RUSER', ({ ids }) => ids.ruid, 'user'),
  s: left('S', 1, ({ state }) => state),
  sched: number('SCH', 3, task => task.field(41)),
  sess: pid('SESS', task => task.field(6)),
  session: pid('SESS', task => task.field(6)),
  sgid: number('SGID', 5, ({ ids }) => ids.sgid),
  sid: pid('SID', task => task.field(6)),
  size: number('SIZE', 5, task => bytesKb(task, 'VmData')),
  spid: pid('SPID', ({ tid }) => tid),
  start: right('STARTED', 8, started, task => task.field(22)),
  start_time: right('START', 5, startTime, task => task.field(22)),
  stat: left('STAT', 4, statText),
  state: left('S', 1, ({ state }) => state),
  stime: right('STIME', 5, startTime, task => task.field(22)),
  suid: number('SUID', 5, ({ ids }) => ids.suid),
  suser: named('SUSER', ({ ids }) => ids.suid, 'user'),
  sz: number('SZ', 5, task => Math.floor(virtualKb(task) / 4)),
  tgid: pid('TGID', task => task.pid),
  thcount: number('THCNT', 5, task => task.field(20)),
  tid: pid('TID', ({ tid }) => tid),
  time: right('TIME', 8, task => longTime(cpuSeconds(task)), cpuSeconds),
  timens: namespace('time'),
  times: number('TIME', 8, task => Math.floor(cpuSeconds(task))),
  tname: tty('TTY'),
  tpgid: pid('TPGID', task => task.field(8)),
  trs: number('TRS', 4, task => bytesKb(task, 'VmExe')),
  tt: tty('TT'),
  tty: tty('TT'),
  ucmd: short('CMD'),
  ucomm: short('COMMAND'),
  uid: number('UID', 5, ({ ids }) => ids.euid),
  uid_name: named('UID', ({ ids }) => ids.euid, 'user'),
  uname: named('USER', ({ ids }) => ids.euid, 'user'),
  user: named('USER', ({ ids }) => ids.euid, 'user'),
  userns: namespace('user'),
  utsns: namespace('uts'),
  vsize: number('VSZ', 6, virtualKb),
  vsz: number('VSZ', 6, virtualKb),
  wchan: left('WCHAN', 6, (task, { wchan }) => wchan.get(task)?.slice(0, 6) ?? '-'),
};

/** The letters after % in an AIX format. */
export const AIX: Readonly<Record<string, string>> = {
  C: 'pcpu',
  G: 'group',
  P: 'ppid',
  U: 'user',
  a: 'args',
  c: 'comm',
  g: 'rgroup',
  n: 'nice',
  p: 'pid',
  r: 'pgid',
  t: 'etime',
  u: 'ruser',
  x: 'time',
  y: 'tty',
  z: 'vsz',
};
