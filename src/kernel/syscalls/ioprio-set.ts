// ioprio_set(2), IOPRIO_WHO_PROCESS. Kept, shown and inherited; there is no disk queue that depends on it.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import { findProcess } from '../ns/pid.ts';
import { requireScheduling } from '../process/scheduling.ts';
import { defineSyscall } from './define.ts';

const LEVEL_MAX = 7;

export default defineSyscall({
  name: 'ioprioSet',
  args: ['pid', 'json'],
  status: 'partly: no disk queue depends on it',
  run({ process: caller }, pid, priority) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    if (priority.level < 0 || priority.level > LEVEL_MAX) throw new Errno('EINVAL');
    if (priority.class === 'none' && priority.level !== 0) throw new Errno('EINVAL');
    requireScheduling(caller, process);
    if (priority.class === 'realtime' && !capable(caller, 'CAP_SYS_ADMIN') && !capable(caller, 'CAP_SYS_NICE')) throw new Errno('EPERM');
    process.ioPriority = { ...priority };
  },
});
