// getpriority(2), PRIO_PROCESS: the nice value.

import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getpriority',
  args: ['pid'],
  status: 'whole',
  run: ({ process }, pid = 0) => (pid === 0 ? process : findProcess(process, pid)).nice,
});
