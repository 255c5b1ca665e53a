// sched_getaffinity(2).

import { processorsOf } from '../cgroup/cpuset.ts';
import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'schedGetaffinity',
  args: ['pid'],
  status: 'whole',
  run({ process: caller }, pid) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    return processorsOf(process);
  },
});
