// jobs, fg, bg, wait, kill, disown, suspend. As bash 5.3's jobs.def, fg_bg.def, wait.def, kill.def, and dash's jobs.c.

import { Errno } from '../../../../abi/errno.ts';
import { type Signal, signalFromNumber, signalNumber } from '../../../../abi/signal.ts';
import type { Builtin } from '../builtin-table.ts';
import { type Job, jobLine, jobStatus, plainJobLine, stateOf, statusOf } from '../job-table.ts';
import { reap, tellBackground, waitForAny, waitForJob, waitSubstitution } from '../jobs.ts';
import { foreground, takeTerminal } from '../launch.ts';
import { Complaint, type Shell } from '../state.ts';
import { trapName } from '../traps.ts';
import { has, readOptions, usage, valueOf } from './usage.ts';

/** The job of a "%…", or a complaint. */
function jobOf(shell: Shell, name: string, spec: string): Job {
  const found = shell.jobs.bySpec(spec);
  const words = found === 'ambiguous' ? `${spec}: ambiguous job spec` : `${spec}: no such job`;
  if (typeof found === 'string') {
    if (shell.dialect.kind === 'bash') throw new Complaint(`${name}: ${words}`, 1);
    throw new Complaint(shell.dialect.kind === 'dash' ? `${name}: No such job: ${spec}` : words, 2, true);
  }
  return found;
}

export const jobs: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, shell.dialect.kind === 'bash' ? 'lnprsx' : 'lp');
  await reap(shell);
  const long = has(given, 'l');
  let listed = given.operands.length > 0 ? given.operands.map(spec => jobOf(shell, 'jobs', spec)) : shell.jobs.listed();
  const inherited = shell.jobs.listed().length === 0 && shell.subshellDepth > 0 ? shell.jobs.inherited : [];
  if (given.operands.length === 0) listed = [...inherited, ...listed];
  if (has(given, 'r')) listed = listed.filter(job => stateOf(job) === 'running');
  if (has(given, 's')) listed = listed.filter(job => stateOf(job) === 'stopped');
  if (has(given, 'n')) listed = listed.filter(job => !job.notified);
  const directory = shell.variables.get('PWD') ?? '';
  const text = has(given, 'p')
    ? listed.map(job => `${job.processes[0]!.pid}\n`)
    : listed.map(
        job =>
          `${shell.dialect.kind === 'bash' ? jobLine(shell.jobs, job, { long, directory }) : plainJobLine(shell.jobs, job, { long, ash: shell.dialect.kind === 'ash' })}\n`,
      );
  const status = await shell.print(text.join(''));
  for (const job of listed) {
    job.notified = true;
    if (stateOf(job) === 'done') shell.jobs.remove(job);
  }
  return status;
};

/** fg and bg's job: the current one where none is named. */
function chosen(shell: Shell, name: string, spec: string | undefined): Job {
  if (spec !== undefined) return jobOf(shell, name, spec);
  const [current] = shell.jobs.ranked();
  if (current === undefined)
    throw new Complaint(
      shell.dialect.kind === 'bash'
        ? `${name}: current: no such job`
        : shell.dialect.kind === 'dash'
          ? `${name}: No current job`
          : 'No current job',
      shell.dialect.kind === 'bash' ? 1 : 2,
    );
  return current;
}

function needsControl(shell: Shell, name: string): void {
  if (!shell.options.monitor && shell.dialect.kind === 'bash') throw new Complaint(`${name}: no job control`);
}

export const fg: Builtin = async (shell, args) => {
  needsControl(shell, 'fg');
  const given = readOptions(shell, args, '');
  await reap(shell);
  const job = chosen(shell, 'fg', given.operands[0]);
  if (stateOf(job) === 'done') throw new Complaint(`fg: job has terminated`);
  await shell.print(`${job.text}\n`);
  if (shell.terminal !== undefined) await takeTerminal(shell.sys, shell.terminal, job.group);
  await resume(shell, job);
  job.foreground = true;
  const before = shell.builtin;
  shell.builtin = undefined;
  const status = await foreground(shell, job);
  shell.builtin = before;
  return status;
};

