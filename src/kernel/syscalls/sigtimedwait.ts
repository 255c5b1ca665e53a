// rt_sigtimedwait(2): takes one of the signals without running a handler.

import { signalNumber } from '../../abi/signal.ts';
import { deadline } from '../process/timeout.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'sigtimedwait',
  args: ['json', 'ms'],
  status: 'whole',
  run(thread, signals, timeoutMs) {
    const { pending, signalQueue } = thread.process;
    const [first] = signals.filter(signal => pending.has(signal)).sort((one, other) => signalNumber(one) - signalNumber(other));
    if (first) {
      pending.delete(first);
      return first;
    }
    const timeout = deadline(thread, timeoutMs);
    if (timeout === 'over') return undefined;
    return timeout ? WaitQueue.any([signalQueue, timeout]) : signalQueue;
  },
});
