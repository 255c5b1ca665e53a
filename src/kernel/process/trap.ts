// The only way from a program into the kernel and back. A body runs to its end without an await; what it cannot do now it sleeps for, and is
// run again from its start. Signals are taken on the way back. A dead thread's promise is never settled.

import { Errno } from '../../abi/errno.ts';
import type { Signal } from '../../abi/signal.ts';
import { StandStill } from '../sched/stand-still.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Syscall } from '../syscalls/define.ts';
import { setCurrent } from './current.ts';
import type { Sleeper, Thread } from './process.ts';
import { deliverable } from './signal.ts';
import { crash, oops } from './start.ts';
import { switchTo } from './switch.ts';

/** What a system call costs on the virtual clock. */
export const SYSCALL_MS = 0.001;

/** A body, whichever call's: arguments it does not have are undefined. */
type Body = (thread: Thread, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown) => unknown;

/** Calls that a handler always ends, SA_RESTART or not (signal(7)). */
const NEVER_RESTARTED: ReadonlySet<string> = new Set(['poll', 'nanosleep', 'sigsuspend', 'sigtimedwait']);

const NEVER = new Promise<never>(() => {});

/** Runs a system call for a thread. The promise is settled with what the body gives or throws, and never if the thread dies of it. */
export function trap(thread: Thread, call: Syscall, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): Promise<unknown> {
  if (thread.dead) return NEVER;
  if (thread.syscall !== undefined) throw new Error(`${call.name} inside ${thread.syscall}: one system call at a time`);
  const { scheduler, process } = thread;
  scheduler.calls++;
  scheduler.clock.nowMs += SYSCALL_MS;
  process.systemMs += SYSCALL_MS;
  if (scheduler.due) {
    scheduler.attend();
    if (thread.dead) {
      scheduler.leave();
      return NEVER;
    }
  }
  thread.syscall = call.name;
  if (process.denied?.has(call.name)) return refuse(thread);
  let result: unknown;
  let failed = false;
  setCurrent(thread);
  try {
    result = (call.run as Body)(thread, a, b, c, d, e);
  } catch (error) {
    failed = true;
    result = error;
  }
  setCurrent(undefined);
  // What a body set off runs at once, but not before a thread that waits for it sleeps: it would miss being woken.
  const sleeps = result instanceof WaitQueue;
  if (scheduler.softirqsPending && !sleeps) scheduler.drainSoftirqs();
  if (sleeps || failed || --scheduler.slice <= 0 || process.attention || thread.dead || process.kernel.trace.active) {
    return new Promise((resolve, reject) => new Call(thread, call, [a, b, c, d, e], resolve, reject).begin(result, failed));
  }
  if (thread.timer !== undefined) stopTimer(thread);
  thread.state = undefined;
  thread.transferred = 0;
  thread.syscall = undefined;
  return Promise.resolve(result);
}

function refuse(thread: Thread): Promise<never> {
  thread.syscall = undefined;
  return Promise.reject(new Errno('EPERM'));
}

function stopTimer(thread: Thread): void {
  thread.timer?.cancel();
  thread.timer = undefined;
}

