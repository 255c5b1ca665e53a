// The thread whose system call is running, as Linux's `current`. Bodies are synchronous, so one variable serves all machines.

import type { Thread } from './process.ts';

let thread: Thread | undefined;

/** The running thread. Throws where none is: packets and timers belong to nobody. */
export function current(): Thread {
  if (!thread) throw new Error('no thread is in a system call');
  return thread;
}

/** The running thread, or undefined in a softirq or timer. */
export const currentOrNone = (): Thread | undefined => thread;

/** For trap.ts alone: the thread whose body runs from now on. A setter, not a wrapper: the hot path makes no closure. */
export function setCurrent(next: Thread | undefined): void {
  thread = next;
}

/** Runs a body as that thread: for work that is done in its name but outside its system calls. */
export function runAs<T>(next: Thread, body: () => T): T {
  const before = thread;
  thread = next;
  try {
    return body();
  } finally {
    thread = before;
  }
}
