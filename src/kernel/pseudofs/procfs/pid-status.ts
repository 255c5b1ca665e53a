// /proc/PID/status, stat, statm, limits, io and the like: what a process is and has, as text. As fs/proc/array.c and base.c, Linux 6.18.

import { printCapabilitySet } from '../../../abi/caps.ts';
import { type Signal, signalNumber } from '../../../abi/signal.ts';
import type { Resource } from '../../../abi/types.ts';
import { processorsOf } from '../../cgroup/cpuset.ts';
import { memoryOf } from '../../cgroup/process-memory.ts';
import { userNamespaceOf } from '../../credentials.ts';
import { type PidNamespace, pidNamespaceOf } from '../../ns/pid.ts';
import type { Process, Thread } from '../../process/process.ts';

const TICK_MS = 10;
const PAGE_KB = 4;
const PENDING_MAX = 96365;
const MEMORY_NODES = '00000000,'.repeat(31);

/** What a process does now: the letter of ps, and the word. */
export function stateOf(process: Process): readonly [letter: string, word: string] {
  if (process.exit) return ['Z', 'zombie'];
  if (process.holds.has('stop')) return ['T', 'stopped'];
  if (process.holds.has('freezer')) return ['S', 'sleeping'];
  for (const thread of process.threads) if (isRunning(thread)) return ['R', 'running'];
  return ['S', 'sleeping'];
}

/** It runs, or waits for no more than its turn. */
export const isRunning = (thread: Thread): boolean => !thread.waiting?.asleep;

/** A set of signals as sixteen hexadecimal digits. */
function signalMask(signals: Iterable<Signal>): string {
  let bits = 0n;
  for (const signal of signals) bits |= 1n << BigInt(signalNumber(signal) - 1);
  return bits.toString(16).padStart(16, '0');
}

const numbersFrom = (pids: readonly number[], view: PidNamespace): string => pids.slice(view.level).join('\t');

function* signalsHandled(process: Process, ignored: boolean): Generator<Signal> {
  for (const [signal, { handler }] of process.handlers) {
    if (handler === 'default') continue;
    if ((handler === 'ignore') === ignored) yield signal;
  }
}

const kb = (label: string, value: number): string => `${label}:\t${String(value).padStart(8)} kB\n`;

function memoryLines(process: Process): string {
  const memory = memoryOf(process);
  if (!memory) return '';
  const { sizeKb, residentKb, anonKb, fileKb, dataKb, stackKb, exeKb, libraryKb, tablesKb } = memory;
  return [
    kb('VmPeak', sizeKb),
    kb('VmSize', sizeKb),
    kb('VmLck', 0),
    kb('VmPin', 0),
    kb('VmHWM', Math.max(residentKb, Math.ceil(process.residentBytesMax / 1024))),
    kb('VmRSS', residentKb),
    kb('RssAnon', anonKb),
    kb('RssFile', fileKb),
    kb('RssShmem', 0),
    kb('VmData', dataKb),
    kb('VmStk', stackKb),
    kb('VmExe', exeKb),
    kb('VmLib', libraryKb),
    kb('VmPTE', tablesKb),
    kb('VmSwap', 0),
    kb('HugetlbPages', 0),
    'CoreDumping:\t0\nTHP_enabled:\t1\nuntag_mask:\t0xffffffffffffffff\n',
  ].join('');
}

/** The size that a descriptor table has grown to: powers of two from 64 on; 256 is what a shell's child begins with. */
function tableSize(process: Process): number {
  let highest = 0;
  for (const [fd] of process.fds.entries()) highest = fd;
  let size = 256;
  while (size <= highest) size *= 2;
  return process.exit ? 0 : size;
}