/** A call that did not simply return: it sleeps, fails, waits for its next slice, or has signals to see to first. */
class Call implements Sleeper {
  readonly #thread: Thread;
  readonly #call: Syscall;
  readonly #args: readonly unknown[];
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #queue: WaitQueue | undefined;
  #phase: 'body' | 'settle' | 'interrupted' = 'body';
  #result: unknown;
  #failed = false;
  readonly #woken = (): void => {
    this.#queue = undefined;
    this.#thread.scheduler.enqueue(this);
  };

  constructor(
    thread: Thread,
    call: Syscall,
    args: readonly unknown[],
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#thread = thread;
    this.#call = call;
    this.#args = args;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get asleep(): boolean {
    return this.#queue !== undefined;
  }

  /** Goes on from the body's first run. */
  begin(result: unknown, failed: boolean): void {
    this.#after(result, failed);
  }

  /** The scheduler gives the thread the processor. */
  run(): void {
    const { process, dead } = this.#thread;
    if (dead) return;
    if (process.holds.size > 0) {
      this.#thread.parked = this;
      return;
    }
    switchTo(this.#thread);
    this.#thread.waiting = undefined;
    if (this.#phase === 'body') this.#body();
    else this.#toProgram();
  }

  interrupt(): void {
    if (!this.#queue) return;
    this.#queue.remove(this.#woken);
    this.#queue = undefined;
    this.#phase = 'interrupted';
    this.#thread.scheduler.enqueue(this);
  }

  cancel(): void {
    this.#queue?.remove(this.#woken);
    this.#queue = undefined;
  }

  #body(): void {
    const thread = this.#thread;
    let result: unknown;
    let failed = false;
    setCurrent(thread);
    try {
      const [a, b, c, d, e] = this.#args;
      result = (this.#call.run as Body)(thread, a, b, c, d, e);
    } catch (error) {
      failed = true;
      result = error;
    }
    setCurrent(undefined);
    if (thread.scheduler.softirqsPending && !(result instanceof WaitQueue)) thread.scheduler.drainSoftirqs();
    this.#after(result, failed);
  }

  #after(result: unknown, failed: boolean): void {
    const thread = this.#thread;
    const { scheduler, process } = thread;
    if (thread.dead) return this.#died();
    if (result instanceof WaitQueue) {
      if (process.pending.size > 0 && deliverable(thread)) {
        this.#phase = 'interrupted';
        return this.#giveWay(false);
      }
      this.#queue = result;
      thread.waiting = this;
      result.add(this.#woken);
      return scheduler.leave();
    }
    if (failed && result instanceof StandStill) {
      scheduler.stall(result.until, () => (thread.dead ? scheduler.leave() : this.#body()));
      return;
    }
    if (failed && !(result instanceof Errno)) {
      oops(thread, this.#call.name, result);
      return this.#died();
    }
    this.#phase = 'settle';
    this.#result = result;
    this.#failed = failed;
    if (thread.timer !== undefined) stopTimer(thread);
    if (process.kernel.trace.active) this.#emit();
    this.#giveWay(scheduler.slice <= 0);
  }

  /** Back to the program, or to the end of the queue where the slice is used up or the process is held. */
  #giveWay(used: boolean): void {
    const { scheduler, process } = this.#thread;
    if (!used && process.holds.size === 0) return this.#toProgram();
    this.#thread.waiting = this;
    if (process.holds.size > 0) this.#thread.parked = this;
    else scheduler.enqueue(this);
    scheduler.leave();
  }

  #died(): void {
    if (this.#thread.process.kernel.trace.active && this.#phase === 'body') this.#emit();
    this.#thread.scheduler.leave();
  }

  #toProgram(): void {
    const thread = this.#thread;
    const { process } = thread;
    if (process.attention) {
      const signal = deliverable(thread);
      if (signal) return void this.#handle(signal);
      const forOthers = process.threads.size > 1 && process.pending.size > 0;
      process.attention = forOthers || process.holds.size > 0 || process.dying;
    }
    if (this.#phase === 'interrupted') return this.#again(true);
    this.#settle();
  }

  #settle(): void {
    this.#thread.state = undefined;
    this.#thread.transferred = 0;
    this.#thread.syscall = undefined;
    if (this.#failed) this.#reject(this.#result);
    else this.#resolve(this.#result);
  }

  /** After an interruption: the body from its start, or EINTR. */
  #again(restart: boolean): void {
    if (restart && !NEVER_RESTARTED.has(this.#call.name)) {
      this.#phase = 'body';
      return this.#body();
    }
    if (restart && !this.#handled) {
      this.#phase = 'body';
      return this.#body();
    }
    this.#phase = 'settle';
    const { transferred } = this.#thread;
    this.#result = transferred > 0 ? transferred : new Errno('EINTR');
    this.#failed = transferred === 0;
    stopTimer(this.#thread);
    if (this.#thread.process.kernel.trace.active) this.#emit();
    this.#toProgram();
  }

  #handled = false;

  /** Runs handlers, lowest signal first, each with its signal blocked; then goes on. They may make system calls of their own. */
  async #handle(first: Signal): Promise<void> {
    const thread = this.#thread;
    const { process } = thread;
    const name = thread.syscall;
    const { state, timer, transferred } = thread;
    let restart = true;
    thread.syscall = undefined;
    thread.state = undefined;
    thread.timer = undefined;
    thread.transferred = 0;
    for (let signal: Signal | undefined = first; signal; signal = deliverable(thread)) {
      const action = process.handlers.get(signal)!;
      process.pending.delete(signal);
      restart &&= action.restart;
      this.#handled = true;
      if (action.resetHand) process.handlers.delete(signal);
      thread.blocked.add(signal);
      try {
        await (action.handler as (signal: Signal) => Promise<void> | void)(signal);
      } catch (error) {
        if (!thread.dead) crash(thread, error);
      }
      if (thread.dead) return;
      thread.blocked.delete(signal);
    }
    thread.syscall = name;
    thread.state = state;
    thread.timer = timer;
    thread.transferred = transferred;
    if (this.#call.name === 'sigsuspend') restoreMask(thread);
    if (this.#phase === 'interrupted') this.#again(restart);
    else this.#toProgram();
  }

  #emit(): void {
    const { process } = this.#thread;
    const { trace, clock } = process.kernel;
    const result = this.#phase === 'settle' && !this.#failed ? { result: this.#result } : {};
    const errno = this.#phase === 'settle' && this.#failed ? { errno: (this.#result as Errno).code } : {};
    const { name, args: argKinds } = this.#call;
    const args = this.#args.slice(0, argKinds.length);
    trace.emit({
      kind: 'syscall',
      pid: process.pid,
      comm: process.comm,
      name,
      args,
      argKinds,
      ...result,
      ...errno,
      atMs: clock.monotonicMs,
    });
  }
}

/** What sigsuspend put aside for the time it slept. */
export interface SuspendState {
  before: readonly Signal[];
}

function restoreMask(thread: Thread): void {
  const before = (thread.state as SuspendState | undefined)?.before;
  if (!before) return;
  thread.blocked.clear();
  for (const signal of before) thread.blocked.add(signal);
}
