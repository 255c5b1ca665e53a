// The shell at a prompt: startup files, job control, prompts, history, completion. As GNU bash 5.3.

import { Errno } from '../../abi/errno.ts';
import { LineEditor } from '../lib/line-editor.ts';
import { setOption } from '../lib/shell/builtins/settings.ts';
import { runPrompted } from '../lib/shell/engine.ts';
import { expandQuoted } from '../lib/shell/expand.ts';
import { LineInput } from '../lib/shell/input.ts';
import { stateOf } from '../lib/shell/job-table.ts';
import { notify, reap } from '../lib/shell/jobs.ts';
import { takeTerminal } from '../lib/shell/launch.ts';
import { Jump, type Shell } from '../lib/shell/state.ts';
import { isTerminal } from '../lib/shell/test-file.ts';
import { completeLine } from './completion.ts';
import { expandHistory, HistoryError, loadHistory, remember, saveHistory } from './history.ts';
import type { Invocation } from './invocation.ts';
import { profile, sourceIfThere } from './startup.ts';

const TERMINAL_FD = 255;
const DEFAULT_PROMPT = '\\s-\\v\\$ ';

/** Sets up, then prompts, reads and runs until the end of input. */
export async function interactive(shell: Shell, invocation: Invocation): Promise<number> {
  const { variables } = shell;
  shell.prompted = true;
  for (const name of ['histexpand', 'history', 'emacs']) setOption(shell, name, true);
  shell.shopts.set('expand_aliases', true);
  variables.set('PS1', variables.get('PS1') ?? DEFAULT_PROMPT);
  variables.set('PS2', variables.get('PS2') ?? '> ');
  const home = variables.get('HOME') ?? '';
  for (const [name, value] of [
    ['HISTFILE', `${home}/.bash_history`],
    ['HISTSIZE', '500'],
    ['HISTFILESIZE', '500'],
  ] as const) {
    if (variables.get(name) === undefined) variables.set(name, value);
  }
  await takeSignals(shell);
  await takeControl(shell);
  if (shell.login) await profile(shell, invocation);
  else if (invocation.rc) {
    if (invocation.rcFile === undefined) await sourceIfThere(shell, '/etc/bash.bashrc');
    await sourceIfThere(shell, invocation.rcFile ?? `${home}/.bashrc`);
  }
  await loadHistory(shell, variables.get('HISTFILE') ?? '');
  const loaded = shell.history.length;
  const status = invocation.command === undefined ? await converse(shell, invocation) : await once(shell, invocation.command);
  const fresh = shell.history.slice(Math.min(loaded, shell.history.length));
  if (invocation.command === undefined && fresh.length > 0) await saveHistory(shell, variables.get('HISTFILE') ?? '', fresh, true);
  return status;
}

/** bash -ic. */
async function once(shell: Shell, command: string): Promise<number> {
  try {
    return await shell.engine.text(shell, command, { where: '-c' });
  } catch (error) {
    if (error instanceof Jump) return error.status;
    throw error;
  }
}

/** What an interactive shell ignores, and what it only takes note of. */
async function takeSignals(shell: Shell): Promise<void> {
  const { sys } = shell;
  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGTSTP', 'SIGTTOU', 'SIGTTIN'] as const) await sys.sigaction(signal, 'ignore');
  await sys.sigaction('SIGINT', () => void (shell.interrupted = true));
  await sys.sigaction('SIGWINCH', () => undefined);
  // Children that end while a line is being typed must not stay zombies.
  await sys.sigaction(
    'SIGCHLD',
    async () => {
      if (shell.reading) await reap(shell);
    },
    { restart: true },
  );
}

/** Job control: a process group of one's own, the terminal's foreground one. */
async function takeControl(shell: Shell): Promise<void> {
  const { sys } = shell;
  shell.group = await sys.getpgid();
  try {
    const fd = await sys.open('/dev/tty', { read: true, write: true, cloexec: true });
    await sys.dup2(fd, TERMINAL_FD, { cloexec: true });
    await sys.close(fd);
    if ((await sys.ioctl(TERMINAL_FD, 'TIOCGPGRP')) !== shell.group || shell.group !== shell.ownPid) {
      const leads = (await sys.getsid()) === shell.ownPid;
      if (!leads) await sys.setpgid(0, 0);
      shell.group = await sys.getpgid();
      await takeTerminal(sys, TERMINAL_FD, shell.group);
    }
    shell.terminal = TERMINAL_FD;
    setOption(shell, 'monitor', true);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.warn(
      `${shell.prefix()}cannot set terminal process group (-1): Inappropriate ioctl for device\n${shell.prefix()}no job control in this shell\n`,
    );
  }
}

/** The prompt of a name, filled in. */
async function promptOf(shell: Shell, name: string): Promise<string> {
  await shell.refreshClock();
  const { status } = shell;
  const text = shell.promptText(shell.variables.get(name) ?? '');
  const prompt = shell.shopts.has('promptvars') ? await expandQuoted(shell, text) : text;
  shell.status = status;
  return prompt;
}

async function promptCommand(shell: Shell): Promise<void> {
  const commands = shell.variables.values('PROMPT_COMMAND');
  const { status, pipeStatus } = shell;
  for (const command of commands) if (command !== '') await shell.engine.text(shell, command, { where: 'PROMPT_COMMAND' });
  shell.status = status;
  shell.pipeStatus = pipeStatus;
}

