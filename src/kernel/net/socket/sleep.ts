// Sleeping in a socket call no longer than SO_RCVTIMEO or SO_SNDTIMEO says.

import type { ErrnoCode } from '../../../abi/errno.ts';
import { Errno } from '../../../abi/errno.ts';
import { currentOrNone } from '../../process/current.ts';
import type { WaitQueue } from '../../sched/wait-queue.ts';

/** The queue to sleep on; throws `late` (EAGAIN) where the call has slept for `timeoutMs` already. 0 is for ever. */
export function sleepOn(queue: WaitQueue, timeoutMs: number, late: ErrnoCode = 'EAGAIN'): WaitQueue {
  const thread = timeoutMs > 0 ? currentOrNone() : undefined;
  if (!thread) return queue;
  const { clock } = thread.process.kernel;
  if (typeof thread.state !== 'number') {
    thread.state = clock.monotonicMs + timeoutMs;
    thread.timer = clock.after(timeoutMs, () => queue.wake());
  } else if (clock.monotonicMs >= thread.state) throw new Errno(late);
  return queue;
}