async function resume(shell: Shell, job: Job): Promise<void> {
  for (const process of job.processes) process.stopped = undefined;
  job.notified = true;
  try {
    await shell.sys.kill(-job.group, 'SIGCONT');
  } catch (error) {
    // It was killed while it was stopped, and is gone: its end is told of at the next prompt.
    if (!(error instanceof Errno) || error.code !== 'ESRCH') throw error;
  }
}

export const bg: Builtin = async (shell, args) => {
  needsControl(shell, 'bg');
  const given = readOptions(shell, args, '');
  await reap(shell);
  const specs = given.operands.length > 0 ? given.operands : [undefined];
  for (const spec of specs) {
    const job = chosen(shell, 'bg', spec);
    if (stateOf(job) === 'running') {
      await shell.complain(`bg: job ${job.number} already in background`);
      continue;
    }
    job.foreground = false;
    await shell.print(`[${job.number}]${shell.jobs.mark(job)} ${job.text} &\n`);
    await resume(shell, job);
    shell.jobs.touch(job);
  }
  return 0;
};

export const wait: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, shell.dialect.kind === 'bash' ? 'fnp:' : '');
  const before = shell.builtin;
  shell.builtin = undefined;
  try {
    if (has(given, 'n')) return await waitNext(shell, given.operands, valueOf(given, 'p'));
    if (given.operands.length === 0) return await waitAll(shell);
    let status = 0;
    for (const operand of given.operands) {
      const result = await waitOne(shell, operand);
      if (result === undefined) return 128 + signalNumber(shell.pending[0] ?? 'SIGINT');
      status = result;
    }
    return status;
  } finally {
    shell.builtin = before;
  }
};

async function waitAll(shell: Shell): Promise<number> {
  for (;;) {
    const running = shell.jobs.jobs.find(job => stateOf(job) === 'running');
    if (running === undefined) break;
    const status = await waitForJob(shell, running, true);
    if (status === undefined) return 128 + signalNumber(shell.pending[0]!);
    await tellBackground(shell, running);
    if (!shell.options.monitor || !shell.interactive) shell.jobs.remove(running);
  }
  await waitSubstitution(shell);
  return 0;
}

async function waitNext(shell: Shell, operands: string[], variable: string | undefined): Promise<number> {
  const among = (): Job[] =>
    shell.jobs.jobs.filter(
      job =>
        operands.length === 0 ||
        operands.some(word =>
          word.startsWith('%') ? shell.jobs.bySpec(word) === job : job.processes.some(({ pid }) => String(pid) === word),
        ),
    );
  await reap(shell);
  const done = await waitForAny(shell, among);
  if (done === undefined) return shell.pending.length > 0 ? 128 + signalNumber(shell.pending[0]!) : 127;
  await tellBackground(shell, done);
  shell.jobs.remove(done);
  if (variable !== undefined) shell.variables.assign(variable, String(done.processes.at(-1)!.pid));
  return jobStatus(done, shell.options.pipefail);
}

async function waitOne(shell: Shell, operand: string): Promise<number | undefined> {
  if (operand.startsWith('%')) {
    const job = shell.jobs.bySpec(operand);
    if (typeof job === 'string') {
      if (shell.dialect.kind !== 'bash')
        throw new Complaint(shell.dialect.kind === 'dash' ? `wait: No such job: ${operand}` : `${operand}: no such job`, 2, true);
      await shell.complain(`wait: ${operand}: no such job`);
      return 127;
    }
    return waitAndTell(shell, job);
  }
  if (!/^\d+$/.test(operand)) {
    if (shell.dialect.kind === 'dash') throw new Complaint(`wait: Illegal number: ${operand}`, 2, true);
    await shell.complain(`wait: \`${operand}': not a pid or valid job spec`);
    return 1;
  }
  const pid = Number(operand);
  const found = shell.jobs.find(pid);
  if (found !== undefined) {
    const status = await waitAndTell(shell, found.job);
    const own = found.process.end;
    return status === undefined || own === undefined ? status : statusOf(own);
  }
  const known = shell.jobs.ended.get(pid);
  if (known !== undefined) return known;
  if (pid === shell.lastSubstitution) {
    const status = await waitSubstitution(shell);
    if (status !== undefined) return status;
  }
  if (shell.dialect.kind === 'bash') await shell.complain(`wait: pid ${pid} is not a child of this shell`);
  return 127;
}

