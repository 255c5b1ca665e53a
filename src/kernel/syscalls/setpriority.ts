// setpriority(2), PRIO_PROCESS. Niceness is shown and inherited; slices are the same for all.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import { findProcess } from '../ns/pid.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setpriority',
  args: ['pid', 'int'],
  status: 'partly: slices do not depend on it',
  run({ process: caller }, pid, nice) {
    const process = pid === 0 ? caller : findProcess(caller, pid);
    const { uid, euid } = process.credentials;
    const own = caller.credentials;
    const privileged = capable(caller, 'CAP_SYS_NICE', process.ns.user);
    if (own.euid !== euid && own.euid !== uid && !privileged) throw new Errno('EPERM');
    const next = Math.min(19, Math.max(-20, nice));
    const least = 20 - Math.min(40, process.limits.nice.soft);
    if (next < process.nice && next < least && !capable(caller, 'CAP_SYS_NICE')) throw new Errno('EACCES');
    process.nice = next;
  },
});
