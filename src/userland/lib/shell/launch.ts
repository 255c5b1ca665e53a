// Child processes of the shell: clone, the process group, and execve with what a shell says where it fails. As bash 5.3's execute_cmd.c and jobs.c.

import { Errno } from '../../../abi/errno.ts';
import type { Entry, Sys } from '../../../abi/sys.ts';
import type { Fd, Pid } from '../../../abi/types.ts';
import { decode } from '../io.ts';
import type { Redirect } from './ast.ts';
import { type Job, jobLine } from './job-table.ts';
import { cleanBackground, reap, tellForeground, waitForJob } from './jobs.ts';
import { redirect } from './redirect.ts';
import { findCommand, SELF } from './search.ts';
import { Complaint, Jump, type Shell } from './state.ts';
import { caughtSignals, exitTrap, resetSignals } from './traps.ts';

export interface ChildHow {
  background: boolean;
  /** The process group to join, where job control makes them; 0 for one of its own. */
  group?: Pid;
  /** Descriptors to put in place and to close: a pipeline's. */
  plumbing?: { stdin?: Fd; stdout?: Fd; stderr?: Fd; close?: readonly Fd[] };
}

/** A child that runs `body` in a copy of the shell and ends with its status. */
export async function fork(shell: Shell, how: ChildHow, body: (child: Shell) => Promise<number>): Promise<Pid> {
  const group = how.group ?? 0;
  const controls = shell.options.monitor;
  // What the child starts with is what is so now: the parent goes on before the child runs.
  const child = shell.copy();
  const caught = caughtSignals(shell);
  const pid = await cloneOrWait(shell, async sys => {
    child.sys = sys;
    child.ownPid = await sys.getpid();
    if (controls) {
      await setGroup(sys, 0, group);
      if (!how.background && shell.terminal !== undefined && group === 0) await takeTerminal(sys, shell.terminal, child.ownPid);
    }
    await resetSignals(child, caught);
    child.options.set('monitor', false);
    if (how.background && !controls) await ignoreKeys(child);
    await plumb(sys, how);
    return runChild(child, body);
  });
  if (controls) await setGroup(shell.sys, pid, group === 0 ? pid : group);
  return pid;
}

const RETRIES_MS = [1000, 2000, 4000, 8000];

/** clone(2); bash waits for a process to become free, four times, and says so. */
async function cloneOrWait(shell: Shell, entry: Entry): Promise<Pid> {
  for (const ms of shell.dialect.kind === 'bash' ? RETRIES_MS : []) {
    try {
      return await shell.sys.clone(entry);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EAGAIN') throw error;
      await shell.warn(`${shell.name}: fork: retry: ${error.message}\n`);
      await reap(shell);
      await shell.sys.nanosleep(ms);
    }
  }
  return shell.sys.clone(entry);
}

/** Runs a shell's commands to its end: its exit trap and status. */
export async function runChild(child: Shell, body: (child: Shell) => Promise<number>): Promise<number> {
  let status: number;
  try {
    status = await body(child);
  } catch (error) {
    if (error instanceof Complaint) {
      await child.complain(error.message);
      status = error.status;
    } else if (error instanceof Jump) status = error.status;
    else throw error;
  }
  return exitTrap(child, status & 0xff);
}

