// kill(2): to a process, to a group, or to all.

import { Errno } from '../../abi/errno.ts';
import type { Signal } from '../../abi/signal.ts';
import { maySignal } from '../credentials.ts';
import { findProcess, pidNamespaceOf } from '../ns/pid.ts';
import type { Process } from '../process/process.ts';
import { sendSignal } from '../process/signal.ts';
import { defineSyscall } from './define.ts';

/** SIGCONT reaches everything in the session, whoever it belongs to. */
const allowed = (caller: Process, target: Process, signal: Signal | undefined): boolean =>
  maySignal(caller, target) || (signal === 'SIGCONT' && caller.session === target.session);

function targetsOf(caller: Process, pid: number): Process[] {
  const namespace = pidNamespaceOf(caller);
  if (pid === -1)
    return [...namespace.processes].filter(([number, process]) => number !== 1 && process !== caller).map(([, process]) => process);
  const group = pid === 0 ? caller.group : namespace.groups.get(-pid);
  return group ? [...group.members] : [];
}

export default defineSyscall({
  name: 'kill',
  args: ['pid', 'signal'],
  status: 'whole',
  run({ process: caller }, pid, signal) {
    if (pid > 0) {
      const target = findProcess(caller, pid);
      if (!allowed(caller, target, signal)) throw new Errno('EPERM');
      if (signal) sendSignal(target, signal, caller);
      return;
    }
    const targets = targetsOf(caller, pid);
    if (targets.length === 0) throw new Errno('ESRCH');
    const reached = targets.filter(target => allowed(caller, target, signal));
    if (reached.length === 0) throw new Errno('EPERM');
    if (signal) for (const target of reached) sendSignal(target, signal, caller);
  },
});
