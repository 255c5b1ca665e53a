// sched_getattr(2): the policy and its priority.

import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'schedGetattr',
  args: ['pid'],
  status: 'whole',
  run: ({ process }, pid) => ({ ...(pid === 0 ? process : findProcess(process, pid)).scheduling }),
});
