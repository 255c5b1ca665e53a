// A thread's first step, and its ends that are not a system call: its program returns, or throws.

import type { Entry, Sys } from '../../abi/sys.ts';
import { exitProcess, exitThread } from './exit.ts';
import type { Thread } from './process.ts';
import { switchTo } from './switch.ts';

let makeSys: (thread: Thread) => Sys = () => {
  throw new Error('the table of system calls is not there yet');
};

/** syscalls/table.ts says here how a thread's handle is made. */
export function whenStarting(make: typeof makeSys): void {
  makeSys = make;
}

/** Puts a new thread into the run queue: at its end, or (execve) at its head. */
export function startThread(thread: Thread, entry: Entry, where: 'first' | 'last' = 'last'): void {
  const { process, scheduler } = thread;
  const task = {
    run(): void {
      if (thread.dead) return;
      if (process.holds.size > 0) {
        thread.parked = task;
        return;
      }
      switchTo(thread);
      entry(makeSys(thread)).then(
        status => finish(thread, status ?? 0),
        (error: unknown) => {
          if (!thread.dead) crash(thread, error);
        },
      );
    },
  };
  if (where === 'first') scheduler.enqueueFirst(task);
  else scheduler.enqueue(task);
}

function finish(thread: Thread, status: number): void {
  if (thread.dead) return;
  const { process, scheduler } = thread;
  const [main] = process.threads;
  if (thread === main || process.threads.size === 1) exitProcess(process, { how: 'exited', status: status & 255 });
  else exitThread(thread);
  scheduler.drainSoftirqs();
  scheduler.leave();
}

const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? String(error)) : String(error));

/** A program threw what nobody caught: it dies of SIGSEGV, and its trace is in the kernel's log. */
export function crash(thread: Thread, error: unknown): void {
  const { process, scheduler } = thread;
  process.kernel.log.print(4, `${process.comm}[${process.pid}]: segfault: ${traceOf(error)}`);
  exitProcess(process, { how: 'killed', signal: 'SIGSEGV', core: true });
  scheduler.drainSoftirqs();
  scheduler.leave();
}

/** A system call's body threw what is no Errno: a bug of the kernel. The process dies, the world goes on. */
export function oops(thread: Thread, name: string, error: unknown): void {
  const { process } = thread;
  process.kernel.log.print(0, `Oops: ${name} of ${process.comm}[${process.pid}]: ${traceOf(error)}`);
  exitProcess(process, { how: 'killed', signal: 'SIGSEGV', core: true });
  process.scheduler.drainSoftirqs();
}
