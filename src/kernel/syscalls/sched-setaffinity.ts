// sched_setaffinity(2). Kept, shown and inherited; the one processor that all share does not depend on it.

import { Errno } from '../../abi/errno.ts';
import { machineProcessors } from '../machine-size.ts';
import { findProcess } from '../ns/pid.ts';
import { requireScheduling } from '../process/scheduling.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'schedSetaffinity',
  args: ['pid', 'json'],
  status: 'partly: where a process runs does not depend on it',
  run({ process: caller }, pid, processors) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    requireScheduling(caller, process);
    const there = machineProcessors(process.kernel);
    const allowed = [...new Set(processors)].filter(each => each >= 0 && each < there).sort((a, b) => a - b);
    if (allowed.length === 0) throw new Errno('EINVAL');
    process.affinity = allowed.length === there ? undefined : allowed;
  },
});
