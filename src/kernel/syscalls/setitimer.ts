// setitimer(2), ITIMER_REAL: SIGALRM after a while, and again. Gives what was left of the one before.

import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import { defineSyscall } from './define.ts';

function arm(process: Process, ms: number, intervalMs: number): void {
  const { clock } = process.kernel;
  const timer = clock.after(ms, () => {
    process.alarm = undefined;
    if (intervalMs > 0) arm(process, intervalMs, intervalMs);
    sendSignal(process, 'SIGALRM', 'kernel');
  });
  process.alarm = { timer, dueMs: clock.monotonicMs + ms };
}

export default defineSyscall({
  name: 'setitimer',
  args: ['ms', 'ms'],
  status: 'whole',
  run({ process }, ms, intervalMs = 0) {
    const left = process.alarm ? Math.max(0, process.alarm.dueMs - process.kernel.clock.monotonicMs) : 0;
    process.alarm?.timer.cancel();
    process.alarm = undefined;
    if (ms > 0) arm(process, ms, intervalMs);
    return left;
  },
});
