// exit(2) and death by a signal: what is given back, who inherits the children, who is told. As kernel/exit.c, Linux 6.12.

import type { Pid } from '../../abi/types.ts';
import { leavePid, leaveThread, type PidNamespace, pidNamespaceOf } from '../ns/pid.ts';
import { releaseNamespaces } from '../ns/set.ts';
import { releaseExecutable } from './executable.ts';
import { processHooks } from './hooks.ts';
import { changeMemory } from './memory.ts';
import type { Exit, Process, Thread } from './process.ts';
import { hangUpOrphans, leaveItsGroup } from './session.ts';
import { sendSignal, whenFatal } from './signal.ts';

whenFatal(exitProcess);

/** One thread of several ends; its process goes on. */
export function exitThread(thread: Thread): void {
  endThread(thread);
  thread.process.threads.delete(thread);
  for (const hooks of processHooks()) hooks.threads?.(thread.process, -1);
}

function endThread(thread: Thread): void {
  thread.dead = true;
  thread.waiting?.cancel();
  thread.waiting = undefined;
  thread.parked = undefined;
  thread.timer?.cancel();
  thread.timer = undefined;
  if (thread.process.threads.size > 1 || thread.tid !== thread.process.pid) leaveThread(thread);
}

/** Ends all of a process: it becomes a zombie, or is gone at once where nobody waits for it. */
export function exitProcess(process: Process, exit: Exit): void {
  if (process.exit) return;
  const { kernel } = process;
  process.dying = true;
  if (process.pid === 1) kernel.log.print(0, 'Kernel panic - not syncing: Attempted to kill init!');
  if (process.initOfNamespace) endNamespace(process);
  process.exit = exit;
  for (const thread of process.threads) endThread(thread);
  process.threads.clear();
  process.pending.clear();
  process.alarm?.timer.cancel();
  process.alarm = undefined;
  process.fds.release();
  process.fs.release();
  releaseExecutable(process);
  if (process.mappedBytes > 0) changeMemory(process, -process.mappedBytes);
  for (const hooks of processHooks()) hooks.exited?.(process);
  if (process.session.leader === process) process.session.tty?.disassociate();
  hangUpOrphans(process);
  reparent(process);
  releaseNamespaces(process.ns, 'but pid');
  if (kernel.trace.active) {
    const detail = exit.how === 'exited' ? `status ${exit.status}` : exit.signal;
    const { pid, comm } = process;
    kernel.trace.emit({ kind: 'process', what: 'exit', pid, parent: process.parent.pid, comm, detail, atMs: kernel.clock.monotonicMs });
  }
  tell(process);
  process.exitQueue.wake();
}

/** The parent learns of it; a parent that ignores its children has no zombies. */
function tell(process: Process): void {
  const { parent } = process;
  if (parent.pid === 0) {
    const { ended, exit } = process;
    reap(process);
    ended?.(exit!);
    return;
  }
  if (parent.handlers.get('SIGCHLD')?.handler === 'ignore') reap(process);
  else sendSignal(parent, 'SIGCHLD', process);
  parent.childQueue.wake();
}

/** Takes a zombie out of the world, once wait has told of it. */
export function reap(process: Process): void {
  const { parent } = process;
  process.gone = true;
  parent.children.delete(process);
  const usage = parent.childrenUsage;
  usage.userMs += process.userMs + process.childrenUsage.userMs;
  usage.systemMs += process.systemMs + process.childrenUsage.systemMs;
  usage.residentBytesMax = Math.max(usage.residentBytesMax, process.residentBytesMax, process.childrenUsage.residentBytesMax);
  leavePid(process);
  leaveItsGroup(process);
  releaseNamespaces(process.ns, 'pid');
  for (const hooks of processHooks()) hooks.reaped?.(process);
}

/** Who inherits: the nearest ancestor that asked for it (PR_SET_CHILD_SUBREAPER), within the pid namespace; else its process 1. */
function reaperOf(process: Process): Process {
  const namespace = pidNamespaceOf(process);
  let at = process.parent;
  while (at.pid !== 0 && at.ns.pid === namespace) {
    if (at.subreaper && !at.dying) return at;
    if (at === at.parent) break;
    at = at.parent;
  }
  const { init } = namespace;
  return init && init !== process && !init.exit ? init : idleOf(process);
}

function idleOf(process: Process): Process {
  let at = process;
  while (at.parent !== at) at = at.parent;
  return at;
}

function reparent(process: Process): void {
  if (process.children.size === 0) return;
  const reaper = reaperOf(process);
  for (const child of [...process.children]) {
    process.children.delete(child);
    child.parent = reaper;
    reaper.children.add(child);
    if (child.deathSignal) sendSignal(child, child.deathSignal, process);
    if (child.exit) tell(child);
  }
}

/** The first process of a pid namespace takes all of it along. */
function endNamespace(init: Process): void {
  const namespace: PidNamespace = pidNamespaceOf(init);
  namespace.dead = true;
  const others: [Pid, Process][] = [...namespace.processes];
  for (const [, process] of others) {
    if (process === init || process.exit) continue;
    exitProcess(process, { how: 'killed', signal: 'SIGKILL', core: false });
  }
  for (const [, process] of others) if (process !== init && !process.gone && process.parent.ns.pid === namespace) reap(process);
}