async function measure(shell: Shell): Promise<void> {
  if (!shell.shopts.has('checkwinsize') || shell.terminal === undefined) return;
  const { rows, columns } = await shell.sys.ioctl(shell.terminal, 'TIOCGWINSZ');
  if (columns > 0) shell.variables.set('COLUMNS', String(columns));
  if (rows > 0) shell.variables.set('LINES', String(rows));
}

/** Reads lines: by the editor at a terminal, or plainly. */
class Conversation {
  readonly #shell: Shell;
  readonly #editor: LineEditor | undefined;
  readonly #input: LineInput;
  #lines: string[] = [];
  /** Lines that came with the one before in a paste. */
  #pasted: string[] = [];

  constructor(shell: Shell, edits: boolean) {
    this.#shell = shell;
    this.#input = new LineInput(shell, 0);
    if (!edits) return;
    this.#editor = new LineEditor(shell.sys, 0, 2, shell.history, { complete: (line, point) => completeLine(shell, line, point) });
    this.#editor.interrupted = () => {
      const was = shell.interrupted;
      shell.interrupted = false;
      return was;
    };
  }

  async next(more: boolean): Promise<string | undefined> {
    const shell = this.#shell;
    if (!more) {
      this.#lines = [];
      if (this.#input === undefined) return undefined;
      await notify(shell);
      await measure(shell);
      await promptCommand(shell);
      shell.command = undefined;
    }
    for (;;) {
      const line = this.#pasted.shift() ?? (await this.#read(more ? 'PS2' : 'PS1'));
      if (line === undefined) return undefined;
      const expanded = await this.#expand(line);
      if (expanded === undefined) continue;
      this.#remember(expanded, more);
      shell.warnedOfJobs = shell.warnedOfJobs && /^\s*(exit|logout)\b/.test(expanded);
      return `${expanded}\n`;
    }
  }

  async #read(prompt: string): Promise<string | undefined> {
    const shell = this.#shell;
    const text = await promptOf(shell, prompt);
    shell.reading = true;
    shell.interrupted = false;
    try {
      if (this.#editor === undefined) return await this.#readPlainly(text);
      this.#editor.history = shell.history;
      const read = await this.#editor.read(text);
      if (read.kind === 'interrupt') throw new Jump('discard', 130);
      if (read.kind !== 'line') return undefined;
      // Pasted lines are commands of their own, one after the other.
      const [first = '', ...rest] = read.line.split('\n');
      this.#pasted = rest;
      return first;
    } finally {
      shell.reading = false;
    }
  }

  /** The terminal's own editing: a signal ends the line. */
  async #readPlainly(prompt: string): Promise<string | undefined> {
    const shell = this.#shell;
    await shell.warn(prompt.replace(/[\x01\x02]/g, ''));
    this.#input.onInterrupt = async () => {
      if (!shell.interrupted) return;
      shell.interrupted = false;
      await shell.warn('\n');
      throw new Jump('discard', 130);
    };
    return (await this.#input.line())?.replace(/\n$/, '');
  }

  async #expand(line: string): Promise<string | undefined> {
    const shell = this.#shell;
    if (!shell.options.has('histexpand') || !/[!^]/.test(line)) return line;
    try {
      const { text, changed, printOnly } = expandHistory(shell, line);
      if (changed) await shell.warn(`${text}\n`);
      if (!printOnly) return text;
      remember(shell, text);
      return undefined;
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      await shell.warn(`${shell.prefix()}${error.message}\n`);
      return undefined;
    }
  }

  /** A command of several lines is one entry. */
  #remember(line: string, more: boolean): void {
    const shell = this.#shell;
    if (!shell.options.has('history')) return;
    if (!more || this.#lines.length === 0) {
      remember(shell, line);
      this.#lines = [line];
      return;
    }
    const before = this.#lines.join('\n');
    const last = this.#lines.at(-1)!.trimEnd();
    const joint =
      /<</.test(before) || (before.match(/["']/g) ?? []).length % 2 === 1
        ? '\n'
        : /(?:\b(?:do|then|else|in)|[{(|&;])$/.test(last)
          ? ' '
          : '; ';
    this.#lines.push(line);
    const entry = shell.history.at(-1);
    if (entry !== undefined) shell.history[shell.history.length - 1] = entry + joint + line;
  }
}

async function converse(shell: Shell, invocation: Invocation): Promise<number> {
  const conversation = new Conversation(shell, invocation.editing);
  for (;;) {
    let status: number;
    try {
      status = await runPrompted(shell, conversation);
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      if (error.kind === 'exit') return goodbye(shell, error.status);
      shell.status = error.status;
      continue;
    }
    await shell.warn(shell.login ? 'logout\n' : 'exit\n');
    const stopped = shell.jobs.listed().some(job => stateOf(job) === 'stopped');
    if (!stopped || shell.warnedOfJobs) return goodbye(shell, status);
    await shell.warn('There are stopped jobs.\n');
    shell.warnedOfJobs = true;
  }
}

/** The end: stopped jobs are hung up, so that they do not stay for ever. */
async function goodbye(shell: Shell, status: number): Promise<number> {
  for (const job of shell.jobs.listed()) {
    const hangs = stateOf(job) === 'stopped' || (shell.login && shell.shopts.has('huponexit') && stateOf(job) === 'running');
    if (!hangs || job.nohup) continue;
    try {
      await shell.sys.kill(-job.group, 'SIGHUP');
      await shell.sys.kill(-job.group, 'SIGCONT');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return status;
}

/** Whether standard input and error are a terminal: what makes a shell without arguments interactive. */
export const atTerminal = async (shell: Shell): Promise<boolean> => (await isTerminal(shell, 0)) && (await isTerminal(shell, 2));
