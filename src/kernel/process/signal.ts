// Signals: sending, default actions, stopping and continuing. As signal(7), Linux 6.12. Handlers run in trap.ts, on the way back to a program.

import { defaultAction, type Signal, signalNumber } from '../../abi/signal.ts';
import { type PidNamespace, pidNamespaceOf } from '../ns/pid.ts';
import { type Exit, type Process, type ProcessGroup, type Thread, whenUnheld } from './process.ts';

export type Sender = Process | 'kernel';

const STOPS: ReadonlySet<Signal> = new Set(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

let fatal: (process: Process, exit: Exit) => void = () => {};

/** exit.ts says here how a process is ended. */
export function whenFatal(end: typeof fatal): void {
  fatal = end;
}

/** Would the signal do nothing at all to the process, were it not blocked? */
export function ignored(process: Process, signal: Signal): boolean {
  const handler = process.handlers.get(signal)?.handler ?? 'default';
  return handler === 'ignore' || (handler === 'default' && defaultAction(signal) === 'ignore');
}

/** An init's namespace protects it from signals it has no handler for; from outside, SIGKILL and SIGSTOP still reach it. */
function protectedInit(process: Process, signal: Signal, from: Sender): boolean {
  if (!process.initOfNamespace) return false;
  if (typeof process.handlers.get(signal)?.handler === 'function') return false;
  if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') return true;
  if (process.pids.length === 1) return true;
  return from !== 'kernel' && (pidNamespaceOf(from) === process.ns.pid || inside(pidNamespaceOf(from), process.ns.pid as PidNamespace));
}

function inside(namespace: PidNamespace, outer: PidNamespace): boolean {
  let at: PidNamespace | undefined = namespace;
  while (at && at !== outer) at = at.parent;
  return at !== undefined;
}

/** The thread that a handler belongs to, while it lives. */
function handlerThread(process: Process, signal: Signal): Thread | undefined {
  const action = process.handlers.get(signal);
  return typeof action?.handler === 'function' && process.threads.has(action.thread) ? action.thread : undefined;
}

/** Do all threads that could take it block it? */
function blocked(process: Process, signal: Signal): boolean {
  const owner = handlerThread(process, signal);
  if (owner) return owner.blocked.has(signal);
  for (const thread of process.threads) if (!thread.blocked.has(signal)) return false;
  return process.threads.size > 0;
}

/** Sends a signal; whether the sender may was decided before. */
export function sendSignal(process: Process, signal: Signal, from: Sender): void {
  if (process.exit || process.dying) return;
  const { trace, clock } = process.kernel;
  if (trace.active)
    trace.emit({ kind: 'signal', pid: process.pid, signal, from: from === 'kernel' ? 0 : from.pid, atMs: clock.monotonicMs });
  if (signal === 'SIGKILL') {
    if (!protectedInit(process, signal, from)) end(process, signal);
    return;
  }
  if (signal === 'SIGCONT') {
    for (const stop of STOPS) process.pending.delete(stop);
    resume(process);
  } else if (STOPS.has(signal)) process.pending.delete('SIGCONT');
  const isBlocked = signal !== 'SIGSTOP' && blocked(process, signal);
  if (!isBlocked && (ignored(process, signal) || protectedInit(process, signal, from))) return;
  process.pending.add(signal);
  if (!isBlocked && (!process.asleepToSignals || killsFrozen(process, signal))) act(process, signal);
  process.signalQueue.wake();
}

/** A signal that ends the process by default wakes it from a frozen cgroup, though not from a stop (complete_signal). */
function killsFrozen(process: Process, signal: Signal): boolean {
  if (process.holds.has('stop') || (process.handlers.get(signal)?.handler ?? 'default') !== 'default') return false;
  return defaultAction(signal) === 'terminate';
}

/** To all of a group. */
export function signalGroup(group: ProcessGroup, signal: Signal, from: Sender): void {
  for (const member of [...group.members]) sendSignal(member, signal, from);
}

/** A signal that is pending and not blocked any more: default actions at once, handlers when the program is reached. */
function act(process: Process, signal: Signal): void {
  const handler = process.handlers.get(signal)?.handler ?? 'default';
  if (handler === 'ignore') return void process.pending.delete(signal);
  if (handler === 'default') {
    process.pending.delete(signal);
    return byDefault(process, signal);
  }
  process.attention = true;
  const owner = handlerThread(process, signal);
  for (const thread of owner ? [owner] : process.threads) {
    if (thread.blocked.has(signal)) continue;
    thread.waiting?.interrupt();
    return;
  }
}

function byDefault(process: Process, signal: Signal): void {
  const action = defaultAction(signal);
  if (action === 'terminate' || action === 'core') end(process, signal);
  else if (action === 'stop' && (signal === 'SIGSTOP' || !orphaned(process.group))) stop(process, signal);
}

function end(process: Process, signal: Signal): void {
  process.dying = true;
  process.attention = true;
  const core = defaultAction(signal) === 'core' && process.limits.core.soft > 0;
  process.scheduler.softirq(() => fatal(process, { how: 'killed', signal, core }));
}

whenUnheld(process => {
  for (const signal of [...process.pending]) if (!blocked(process, signal)) act(process, signal);
});

/** The signals that a change of the mask let through are taken. */
export function unblocked(thread: Thread): void {
  const { process } = thread;
  for (const signal of [...process.pending]) if (!thread.blocked.has(signal)) act(process, signal);
}

/** The next signal for which a handler is to run in the thread: the lowest number first. */
export function deliverable(thread: Thread): Signal | undefined {
  const { pending, handlers } = thread.process;
  if (pending.size === 0) return undefined;
  let first: Signal | undefined;
  for (const signal of pending) {
    if (thread.blocked.has(signal) || typeof handlers.get(signal)?.handler !== 'function') continue;
    if ((handlerThread(thread.process, signal) ?? thread) !== thread) continue;
    if (first === undefined || signalNumber(signal) < signalNumber(first)) first = signal;
  }
  return first;
}

/** A group is orphaned when no member's parent is in another group of the same session: nobody is left to continue it. */
export function orphaned(group: ProcessGroup, except?: Process): boolean {
  for (const member of group.members) {
    if (member === except || member.exit) continue;
    const { parent } = member;
    if (parent.group && parent.group !== group && parent.session === group.session && !parent.initOfNamespace) return false;
  }
  return true;
}

function stop(process: Process, signal: Signal): void {
  if (process.stopped) return;
  process.stopped = { signal, reported: false };
  process.continued = false;
  process.hold('stop');
  tellParent(process);
}

function resume(process: Process): void {
  if (!process.stopped) return;
  process.stopped = undefined;
  process.continued = true;
  process.unhold('stop');
  tellParent(process);
}

function tellParent(process: Process): void {
  const { parent } = process;
  if (parent === process) return;
  sendSignal(parent, 'SIGCHLD', process);
  parent.childQueue.wake();
}
