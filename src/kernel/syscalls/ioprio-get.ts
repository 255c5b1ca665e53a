// ioprio_get(2), IOPRIO_WHO_PROCESS.

import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'ioprioGet',
  args: ['pid'],
  status: 'whole',
  run: ({ process }, pid) => ({ ...(pid === 0 ? process : findProcess(process, pid)).ioPriority }),
});
