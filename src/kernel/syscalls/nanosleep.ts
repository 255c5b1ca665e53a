// nanosleep(2).

import { deadline } from '../process/timeout.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'nanosleep',
  args: ['ms'],
  status: 'whole',
  run(thread, ms) {
    const timeout = deadline(thread, ms);
    return timeout === 'over' ? undefined : timeout;
  },
});
