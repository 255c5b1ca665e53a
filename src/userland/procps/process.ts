// Processes and their threads as libproc2 of procps-ng 4.0.7 gathers them from /proc.

import type { Sys } from '../../abi/sys.ts';
import type { Pid } from '../../abi/types.ts';
import { pids, procArguments, procStatus, procText } from '../lib/proc.ts';

export interface Task {
  pid: Pid;
  /** The thread; the process's own number for its first. */
  tid: Pid;
  comm: string;
  state: string;
  /** The fields of /proc/PID/stat by their number in proc(5), from 1. */
  field(number: number): number;
  status: ReadonlyMap<string, string>;
  arguments: readonly string[];
  ids: { ruid: number; euid: number; suid: number; fuid: number; rgid: number; egid: number; sgid: number; fgid: number };
}

const EMPTY: ReadonlyMap<string, string> = new Map();

/** One task; undefined where it is gone. */
export async function readTask(sys: Sys, pid: Pid, tid?: Pid): Promise<Task | undefined> {
  const folder = tid === undefined ? `/proc/${pid}` : `/proc/${pid}/task/${tid}`;
  const text = await procText(sys, `${folder}/stat`);
  if (text === undefined || text === '') return undefined;
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(' ');
  const status = (await procStatus(sys, tid ?? pid)) ?? EMPTY;
  const numbers = (name: string): number[] => (status.get(name) ?? '0\t0\t0\t0').split(/\s+/).map(Number);
  const [ruid = 0, euid = 0, suid = 0, fuid = 0] = numbers('Uid');
  const [rgid = 0, egid = 0, sgid = 0, fgid = 0] = numbers('Gid');
  return {
    pid,
    tid: tid ?? pid,
    comm: text.slice(open + 1, close),
    state: fields[0]!,
    field: number => Number(fields[number - 3] ?? 0),
    status,
    arguments: await procArguments(sys, pid),
    ids: { ruid, euid, suid, fuid, rgid, egid, sgid, fgid },
  };
}

/** All processes, in the order of their numbers. */
export async function readTasks(sys: Sys): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const pid of await pids(sys)) {
    const task = await readTask(sys, pid);
    if (task) tasks.push(task);
  }
  return tasks;
}

/** The threads of a process. */
export async function readThreads(sys: Sys, pid: Pid): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const tid of await pids(sys, `/proc/${pid}/task`).catch(() => [])) {
    const task = await readTask(sys, pid, tid);
    if (task) tasks.push(task);
  }
  return tasks;
}

/** The seconds that a process has been there, and those of its processor time. */
export const elapsedSeconds = (task: Task, uptimeSeconds: number): number => Math.max(0, uptimeSeconds - task.field(22) / 100);
export const cpuSeconds = (task: Task): number => (task.field(14) + task.field(15)) / 100;

/** The words of its command, or its name in brackets. */
export function commandLine(task: Task): string {
  if (task.state === 'Z') return `[${task.comm}] <defunct>`;
  return task.arguments.length > 0 ? task.arguments.join(' ').trimEnd() : `[${task.comm}]`;
}

/** Whether the caller sees itself under /proc. */
export const seesItself = async (sys: Sys): Promise<boolean> =>
  sys.stat(`/proc/${await sys.getpid()}`).then(
    () => true,
    () => false,
  );

/** Whether proc is mounted at all. */
export const procMounted = async (sys: Sys): Promise<boolean> =>
  sys.stat('/proc/version').then(
    () => true,
    () => false,
  );

export async function uptimeSeconds(sys: Sys): Promise<number> {
  const text = await procText(sys, '/proc/uptime');
  return text === undefined ? 0 : Number(text.split(' ')[0]);
}
