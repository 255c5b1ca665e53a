// Which process has the processor: told to the trace whenever it changes.

import type { Thread } from './process.ts';

/** The thread is given the processor. */
export function switchTo(thread: Thread): void {
  const { scheduler, process } = thread;
  scheduler.running = true;
  const from = scheduler.lastPid;
  scheduler.lastPid = process.pid;
  if (from === process.pid || !process.kernel.trace.active) return;
  process.kernel.trace.emit({ kind: 'switch', from, to: process.pid, atMs: process.kernel.clock.monotonicMs });
}
