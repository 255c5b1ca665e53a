// No call of Linux's: what a loop that computes costs. The time passes for all, and counts as the caller's user time.

import { compute } from '../process/compute.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'compute',
  args: ['ms'],
  status: 'whole',
  run(thread, ms) {
    thread.scheduler.slice = 0;
    compute(thread.process, ms);
  },
});