function identityLines(process: Process, view: PidNamespace, reader: Process): string {
  const { credentials } = process;
  const userns = userNamespaceOf(reader);
  const uid = (id: number): number => userns.shownUid(id);
  const gid = (id: number): number => userns.shownGid(id);
  const { uid: real, euid, suid, fsuid, gid: realGid, egid, sgid, fsgid, groups } = credentials;
  return [
    `Uid:\t${uid(real)}\t${uid(euid)}\t${uid(suid)}\t${uid(fsuid)}\n`,
    `Gid:\t${gid(realGid)}\t${gid(egid)}\t${gid(sgid)}\t${gid(fsgid)}\n`,
    `FDSize:\t${tableSize(process)}\n`,
    `Groups:\t${groups.map(id => `${gid(id)} `).join('')}${groups.length === 0 ? ' ' : ''}\n`,
    `NStgid:\t${numbersFrom(process.pids, view)}\n`,
    `NSpid:\t${numbersFrom(process.pids, view)}\n`,
    `NSpgid:\t${groupNumbers(process, view)}\n`,
    `NSsid:\t${sessionNumbers(process, view)}\n`,
    'Kthread:\t0\n',
  ].join('');
}

function groupNumbers(process: Process, view: PidNamespace): string {
  const inside = pidNamespaceOf(process);
  return numbersBelow(view, inside, at => at.groupNumberOf(process.group));
}

function sessionNumbers(process: Process, view: PidNamespace): string {
  return numbersBelow(view, pidNamespaceOf(process), at => at.sessionNumberOf(process.group));
}

function numbersBelow(view: PidNamespace, inside: PidNamespace, number: (at: PidNamespace) => number): string {
  const numbers: number[] = [];
  for (let at: PidNamespace | undefined = inside; at && at.level >= view.level; at = at.parent) numbers.unshift(number(at));
  return numbers.join('\t');
}

function signalLines(process: Process, thread: Thread | undefined): string {
  return [
    `SigQ:\t${process.pending.size}/${PENDING_MAX}\n`,
    `SigPnd:\t${signalMask([])}\n`,
    `ShdPnd:\t${signalMask(process.pending)}\n`,
    `SigBlk:\t${signalMask(thread?.blocked ?? [])}\n`,
    `SigIgn:\t${signalMask(signalsHandled(process, true))}\n`,
    `SigCgt:\t${signalMask(signalsHandled(process, false))}\n`,
  ].join('');
}

function privilegeLines(process: Process): string {
  const { inheritable, permitted, effective, bounding, ambient, noNewPrivs } = process.credentials;
  const filtered = process.denied ? 1 : 0;
  return [
    `CapInh:\t${printCapabilitySet(inheritable)}\n`,
    `CapPrm:\t${printCapabilitySet(permitted)}\n`,
    `CapEff:\t${printCapabilitySet(effective)}\n`,
    `CapBnd:\t${printCapabilitySet(bounding)}\n`,
    `CapAmb:\t${printCapabilitySet(ambient)}\n`,
    `NoNewPrivs:\t${noNewPrivs ? 1 : 0}\n`,
    `Seccomp:\t${filtered * 2}\n`,
    `Seccomp_filters:\t${filtered}\n`,
    'Speculation_Store_Bypass:\tvulnerable\nSpeculationIndirectBranch:\talways enabled\n',
  ].join('');
}

/** Which processors a process may use: a mask and a list. */
export function processorsAllowed(process: Process): { mask: string; list: string } {
  const parts: string[] = [];
  let mask = 0;
  const all = processorsOf(process);
  for (let at = 0; at < all.length; at++) {
    const from = all[at]!;
    while (all[at + 1] === all[at]! + 1) at++;
    const to = all[at]!;
    parts.push(from === to ? `${from}` : `${from}-${to}`);
    for (let index = from; index <= to; index++) mask |= 1 << index;
  }
  return { mask: mask.toString(16), list: parts.join(',') };
}

export function status(process: Process, view: PidNamespace, reader: Process, thread?: Thread): string {
  const [letter, word] = stateOf(process);
  const pid = view.numberOf(process);
  const [first] = process.threads;
  const { mask, list } = processorsAllowed(process);
  return [
    `Name:\t${process.comm.replace(/[\n\\]/g, c => (c === '\n' ? '\\n' : '\\\\'))}\n`,
    process.exit ? '' : `Umask:\t${process.fs.umask.toString(8).padStart(4, '0')}\n`,
    `State:\t${letter} (${word})\n`,
    `Tgid:\t${pid}\nNgid:\t0\nPid:\t${thread ? (thread.tids[view.level] ?? pid) : pid}\nPPid:\t${view.numberOf(process.parent)}\nTracerPid:\t0\n`,
    identityLines(process, view, reader),
    memoryLines(process),
    `Threads:\t${Math.max(1, process.threads.size)}\n`,
    signalLines(process, thread ?? first),
    privilegeLines(process),
    `Cpus_allowed:\t${mask}\nCpus_allowed_list:\t${list}\n`,
    `Mems_allowed:\t${MEMORY_NODES}00000001\nMems_allowed_list:\t0\n`,
    'voluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t0\n',
  ].join('');
}

