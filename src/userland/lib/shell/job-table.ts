// Jobs as data: what runs, has stopped or ended in the background, and the words for it. As bash 5.3's jobs.c.

import { type Signal, signalNumber, strsignal } from '../../../abi/signal.ts';
import type { Pid, Waited } from '../../../abi/types.ts';

export interface JobProcess {
  pid: Pid;
  /** What became of it; undefined while it runs. */
  end: Waited | undefined;
  stopped: Signal | undefined;
}

export interface Job {
  number: number;
  processes: JobProcess[];
  text: string;
  group: Pid;
  foreground: boolean;
  /** Its end or stop has been told of. */
  notified: boolean;
  /** Not to be sent SIGHUP (disown -h). */
  nohup: boolean;
  directory: string;
  line: number;
  jobControl: boolean;
  order: number;
}

export type JobState = 'running' | 'stopped' | 'done';

export class JobTable {
  jobs: Job[] = [];
  /** Statuses of background processes that wait has not asked for yet, oldest first. */
  readonly ended = new Map<Pid, number>();
  #clock = 0;

  /** A subshell knows its parent's jobs to list them, but cannot wait for them. */
  copyForSubshell(): JobTable {
    const copy = new JobTable();
    copy.inherited = this.jobs.filter(job => !job.foreground);
    return copy;
  }

  inherited: Job[] = [];
  #current: Job | undefined;
  #previous: Job | undefined;

  add(job: Omit<Job, 'number' | 'order' | 'notified' | 'nohup'>): Job {
    const number = job.foreground ? 0 : this.#nextNumber();
    const added: Job = { ...job, number, notified: false, nohup: false, order: ++this.#clock };
    this.jobs.push(added);
    if (!added.foreground) this.#choose();
    return added;
  }

  #nextNumber(): number {
    return Math.max(0, ...this.jobs.map(job => job.number)) + 1;
  }

  /** A foreground job that stopped becomes one with a number, and the current one. */
  adopt(job: Job): void {
    if (job.number === 0) job.number = this.#nextNumber();
    job.foreground = false;
    this.touch(job);
  }

  /** Makes a job the current one. */
  touch(job: Job): void {
    job.order = ++this.#clock;
    this.#setCurrent(job);
  }

  remove(job: Job): void {
    this.jobs = this.jobs.filter(other => other !== job);
    if (job === this.#current || job === this.#previous) this.#choose();
  }

  #newest(state: JobState, before = Number.POSITIVE_INFINITY): Job | undefined {
    return this.listed().findLast(job => job.number < before && stateOf(job) === state);
  }

  /** The current job anew: a stopped one, else the newest that runs. */
  #choose(): void {
    const current =
      this.#current !== undefined && this.jobs.includes(this.#current) && stateOf(this.#current) === 'stopped' ? this.#current : undefined;
    const candidate = current ?? this.#newest('stopped') ?? this.#newest('running');
    if (candidate !== undefined) this.#setCurrent(candidate);
    else {
      this.#current = undefined;
      this.#previous = undefined;
    }
  }

  #setCurrent(job: Job): void {
    if (this.#current !== job) {
      this.#previous = this.#current;
      this.#current = job;
    }
    const previous = this.#previous;
    if (previous !== undefined && previous !== job && this.jobs.includes(previous) && stateOf(previous) === 'stopped') return;
    const state = stateOf(job);
    const older = state === 'stopped' ? this.#newest('stopped', job.number) : undefined;
    this.#previous = older ?? this.#newest('running', state === 'running' ? job.number : undefined) ?? job;
  }

  find(pid: Pid): { job: Job; process: JobProcess } | undefined {
    for (const job of this.jobs) {
      const process = job.processes.find(candidate => candidate.pid === pid);
      if (process !== undefined) return { job, process };
    }
    return undefined;
  }

  /** Those with a number, in its order. */
  listed(): Job[] {
    return this.jobs.filter(job => job.number > 0).sort((a, b) => a.number - b.number);
  }

  /** %+ and %-. */
  ranked(): Job[] {
    return [this.#current, this.#previous].filter(job => job !== undefined);
  }

  mark(job: Job): '+' | '-' | ' ' {
    return job === this.#current ? '+' : job === this.#previous ? '-' : ' ';
  }

  /** What a "%…" means: the job, or why there is none. */
  bySpec(spec: string): Job | 'none' | 'ambiguous' {
    const listed = this.listed();
    const text = spec.startsWith('%') ? spec.slice(1) : spec;
    if (text === '' || text === '%' || text === '+') return this.ranked()[0] ?? 'none';
    if (text === '-') return this.ranked()[1] ?? 'none';
    if (/^\d+$/.test(text)) return listed.find(job => job.number === Number(text)) ?? 'none';
    const matches = text.startsWith('?')
      ? listed.filter(job => job.text.includes(text.slice(1)))
      : listed.filter(job => job.text.startsWith(text));
    return matches.length > 1 ? 'ambiguous' : (matches[0] ?? 'none');
  }

  /** Remembers a status for a wait that comes later. */
  remember(pid: Pid, status: number): void {
    this.ended.set(pid, status);
    if (this.ended.size > 4096) this.ended.delete(this.ended.keys().next().value!);
  }
}

