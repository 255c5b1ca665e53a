// rt_sigsuspend(2): waits for a signal with another set blocked; trap.ts puts the old one back after the handler ran.

import { unblocked } from '../process/signal.ts';
import type { SuspendState } from '../process/trap.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'sigsuspend',
  args: ['json'],
  status: 'whole',
  run(thread, blocked) {
    if (thread.state === undefined) {
      thread.state = { before: [...thread.blocked] } satisfies SuspendState;
      thread.blocked.clear();
      for (const signal of blocked) if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') thread.blocked.add(signal);
      unblocked(thread);
    }
    return new WaitQueue();
  },
});
