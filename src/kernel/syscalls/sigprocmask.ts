// rt_sigprocmask(2): which signals wait until they are let through. Gives the set that was blocked.

import { unblocked } from '../process/signal.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'sigprocmask',
  args: ['string', 'json'],
  status: 'whole',
  run(thread, how, signals) {
    const { blocked } = thread;
    const before = [...blocked];
    if (how === 'set') blocked.clear();
    for (const signal of signals) {
      if (how === 'unblock') blocked.delete(signal);
      else if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') blocked.add(signal);
    }
    if (thread.process.pending.size > 0) unblocked(thread);
    return before;
  },
});
