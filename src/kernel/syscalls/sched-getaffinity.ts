// sched_getaffinity(2).

import { machineProcessors } from '../machine-size.ts';
import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'schedGetaffinity',
  args: ['pid'],
  status: 'whole',
  run({ process: caller }, pid) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    return [...(process.affinity ?? Array.from({ length: machineProcessors(process.kernel) }, (_, index) => index))];
  },
});
