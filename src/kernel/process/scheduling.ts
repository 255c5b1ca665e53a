// Who may change how a process is scheduled. As kernel/sched/syscalls.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import type { Process } from './process.ts';

/** Throws EPERM unless the caller has the process's user, or CAP_SYS_NICE over it. */
export function requireScheduling(caller: Process, process: Process): void {
  const { euid } = caller.credentials;
  const other = process.credentials;
  if (euid !== other.euid && euid !== other.uid && !capable(caller, 'CAP_SYS_NICE', process.ns.user)) throw new Errno('EPERM');
}
