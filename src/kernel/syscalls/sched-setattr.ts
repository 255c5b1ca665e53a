// sched_setattr(2). The policy is kept, shown and inherited; slices are the same for all.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import { findProcess } from '../ns/pid.ts';
import { requireScheduling } from '../process/scheduling.ts';
import { defineSyscall } from './define.ts';

const PRIORITY_MAX = 99;

export default defineSyscall({
  name: 'schedSetattr',
  args: ['pid', 'json'],
  status: 'partly: slices do not depend on it',
  run({ process: caller }, pid, attributes) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    const realTime = attributes.policy === 'SCHED_FIFO' || attributes.policy === 'SCHED_RR';
    const { priority } = attributes;
    if (realTime ? priority < 1 || priority > PRIORITY_MAX : priority !== 0) throw new Errno('EINVAL');
    requireScheduling(caller, process);
    if (realTime && priority > process.limits.rtprio.soft && !capable(caller, 'CAP_SYS_NICE')) throw new Errno('EPERM');
    process.scheduling = { ...attributes };
  },
});