async function waitAndTell(shell: Shell, job: Job): Promise<number | undefined> {
  const status = await waitForJob(shell, job, true);
  if (status === undefined) return undefined;
  if (stateOf(job) === 'done') {
    if (shell.dialect.kind !== 'bash') await tellPlainly(shell, job);
    await tellBackground(shell, job);
    // dash and ash keep a job that has exited until jobs has shown it.
    if (shell.dialect.kind === 'bash' || job.processes.at(-1)?.end?.how === 'killed') shell.jobs.remove(job);
  }
  return status;
}

/** ash tells of a job that a signal ended when it is waited for. */
async function tellPlainly(shell: Shell, job: Job): Promise<void> {
  const end = job.processes.at(-1)?.end;
  if (end?.how !== 'killed' || end.signal === 'SIGINT' || end.signal === 'SIGPIPE') return;
  if (shell.dialect.kind === 'ash') await shell.warn('Terminated\n');
}

/** The names of kill -l, in rows of five as bash has them. */
function signalTable(): string {
  const cells: string[] = [];
  for (let number = 1; number <= 64; number++) {
    const name = nameOfSignal(number);
    if (name !== undefined) cells.push(`${String(number).padStart(2)}) ${name}`);
  }
  return cells.map((cell, at) => cell + (at % 5 === 4 || at === cells.length - 1 ? '\n' : '\t')).join('');
}

/** "SIGINT"; real-time ones from either end, as bash names them. */
export function nameOfSignal(number: number): string | undefined {
  const signal = signalFromNumber(number);
  if (signal === undefined || number < 34) return signal;
  if (number === 34) return 'SIGRTMIN';
  if (number === 64) return 'SIGRTMAX';
  return number <= 49 ? `SIGRTMIN+${number - 34}` : `SIGRTMAX-${64 - number}`;
}

export const listSignals = signalTable;

async function killList(shell: Shell, operands: string[]): Promise<number> {
  if (operands.length === 0) {
    if (shell.dialect.kind === 'bash') return shell.print(signalTable());
    const names: string[] = ['0'];
    for (let number = 1; number <= 64; number++) {
      const name = nameOfSignal(number);
      if (name !== undefined) names.push(name.slice(3));
    }
    return shell.print(names.map(name => `${name}\n`).join(''));
  }
  let status = 0;
  for (const operand of operands) {
    if (shell.dialect.kind === 'dash' && !/^\d+$/.test(operand)) throw new Complaint(`kill: Illegal number: ${operand}`, 2);
    if (/^\d+$/.test(operand)) {
      const number = Number(operand) >= 128 ? Number(operand) - 128 : Number(operand);
      const name = number === 0 ? 'EXIT' : nameOfSignal(number)?.slice(3);
      if (name !== undefined) await shell.print(`${name}\n`);
      else {
        await shell.complain(`kill: ${operand}: invalid signal specification`);
        status = 1;
      }
      continue;
    }
    const signal = trapName(operand, false);
    if (signal !== undefined) await shell.print(`${signalNumber(signal as Signal)}\n`);
    else {
      await shell.complain(`kill: ${operand}: invalid signal specification`);
      status = 1;
    }
  }
  return status;
}