export function stateOf(job: Job): JobState {
  if (job.processes.every(process => process.end !== undefined)) return 'done';
  return job.processes.some(process => process.end === undefined && process.stopped === undefined) ? 'running' : 'stopped';
}

/** 128+n for a signal, or the exit status. */
export function statusOf(waited: Waited): number {
  if (waited.how === 'exited') return waited.status;
  return waited.how === 'continued' ? 0 : 128 + signalNumber(waited.signal);
}

/** The status of a job: its last process's, or with pipefail the last that failed. */
export function jobStatus(job: Job, pipefail: boolean): number {
  const statuses = job.processes.map(({ end, stopped }) =>
    end !== undefined ? statusOf(end) : stopped !== undefined ? 128 + signalNumber(stopped) : 0,
  );
  return pipefail ? (statuses.findLast(status => status !== 0) ?? 0) : statuses.at(-1)!;
}

const STATE_WIDTH = 27;

/** "Done", "Exit 3", "Terminated", "Stopped", "Running". */
export function stateWords(job: Job): string {
  const state = stateOf(job);
  if (state === 'running') return 'Running';
  const last = job.processes.at(-1)!;
  if (state === 'stopped') {
    const signal = job.processes.find(process => process.stopped !== undefined)?.stopped;
    return signal === 'SIGTTIN' || signal === 'SIGTTOU' || signal === 'SIGSTOP' ? strsignal(signal) : 'Stopped';
  }
  const end = last.end!;
  if (end.how === 'killed') return strsignal(end.signal) + (end.core ? ' (core dumped)' : '');
  const status = statusOf(end);
  return status === 0 ? 'Done' : `Exit ${status}`;
}

/** The line of jobs and of notices: "[1]+  Running                    sleep 100 &"; with pids a line for each process. */
export function jobLine(table: JobTable, job: Job, how: { long?: boolean; directory?: string } = {}): string {
  const ampersand = stateOf(job) === 'running' ? ' &' : '';
  const where = how.directory !== undefined && how.directory !== job.directory ? `  (wd: ${job.directory})` : '';
  const head = `[${job.number}]${table.mark(job)} `;
  if (!how.long) return `${head} ${stateWords(job).padEnd(STATE_WIDTH)}${job.text}${ampersand}${where}`;
  return head + processLines(job, ampersand + where);
}

/** A job's processes, a line each: "  126 Killed                     sleep 6", then "     127 … | sleep 7". */
export function processLines(job: Job, tail = ''): string {
  const pieces = job.processes.length > 1 ? job.text.split(' | ') : [job.text];
  const words = stateWords(job);
  return (
    job.processes
      .map((process, at) => {
        const pid = String(process.pid).padStart(5);
        if (at === 0) return `${pid} ${words.padEnd(STATE_WIDTH)}${pieces[0]}`;
        return `     ${pid} ${''.padEnd(STATE_WIDTH - 2)}| ${pieces[at] ?? ''}`;
      })
      .join('\n') + tail
  );
}

/** The line of dash and ash: no text, "Done(3)" for a status. */
export function plainJobLine(table: JobTable, job: Job, how: { long: boolean; ash: boolean }): string {
  const end = job.processes.at(-1)!.end;
  const state = stateOf(job);
  const words =
    state !== 'done' ? stateWords(job) : end?.how === 'exited' ? (end.status === 0 ? 'Done' : `Done(${end.status})`) : stateWords(job);
  const mark = table.mark(job);
  const head = how.ash ? `[${job.number}]${mark}  ` : `[${job.number}] ${mark} `;
  const pid = how.long ? `${job.processes[0]!.pid} ` : '';
  return `${head}${pid}${words.padEnd(STATE_WIDTH)}${job.processes.length > 1 ? ' | '.repeat(job.processes.length - 1) : ''}`;
}