async function setGroup(sys: Sys, pid: Pid, group: Pid): Promise<void> {
  try {
    await sys.setpgid(pid, group);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** Makes a process group the terminal's foreground one, whatever the caller's own is. */
export async function takeTerminal(sys: Sys, terminal: Fd, group: Pid): Promise<void> {
  try {
    const blocked = await sys.sigprocmask('block', ['SIGTTOU']);
    await sys.ioctl(terminal, 'TIOCSPGRP', group);
    await sys.sigprocmask('set', blocked);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** Without job control a background command does not hear the keyboard. */
async function ignoreKeys(child: Shell): Promise<void> {
  await child.sys.sigaction('SIGINT', 'ignore');
  await child.sys.sigaction('SIGQUIT', 'ignore');
}

async function plumb(sys: Sys, { plumbing = {} }: ChildHow): Promise<void> {
  const { stdin, stdout, stderr, close = [] } = plumbing;
  if (stdin !== undefined) await sys.dup2(stdin, 0);
  if (stdout !== undefined) await sys.dup2(stdout, 1);
  if (stderr !== undefined) await sys.dup2(stderr, 2);
  for (const fd of close) await sys.close(fd);
}

/** Standard input of an asynchronous command without job control: nothing to read. */
export async function emptyInput(child: Shell): Promise<void> {
  const fd = await child.sys.open('/dev/null', { read: true });
  if (fd === 0) return;
  await child.sys.dup2(fd, 0);
  await child.sys.close(fd);
}

/** Waits for a job in the foreground; gives its status. A stopped one becomes a background job. */
export async function foreground(shell: Shell, job: Job): Promise<number> {
  const { sys } = shell;
  const watches = !shell.interactive && !shell.traps.has('SIGINT') && shell.dialect.kind === 'bash';
  shell.interrupted = false;
  if (watches) {
    const before = await sys.sigaction('SIGINT', () => void (shell.interrupted = true));
    if (before === 'ignore') await sys.sigaction('SIGINT', 'ignore');
    shell.waitsForInterrupt = true;
  }
  const status = (await waitForJob(shell, job)) ?? 127;
  if (shell.terminal !== undefined && shell.options.monitor) await takeTerminal(sys, shell.terminal, shell.group);
  const end = job.processes.at(-1)!.end;
  if (end === undefined) await stopped(shell, job);
  else {
    await tellForeground(shell, job);
    shell.jobs.remove(job);
  }
  if (watches) {
    await sys.sigaction('SIGINT', 'default');
    shell.waitsForInterrupt = false;
  }
  // With job control only the job had the signal from the terminal: the loop or list it stood in ends all the same.
  const byKey = shell.interactive && shell.options.monitor && !shell.traps.has('SIGINT');
  if (end?.how === 'killed' && end.signal === 'SIGINT' && (shell.interrupted || byKey)) {
    if (shell.interactive) throw new Jump('discard', 130);
    if (watches) await sys.kill(await sys.getpid(), 'SIGINT');
  }
  if (!shell.interactive && !shell.options.monitor) await cleanBackground(shell);
  return status;
}

async function stopped(shell: Shell, job: Job): Promise<void> {
  shell.jobs.adopt(job);
  job.notified = true;
  if (shell.interactive) {
    await shell.warn(`\n${jobLine(shell.jobs, job)}\n`);
  }
}

/** Replaces the process by a command's program; where that fails says so and gives the status. Its redirections are done already. */
export async function execute(
  shell: Shell,
  args: readonly string[],
  env: Record<string, string>,
  how: { path?: string | undefined; argv0?: string; byExec?: boolean } = {},
): Promise<number> {
  const name = args[0]!;
  const path = name === '' ? undefined : await findCommand(shell, name, how.path);
  if (path === undefined && how.byExec) {
    if (shell.dialect.kind === 'ash') await shell.warn(`${shell.prefix('exec')}${name}: not found\n`);
    else await shell.complain(`exec: ${name}: not found`);
    return 127;
  }
  if (path === undefined) return notFound(shell, args);
  const here = path === SELF ? shell.dialect.inPlace?.(name) : undefined;
  if (here && !how.byExec) return here(shell.sys, args, env);
  try {
    return await shell.sys.execve(path, [how.argv0 ?? name, ...args.slice(1)], shell.dialect.kind === 'bash' ? { ...env, _: path } : env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (how.byExec && error.code !== 'ENOEXEC') {
      await shell.complain(
        `exec: ${name}: ${shell.dialect.exec({ name, code: error.code, words: error.message }).words.replace(`${name}: `, '')}`,
      );
      return error.code === 'ENOENT' ? 127 : 126;
    }
    return execFailed(shell, error, path, args);
  }
}

async function notFound(shell: Shell, args: readonly string[]): Promise<number> {
  const name = args[0]!;
  const handler = shell.functions.get('command_not_found_handle');
  if (handler !== undefined && shell.dialect.kind === 'bash')
    return shell.engine.callFunction(shell, handler, ['command_not_found_handle', ...args]);
  if (await isNotSimulated(shell, name)) await shell.warn(`slipway: ${name} is not simulated here\n`);
  else await shell.complain(shell.dialect.notFound(name));
  return 127;
}

/** The commands of a real host that are left out, one a line. */
async function isNotSimulated(shell: Shell, name: string): Promise<boolean> {
  if (name === '' || name.includes('/')) return false;
  try {
    const fd = await shell.sys.open('/usr/share/slipway/not-simulated', { read: true, cloexec: true });
    let text = '';
    for (let bytes = await shell.sys.read(fd, 65536); bytes.length > 0; bytes = await shell.sys.read(fd, 65536)) text += decode(bytes);
    await shell.sys.close(fd);
    return text.split('\n').includes(name);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

async function execFailed(shell: Shell, error: Errno, path: string, args: readonly string[]): Promise<number> {
  if (error.code === 'ENOEXEC') return runScript(shell, path, args);
  if (shell.dialect.kind === 'bash') {
    const special = await bashReason(shell, error, path, args[0]!);
    if (special !== undefined) return special;
  }
  const { words, status } = shell.dialect.exec({ name: args[0]!, code: error.code, words: error.message });
  await shell.complain(words);
  return status;
}

/** A folder, or a script whose interpreter is not there. */
async function bashReason(shell: Shell, error: Errno, path: string, name: string): Promise<number | undefined> {
  try {
    const { kind } = await shell.sys.stat(path);
    if (kind === 'directory') {
      await shell.complain(`${name}: Is a directory`);
      return 126;
    }
    if (error.code !== 'ENOENT') return undefined;
    const head = await firstBytes(shell, path);
    const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(head)?.[1];
    if (interpreter === undefined) return undefined;
    await shell.warn(`${shell.name}: ${name}: ${interpreter.replace(/\r/g, '^M')}: bad interpreter: ${error.message}\n`);
    return 126;
  } catch (failure) {
    if (!(failure instanceof Errno)) throw failure;
    return undefined;
  }
}

async function firstBytes(shell: Shell, path: string): Promise<string> {
  const fd = await shell.sys.open(path, { read: true, cloexec: true });
  const bytes = await shell.sys.read(fd, 256);
  await shell.sys.close(fd);
  return decode(bytes);
}

/** A file without "#!" is a script of this shell's own, unless it looks like no text. */
async function runScript(shell: Shell, path: string, args: readonly string[]): Promise<number> {
  const head = await firstBytes(shell, path);
  const line = head.split('\n')[0]!;
  if (shell.dialect.kind === 'bash' && (head.startsWith('\x7fELF') || line.includes('\0'))) {
    await shell.complain(`${args[0]}: cannot execute binary file: Exec format error`);
    return 126;
  }
  const script = shell.copy();
  script.functions.clear();
  script.aliases.clear();
  script.frames = [];
  script.traps.clear();
  script.subshellDepth = 0;
  script.conditionDepth = 0;
  script.loopDepth = 0;
  script.fromString = false;
  script.interactive = false;
  script.name = path;
  script.args = args.slice(1);
  script.pid = shell.ownPid;
  script.line = 1;
  const fd = await shell.sys.open(path, { read: true, cloexec: true });
  return runChild(script, child => child.engine.file(child, path, fd));
}

/** An external command: in a child, or where `tail` in this process. */
export async function external(
  shell: Shell,
  args: readonly string[],
  how: { env: Record<string, string>; redirects: readonly Redirect[]; tail: boolean; text: () => string; path?: string | undefined },
): Promise<number> {
  const env = { ...shell.env, ...how.env };
  const start = async (child: Shell): Promise<number> => {
    await redirect(child, how.redirects, true);
    for (const [name, value] of Object.entries(how.env)) child.variables.set(name, value).exported = true;
    if (Object.hasOwn(how.env, 'PATH')) child.hash.clear();
    return execute(child, args, env, { path: how.path });
  };
  if (how.tail) return runChild(shell, start);
  // The path is looked up here, so that the parent remembers it.
  const ownPath = Object.hasOwn(how.env, 'PATH');
  if (args[0] !== '' && how.path === undefined && !ownPath) await findCommand(shell, args[0]!);
  const pid = await startChild(shell, start);
  const job = shell.jobs.add({
    processes: [{ pid, end: undefined, stopped: undefined }],
    text: how.text(),
    group: pid,
    foreground: true,
    directory: shell.variables.get('PWD') ?? '',
    line: shell.line,
    jobControl: shell.options.monitor,
  });
  return foreground(shell, job);
}

async function startChild(shell: Shell, start: (child: Shell) => Promise<number>): Promise<Pid> {
  try {
    return await fork(shell, { background: false }, start);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw await forkFailed(shell, error);
  }
}

/** What a shell says where no process could be made. */
export async function forkFailed(shell: Shell, error: Errno): Promise<Complaint> {
  if (shell.dialect.kind === 'dash') return new Complaint('Cannot fork', 2, true);
  if (shell.dialect.kind === 'ash') return new Complaint(`can't fork: ${error.message}`, 2, true);
  await shell.warn(`${shell.name}: fork: ${error.message}\n`);
  return new Complaint('', 254, true);
}
