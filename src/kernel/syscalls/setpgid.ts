// setpgid(2).

import { Errno } from '../../abi/errno.ts';
import { findProcess, pidNamespaceOf } from '../ns/pid.ts';
import type { Process } from '../process/process.ts';
import { joinGroup, newGroup } from '../process/session.ts';
import { defineSyscall } from './define.ts';

function check(caller: Process, process: Process): void {
  if (process !== caller) {
    if (process.parent !== caller) throw new Errno('ESRCH');
    if (process.session !== caller.session) throw new Errno('EPERM');
    if (process.execed) throw new Errno('EACCES');
  }
  if (process.session.leader === process) throw new Errno('EPERM');
}

export default defineSyscall({
  name: 'setpgid',
  args: ['pid', 'pid'],
  status: 'whole',
  run({ process: caller }, pid, group) {
    const namespace = pidNamespaceOf(caller);
    if (group < 0) throw new Errno('EINVAL');
    const process = pid === 0 ? caller : findProcess(caller, pid);
    check(caller, process);
    const number = group === 0 ? namespace.numberOf(process) : group;
    if (number === namespace.numberOf(process)) {
      if (namespace.groupNumberOf(process.group) !== number) newGroup(process);
      return;
    }
    const target = namespace.groups.get(number);
    if (!target || target.session !== process.session) throw new Errno('EPERM');
    joinGroup(process, target);
  },
});
