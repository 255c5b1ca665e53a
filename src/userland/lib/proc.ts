// Processes as /proc shows them (proc(5), Linux 6.12): what ps, top, pgrep, killall and fuser read.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Pid } from '../../abi/types.ts';
import { readText } from './io.ts';

/** Fields of /proc/PID/stat that programs use. Times are in clock ticks (100 a second), sizes in bytes. */
export interface ProcStat {
  pid: Pid;
  /** Between the parentheses: at most 15 characters. */
  comm: string;
  state: string;
  ppid: Pid;
  pgrp: Pid;
  session: Pid;
  /** The controlling terminal's device number, packed; 0 where there is none. */
  ttyNumber: number;
  /** The foreground process group of that terminal; -1 where there is none. */
  foreground: Pid;
  userTicks: number;
  systemTicks: number;
  priority: number;
  nice: number;
  threads: number;
  /** Since boot. */
  startTicks: number;
  virtualBytes: number;
  residentPages: number;
}

export const TICKS_PER_SECOND = 100;
export const PAGE_BYTES = 4096;

/** The text of a file under /proc; undefined where the process is gone meanwhile or it may not be read. */
export async function procText(sys: Sys, path: string): Promise<string | undefined> {
  try {
    return await readText(sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}

/** The numbers of all processes that /proc shows, ascending. Throws where /proc can't be read. */
export async function pids(sys: Sys, root = '/proc'): Promise<Pid[]> {
  const fd = await sys.open(root, { read: true, directory: true });
  const found: Pid[] = [];
  try {
    for (;;) {
      const entries = await sys.getdents(fd);
      if (entries.length === 0) break;
      for (const { name } of entries) if (/^\d+$/.test(name)) found.push(Number(name));
    }
  } finally {
    await sys.close(fd);
  }
  return found.sort((a, b) => a - b);
}

/** Reads the text of /proc/PID/stat. */
export function parseStat(text: string): ProcStat {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(' ');
  const number = (field: number): number => Number(fields[field - 3]);
  return {
    pid: Number(text.slice(0, open - 1)),
    comm: text.slice(open + 1, close),
    state: fields[0]!,
    ppid: number(4),
    pgrp: number(5),
    session: number(6),
    ttyNumber: number(7),
    foreground: number(8),
    userTicks: number(14),
    systemTicks: number(15),
    priority: number(18),
    nice: number(19),
    threads: number(20),
    startTicks: number(22),
    virtualBytes: number(23),
    residentPages: number(24),
  };
}

export async function procStat(sys: Sys, pid: Pid): Promise<ProcStat | undefined> {
  const text = await procText(sys, `/proc/${pid}/stat`);
  return text === undefined || text === '' ? undefined : parseStat(text);
}

/** The arguments of a process; empty for a zombie or a kernel thread. */
export async function procArguments(sys: Sys, pid: Pid): Promise<string[]> {
  const text = (await procText(sys, `/proc/${pid}/cmdline`)) ?? '';
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** /proc/PID/status as names and values. */
export async function procStatus(sys: Sys, pid: Pid): Promise<Map<string, string> | undefined> {
  const text = await procText(sys, `/proc/${pid}/status`);
  if (text === undefined) return undefined;
  return new Map(
    text
      .split('\n')
      .flatMap(line => (line.includes(':') ? [[line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const] : [])),
  );
}

/** A terminal's number as its name: "pts/0", "tty1"; "?" where there is none. */
export function ttyName(number: number): string {
  const major = (number >> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >> 12) & 0xfff00);
  if (number === 0) return '?';
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  return major === 4 ? `tty${minor}` : `${major},${minor}`;
}