export const kill: Builtin = async (shell, args) => {
  let signal: Signal | undefined = 'SIGTERM';
  let at = 1;
  const name = (text: string): Signal | undefined => {
    if (text === '0') return undefined;
    const found = trapName(text, false);
    if (found !== undefined && found !== 'EXIT') return found as Signal;
    if (shell.dialect.kind === 'bash') throw new Complaint(`kill: ${text}: invalid signal specification`);
    throw new Complaint(
      shell.dialect.kind === 'dash' ? `kill: invalid signal number or name: ${text}` : `kill: bad signal name '${text}'`,
      2,
    );
  };
  for (; at < args.length; at++) {
    const word = args[at]!;
    if (word === '-l' || word === '-L') return killList(shell, args.slice(at + 1));
    if (word === '--') {
      at++;
      break;
    }
    if ((word === '-s' || word === '-n') && args[at + 1] !== undefined) {
      signal = name(args[++at]!);
      continue;
    }
    if (word === '-s' || word === '-n') throw new Complaint(`kill: ${word}: option requires an argument`, 1);
    if (!/^-./.test(word) || at > 1) break;
    signal = name(word.slice(1));
  }
  const targets = args.slice(at);
  if (targets.length === 0) {
    if (shell.dialect.kind === 'bash') return usage(shell, 'kill');
    await shell.complain('kill: Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]');
    return 2;
  }
  let status = 0;
  for (const target of targets) status = (await killOne(shell, target, signal)) || status;
  return status;
};

async function killOne(shell: Shell, target: string, signal: Signal | undefined): Promise<number> {
  let pid = Number(target);
  let stopped: Job | undefined;
  if (target.startsWith('%')) {
    await reap(shell);
    const job = jobOf(shell, 'kill', target);
    pid = job.jobControl ? -job.group : job.processes[0]!.pid;
    stopped = stateOf(job) === 'stopped' ? job : undefined;
    if (!job.jobControl && job.processes.length > 1)
      for (const process of job.processes.slice(1)) if (process.end === undefined) await signalOne(shell, process.pid, signal);
  } else if (!/^-?\d+$/.test(target)) {
    if (shell.dialect.kind !== 'bash') throw new Complaint(`kill: Illegal number: ${target}`, 2);
    await shell.complain(`kill: \`${target}': not a pid or valid job spec`);
    return 1;
  }
  try {
    await shell.sys.kill(pid, signal);
    if (stopped !== undefined && (signal === 'SIGTERM' || signal === 'SIGHUP')) {
      await shell.sys.kill(pid, 'SIGCONT');
      stopped.notified = false;
    }
    shell.justKilled = shell.interactive;
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const { kind } = shell.dialect;
    if (kind === 'ash') await shell.warn(`${shell.name}: can't kill pid ${pid}: ${error.message}\n`);
    else await shell.complain(kind === 'bash' ? `kill: (${pid}) - ${error.message}` : `kill: ${error.message}\n`);
    return 1;
  }
}

async function signalOne(shell: Shell, pid: number, signal: Signal | undefined): Promise<void> {
  try {
    await shell.sys.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

export const disown: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'ahr');
  let chosenJobs: Job[];
  if (given.operands.length > 0) {
    chosenJobs = given.operands.map(spec => {
      const byPid = /^\d+$/.test(spec) ? shell.jobs.find(Number(spec))?.job : undefined;
      return byPid ?? jobOf(shell, 'disown', spec);
    });
  } else if (has(given, 'a') || has(given, 'r')) chosenJobs = shell.jobs.listed();
  else {
    const [current] = shell.jobs.ranked();
    if (current === undefined) throw new Complaint('disown: current: no such job');
    chosenJobs = [current];
  }
  for (const job of chosenJobs) {
    if (has(given, 'r') && stateOf(job) !== 'running') continue;
    if (has(given, 'h')) job.nohup = true;
    else shell.jobs.remove(job);
  }
  return 0;
};

export const suspend: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'f');
  if (!has(given, 'f')) {
    if (!shell.options.monitor) throw new Complaint('suspend: cannot suspend: no job control');
    if (shell.login) throw new Complaint('suspend: cannot suspend a login shell');
  }
  await shell.sys.kill(await shell.sys.getpid(), 'SIGSTOP');
  return 0;
};