const ticks = (ms: number): number => Math.floor(ms / TICK_MS);

/** The policies by their number; SCHED_ISO, 4, was never there. */
const POLICIES = ['SCHED_OTHER', 'SCHED_FIFO', 'SCHED_RR', 'SCHED_BATCH', 'SCHED_ISO', 'SCHED_IDLE'];

export function stat(process: Process, view: PidNamespace, thread?: Thread): string {
  const pid = thread ? (thread.tids[view.level] ?? 0) : view.numberOf(process);
  const memory = memoryOf(process);
  const { tty } = process.session;
  const exitCode = !process.exit ? 0 : process.exit.how === 'exited' ? process.exit.status << 8 : signalNumber(process.exit.signal);
  const foreground = tty?.foreground ? view.groupNumberOf(tty.foreground) : -1;
  const { userMs: childUser, systemMs: childSystem } = process.childrenUsage;
  const fields: (number | string)[] = [pid, `(${process.comm})`, stateOf(process)[0], view.numberOf(process.parent)];
  fields.push(view.groupNumberOf(process.group), view.sessionNumberOf(process.group), tty?.number ?? 0, foreground);
  fields.push(4194304, 117, 0, 0, 0, ticks(process.userMs), ticks(process.systemMs), ticks(childUser), ticks(childSystem));
  const { policy, priority } = process.scheduling;
  const realTime = policy === 'SCHED_FIFO' || policy === 'SCHED_RR';
  fields.push(realTime ? -1 - priority : 20 + process.nice, process.nice, Math.max(1, process.threads.size), 0, ticks(process.startedMs));
  fields.push((memory?.sizeKb ?? 0) * 1024, Math.floor((memory?.residentKb ?? 0) / PAGE_KB), '18446744073709551615');
  const code = memory ? 94855690391552 : 0;
  fields.push(code, memory ? code + memory.exeKb * 1024 : 0, memory ? 140721145660256 : 0, 0, 0);
  fields.push(0, 0, numericMask(signalsHandled(process, true)), numericMask(signalsHandled(process, false)));
  fields.push(memory ? 1 : 0, 0, 0, 17, process.affinity?.[0] ?? 0, priority, POLICIES.indexOf(policy), 0, 0, 0);
  for (const address of [
    94855690427184, 94855690428576, 94856093503488, 140721145663280, 140721145663290, 140721145663290, 140721145663465,
  ]) {
    fields.push(memory ? address : 0);
  }
  fields.push(exitCode);
  return `${fields.join(' ')}\n`;
}

const numericMask = (signals: Iterable<Signal>): string => BigInt.asUintN(31, BigInt(`0x${signalMask(signals)}`)).toString();

export function statm(process: Process): string {
  const memory = memoryOf(process);
  if (!memory) return '0 0 0 0 0 0 0\n';
  const pages = (kilobytes: number): number => Math.floor(kilobytes / PAGE_KB);
  const { sizeKb, residentKb, fileKb, exeKb, dataKb, stackKb } = memory;
  return `${pages(sizeKb)} ${pages(residentKb)} ${pages(fileKb)} ${pages(exeKb)} 0 ${pages(dataKb + stackKb)} 0\n`;
}

const LIMITS: readonly (readonly [Resource, string, string])[] = [
  ['cpu', 'Max cpu time', 'seconds'],
  ['fsize', 'Max file size', 'bytes'],
  ['data', 'Max data size', 'bytes'],
  ['stack', 'Max stack size', 'bytes'],
  ['core', 'Max core file size', 'bytes'],
  ['rss', 'Max resident set', 'bytes'],
  ['nproc', 'Max processes', 'processes'],
  ['nofile', 'Max open files', 'files'],
  ['memlock', 'Max locked memory', 'bytes'],
  ['as', 'Max address space', 'bytes'],
  ['locks', 'Max file locks', 'locks'],
  ['sigpending', 'Max pending signals', 'signals'],
  ['msgqueue', 'Max msgqueue size', 'bytes'],
  ['nice', 'Max nice priority', ''],
  ['rtprio', 'Max realtime priority', ''],
  ['rttime', 'Max realtime timeout', 'us'],
];

