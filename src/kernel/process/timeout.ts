// Sleeping for a while: the deadline stays over the runs of a call's body, its timer is called off when the call returns.

import { WaitQueue } from '../sched/wait-queue.ts';
import type { Thread } from './process.ts';

interface Deadline {
  atMs: number;
  queue: WaitQueue;
}

/**
 * Where to sleep until `timeoutMs` after the call's first run; 'over' once it has passed, undefined for no timeout. Uses thread.state.
 */
export function deadline(thread: Thread, timeoutMs: number | undefined): WaitQueue | 'over' | undefined {
  if (timeoutMs === undefined) return undefined;
  const { clock } = thread.process.kernel;
  const known = thread.state as Deadline | undefined;
  if (known) return clock.monotonicMs >= known.atMs ? 'over' : known.queue;
  if (timeoutMs <= 0) return 'over';
  const queue = new WaitQueue();
  thread.state = { atMs: clock.monotonicMs + timeoutMs - 1e-9, queue } satisfies Deadline;
  thread.timer = clock.after(timeoutMs, () => queue.wake());
  return queue;
}
