// poll(2): which of several descriptors can be read or written without waiting.

import type { PollEntry } from '../../abi/sys.ts';
import type { Process } from '../process/process.ts';
import { deadline } from '../process/timeout.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

/** Ready, hung up, or no descriptor at all (POLLNVAL): its next call does not wait. Else what to sleep on. */
function look(process: Process, { fd, want }: PollEntry): true | WaitQueue {
  if (!process.fds.has(fd)) return true;
  const { file } = process.fds.get(fd);
  const ready = file.ready?.(want) ?? true;
  return ready === true || file.hungUp?.() ? true : ready;
}

export default defineSyscall({
  name: 'poll',
  args: ['json', 'ms'],
  status: 'whole',
  run(thread, entries, timeoutMs) {
    const found: PollEntry[] = [];
    const queues: WaitQueue[] = [];
    for (const entry of entries) {
      const ready = look(thread.process, entry);
      if (ready === true) found.push(entry);
      else queues.push(ready);
    }
    if (found.length > 0) return found;
    const timeout = deadline(thread, timeoutMs);
    if (timeout === 'over') return found;
    if (timeout) queues.push(timeout);
    return queues.length > 0 ? WaitQueue.any(queues) : new WaitQueue();
  },
});
