// trap: what a shell does on signals, at its end, on errors and before commands. As bash 5.3's trap.c.

import { Errno } from '../../../abi/errno.ts';
import { SIGNALS, type Signal, signalFromNumber, signalNumber } from '../../../abi/signal.ts';
import { Jump, type Shell } from './state.ts';

const PSEUDO = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN']);

/** The name of a trap by what was typed ("INT", "SIGINT", "2", "0"), or undefined. */
export function trapName(text: string, pseudo = true): string | undefined {
  if (/^\d+$/.test(text)) return text === '0' ? 'EXIT' : signalFromNumber(Number(text));
  const upper = text.toUpperCase();
  if (pseudo && PSEUDO.has(upper)) return upper;
  const full = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  if ((SIGNALS as readonly string[]).includes(full)) return full;
  const real = /^SIGRT(MIN|MAX)(?:([+-])(\d+))?$/.exec(full);
  if (real === null) return undefined;
  const number = (real[1] === 'MIN' ? 34 : 64) + Number(`${real[2] ?? '+'}${real[3] ?? 0}`);
  return number >= 34 && number <= 64 ? signalFromNumber(number) : undefined;
}

/** Sets, ignores ('') or resets (undefined) a trap. */
export async function setTrap(shell: Shell, name: string, action: string | undefined): Promise<void> {
  if (action === undefined) shell.traps.delete(name);
  else shell.traps.set(name, action);
  if (name === 'EXIT' && action && shell.dialect.kind === 'bash' && !shell.interactive) await armExit(shell);
  if (PSEUDO.has(name)) return;
  const signal = name as Signal;
  try {
    if (action === undefined) await shell.sys.sigaction(signal, restingHandler(shell, signal));
    else if (action === '') await shell.sys.sigaction(signal, 'ignore');
    else await shell.sys.sigaction(signal, () => void shell.pending.push(signal));
  } catch (error) {
    // SIGKILL and SIGSTOP cannot be caught: bash says nothing.
    if (!(error instanceof Errno)) throw error;
  }
}

/** With an EXIT trap, a signal that would end the shell runs it first. */
async function armExit(shell: Shell): Promise<void> {
  for (const signal of ENDING) {
    if (shell.traps.has(signal)) continue;
    const before = await shell.sys.sigaction(signal, () => void shell.pending.push(signal));
    if (before === 'ignore') await shell.sys.sigaction(signal, 'ignore');
  }
}

/** Ends the shell by the signal, after its EXIT trap. */
async function endBy(shell: Shell, signal: Signal): Promise<void> {
  await exitTrap(shell, 128 + signalNumber(signal));
  await shell.sys.sigaction(signal, 'default');
  await shell.sys.kill(await shell.sys.getpid(), signal);
}

/** What the shell does on a signal without a trap. */
function restingHandler(shell: Shell, signal: Signal): 'default' | 'ignore' | (() => void) {
  if (!shell.interactive) return 'default';
  if (signal === 'SIGINT') return () => void (shell.interrupted = true);
  return signal === 'SIGTERM' || signal === 'SIGQUIT' || signal === 'SIGTSTP' || signal === 'SIGTTOU' || signal === 'SIGTTIN'
    ? 'ignore'
    : 'default';
}

/** The signals that a shell's children must not handle or ignore as it does. */
export function caughtSignals(shell: Shell): Signal[] {
  const caught = [...shell.traps].filter(([name, action]) => !PSEUDO.has(name) && action !== '').map(([name]) => name as Signal);
  const untrapped = (signals: readonly Signal[]): Signal[] => signals.filter(signal => !shell.traps.has(signal));
  if (shell.interactive)
    caught.push(...untrapped(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGCHLD', 'SIGWINCH']));
  else if (shell.waitsForInterrupt) caught.push('SIGINT');
  if (shell.traps.has('EXIT') && !shell.interactive) caught.push(...untrapped(ENDING));
  return caught;
}

const ENDING: readonly Signal[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** A child's signals: what its parent caught goes back to the default, what it was told to ignore stays so. */
export async function resetSignals(child: Shell, caught: readonly Signal[]): Promise<void> {
  for (const signal of caught) await child.sys.sigaction(signal, 'default');
}

/** Runs a trap's commands; the status of what it interrupted stays. */
export async function runTrap(shell: Shell, name: string, action: string): Promise<void> {
  const { status, pipeStatus, line, builtin } = shell;
  const lastCommand = shell.lastCommand;
  shell.lastCommand = false;
  shell.builtin = undefined;
  await shell.engine.text(shell, action, {
    line: name === 'ERR' || name === 'DEBUG' || name === 'RETURN' ? line : 1,
    where: trapWhere(name),
  });
  shell.status = status;
  shell.pipeStatus = pipeStatus;
  shell.line = line;
  shell.builtin = builtin;
  shell.lastCommand = lastCommand;
}

const trapWhere = (name: string): string => (name === 'EXIT' ? 'exit trap' : 'trap');

/** Runs the traps of signals that have come in. */
export async function pendingTraps(shell: Shell): Promise<void> {
  while (shell.pending.length > 0) {
    const signal = shell.pending.shift()!;
    const action = shell.traps.get(signal);
    if (action) await runTrap(shell, signal, action);
    else if (action === undefined && shell.traps.has('EXIT')) await endBy(shell, signal);
  }
}

/** The ERR trap, where the failing command is not part of a condition. */
export async function errorTrap(shell: Shell): Promise<void> {
  const action = shell.traps.get('ERR');
  if (!action || shell.runningTrap) return;
  shell.runningTrap = true;
  try {
    await runTrap(shell, 'ERR', action);
  } finally {
    shell.runningTrap = false;
  }
}

export async function debugTrap(shell: Shell): Promise<void> {
  const action = shell.traps.get('DEBUG');
  if (!action || shell.runningTrap) return;
  shell.runningTrap = true;
  try {
    await runTrap(shell, 'DEBUG', action);
  } finally {
    shell.runningTrap = false;
  }
}

/** The end of a shell: its EXIT trap, with the status it ends with. */
export async function exitTrap(shell: Shell, status: number): Promise<number> {
  const action = shell.traps.get('EXIT');
  shell.status = status;
  if (!action) return status;
  shell.traps.delete('EXIT');
  shell.conditionDepth = 0;
  try {
    await shell.engine.text(shell, action, { where: 'exit trap' });
    return status;
  } catch (error) {
    if (!(error instanceof Jump)) throw error;
    return error.kind === 'exit' ? error.status : status;
  }
}

/** The listing of trap and trap -p. */
export function trapListing(traps: Map<string, string>, quote: (text: string) => string): string {
  const order = (name: string): number => (name === 'EXIT' ? 0 : PSEUDO.has(name) ? 100 + name.length : signalNumber(name as Signal));
  return [...traps]
    .sort(([a], [b]) => order(a) - order(b))
    .map(([name, action]) => `trap -- ${quote(action)} ${name}\n`)
    .join('');
}