export function limits(process: Process): string {
  const shown = (value: number): string => (value === Infinity ? 'unlimited' : String(value)).padEnd(20);
  let text = `${'Limit'.padEnd(25)} ${'Soft Limit'.padEnd(20)} ${'Hard Limit'.padEnd(20)} ${'Units'.padEnd(10)}\n`;
  for (const [resource, name, unit] of LIMITS) {
    const { soft, hard } = process.limits[resource];
    text += `${name.padEnd(25)} ${shown(soft)} ${shown(hard)} ${unit === '' ? '' : unit.padEnd(10)}\n`;
  }
  return text;
}

/** Where the kernel's code a sleeping process waits in, by its system call. */
const WAITS: Readonly<Record<string, string>> = {
  nanosleep: 'hrtimer_nanosleep',
  wait: 'do_wait',
  read: 'anon_pipe_read',
  write: 'anon_pipe_write',
  poll: 'poll_schedule_timeout.constprop.0',
  accept: 'inet_csk_accept',
  connect: 'inet_wait_for_connect',
  recvfrom: '__skb_wait_for_more_packets',
  sigsuspend: 'sigsuspend',
  sigtimedwait: 'do_sigtimedwait',
  flock: 'locks_lock_inode_wait',
  open: 'wait_for_partner',
  inotifyRead: 'inotify_read',
};

export function wchan(process: Process): string {
  const [letter] = stateOf(process);
  if (process.holds.has('freezer')) return 'get_signal';
  if (letter === 'T') return 'do_signal_stop';
  if (letter !== 'S') return '0';
  const [thread] = process.threads;
  return WAITS[thread?.syscall ?? ''] ?? 'schedule';
}

/** The regions of its memory: executable, heap, libraries and stack, at addresses that follow from its number. */
export function maps(process: Process): string {
  const memory = memoryOf(process);
  const { exe } = process;
  if (!memory || !exe) return '';
  const name = exeName(process);
  const { major, minor } = exe.mount.superblock.dev;
  const where = `${major.toString(16).padStart(2, '0')}:${minor.toString(16).padStart(2, '0')} ${exe.dentry.inode.ino}`;
  const lines: string[] = [];
  const add = (start: number, lengthKb: number, mode: string, offset: number, device: string, label: string): void => {
    const range = `${start.toString(16)}-${(start + lengthKb * 1024).toString(16)}`;
    const head = `${range} ${mode} ${offset.toString(16).padStart(8, '0')} ${device}`;
    lines.push(label ? `${head.padEnd(72)} ${label}` : `${head} `);
  };
  const base = 0x560000000000 + process.pid * 0x1000000;
  const text = Math.max(4, Math.floor(memory.exeKb / 2 / 4) * 4);
  add(base, 4, 'r--p', 0, where, name);
  add(base + 4096, text, 'r-xp', 4096, where, name);
  add(base + 4096 + text * 1024, 4, 'r--p', 4096 + text * 1024, where, name);
  add(base + 8192 + text * 1024, 4, 'rw-p', 8192 + text * 1024, where, name);
  add(base + 0x800000, 132, 'rw-p', 0, '00:00 0', '[heap]');
  if (process.mappedBytes > 0) add(0x7f0000000000, Math.ceil(process.mappedBytes / 4096) * 4, 'rw-p', 0, '00:00 0', '');
  add(0x7ffc00000000 + process.pid * 0x100000, memory.stackKb, 'rw-p', 0, '00:00 0', '[stack]');
  add(0x7fff00000000, 16, 'r--p', 0, '00:00 0', '[vvar]');
  add(0x7fff00004000, 8, 'r-xp', 0, '00:00 0', '[vdso]');
  return `${lines.join('\n')}\n`;
}

function exeName(process: Process): string {
  let text = '';
  for (let at = process.exe?.dentry; at?.parent; at = at.parent) text = `/${at.name}${text}`;
  return text || '/';
}
