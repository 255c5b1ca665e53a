// rt_sigaction(2): what a signal does to the process. Gives what it did before.

import { Errno } from '../../abi/errno.ts';
import { ignored } from '../process/signal.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'sigaction',
  args: ['signal', 'json', 'json'],
  status: 'whole',
  run(thread, signal, handler, how = {}) {
    const { process } = thread;
    const before = process.handlers.get(signal)?.handler ?? 'default';
    if (handler === undefined) return before;
    if (signal === 'SIGKILL' || signal === 'SIGSTOP') throw new Errno('EINVAL');
    if (handler === 'default') process.handlers.delete(signal);
    else process.handlers.set(signal, { handler, restart: how.restart ?? false, resetHand: how.resetHand ?? false, thread });
    if (ignored(process, signal)) process.pending.delete(signal);
    return before;
  },
});
