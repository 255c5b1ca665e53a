// sched_yield(2): the rest of the slice is given up.

import { compute } from '../process/compute.ts';
import { defineSyscall } from './define.ts';

/** What a thousand steps of an interpreter cost, of which each ends by yielding. */
const STEP_MS = 1;

export default defineSyscall({
  name: 'yield',
  args: [],
  status: 'whole',
  run(thread) {
    thread.scheduler.slice = 0;
    compute(thread.process, STEP_MS);
  },
});
