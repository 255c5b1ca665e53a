// Waiting for children and telling of their ends. As bash 5.3's jobs.c.

import { Errno } from '../../../abi/errno.ts';
import { strsignal } from '../../../abi/signal.ts';
import type { Waited } from '../../../abi/types.ts';
import { type Job, jobLine, jobStatus, processLines, stateOf, statusOf } from './job-table.ts';
import type { Shell } from './state.ts';

const WORDS_WIDTH = 27;

/** Writes down what wait told of a child. */
export function note(shell: Shell, waited: Waited): void {
  const found = shell.jobs.find(waited.pid);
  if (found === undefined) return;
  const { job, process } = found;
  if (waited.how === 'stopped') {
    process.stopped = waited.signal;
    job.notified = false;
  } else if (waited.how === 'continued') process.stopped = undefined;
  else {
    process.end = waited;
    process.stopped = undefined;
    if (stateOf(job) === 'done') job.notified = false;
    if (!job.foreground) shell.jobs.remember(waited.pid, statusOf(waited));
  }
}

/** Takes in what has happened to children, without waiting. */
export async function reap(shell: Shell): Promise<void> {
  while (shell.jobs.jobs.some(job => stateOf(job) !== 'done')) {
    try {
      const waited = await shell.sys.wait('any', { nohang: true, untraced: shell.options.monitor, continued: shell.options.monitor });
      if (waited === undefined) return;
      note(shell, waited);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return;
    }
  }
}

/**
 * Waits until a job has ended or stopped. With `interruptible`, gives up where a signal that is trapped came in: undefined.
 */
export async function waitForJob(shell: Shell, job: Job, interruptible = false): Promise<number | undefined> {
  while (stateOf(job) === 'running') {
    try {
      const waited = await shell.sys.wait('any', { untraced: shell.options.monitor });
      if (waited !== undefined) note(shell, waited);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ECHILD') return 127;
      if (interruptible && shell.pending.length > 0) return undefined;
    }
  }
  return jobStatus(job, shell.options.pipefail);
}

/** Waits for any of the jobs to end, as wait -n does. */
export async function waitForAny(shell: Shell, jobs: () => Job[]): Promise<Job | undefined> {
  for (;;) {
    const done = jobs().find(job => stateOf(job) === 'done');
    if (done !== undefined || jobs().length === 0) return done;
    try {
      const waited = await shell.sys.wait('any', { untraced: shell.options.monitor });
      if (waited !== undefined) note(shell, waited);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ECHILD' || shell.pending.length > 0) return undefined;
    }
  }
}

const quietSignals = new Set(['SIGINT', 'SIGPIPE']);

/** What is printed where a foreground job was killed: nothing for SIGINT and SIGPIPE. */
export async function tellForeground(shell: Shell, job: Job): Promise<void> {
  const end = job.processes.at(-1)?.end;
  if (end?.how !== 'killed' || shell.traps.has(end.signal)) {
    if (end?.how === 'killed' && end.signal === 'SIGINT' && shell.interactive) await shell.warn('\n');
    return;
  }
  if (end.signal === 'SIGINT' && shell.interactive) await shell.warn('\n');
  if (quietSignals.has(end.signal)) return;
  const core = end.core ? ' (core dumped)' : '';
  if (shell.dialect.kind !== 'bash') await shell.warn(`${strsignal(end.signal)}${core}\n`);
  else if (!shell.interactive && end.signal !== 'SIGTERM') await shell.warn(`${shell.prefix(undefined)}${processLines(job)}\n`);
  else await shell.warn(`${(strsignal(end.signal) + core).padEnd(WORDS_WIDTH)}${job.text}\n`);
}

/** Lets go of background jobs that have ended, telling of those that were killed. */
export async function cleanBackground(shell: Shell): Promise<void> {
  for (const job of shell.jobs.jobs) {
    if (job.foreground || stateOf(job) !== 'done') continue;
    await tellBackground(shell, job);
    shell.jobs.remove(job);
  }
}

/** Without job control: the line for a background job that a signal killed. */
export async function tellBackground(shell: Shell, job: Job): Promise<void> {
  const end = job.processes.at(-1)?.end;
  job.notified = true;
  if (shell.interactive || shell.dialect.kind !== 'bash' || end?.how !== 'killed') return;
  if (quietSignals.has(end.signal) || end.signal === 'SIGTERM' || shell.traps.has(end.signal)) return;
  await shell.warn(`${shell.prefix(undefined)}${processLines(job)}\n`);
}

/** Before a prompt: the lines of jobs whose state has changed. */
export async function notify(shell: Shell): Promise<void> {
  if (shell.justKilled) shell.justKilled = false;
  else await reap(shell);
  const changed = shell.jobs.listed().filter(job => !job.notified && stateOf(job) !== 'running');
  for (const job of changed) {
    job.notified = true;
    const before = stateOf(job) === 'stopped' ? '\n' : '';
    await shell.warn(`${before}${jobLine(shell.jobs, job, { directory: shell.variables.get('PWD') ?? '' })}\n`);
  }
  for (const job of changed) if (stateOf(job) === 'done') shell.jobs.remove(job);
}

/** Waits for the last process substitution; its status, or undefined where it is not there any more. */
export async function waitSubstitution(shell: Shell): Promise<number | undefined> {
  const pid = shell.lastSubstitution;
  if (pid === undefined) return undefined;
  try {
    const ended = await shell.sys.wait(pid);
    shell.lastSubstitution = undefined;
    const status = ended === undefined || (ended.how !== 'exited' && ended.how !== 'killed') ? 0 : statusOf(ended);
    shell.jobs.ended.set(pid, status);
    return status;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}
