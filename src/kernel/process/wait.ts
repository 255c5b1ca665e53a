// wait4(2): what became of a child.

import { Errno } from '../../abi/errno.ts';
import type { Pid, Waited } from '../../abi/types.ts';
import { pidNamespaceOf } from '../ns/pid.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';
import { reap } from './exit.ts';
import { type Process, waitedOf } from './process.ts';

export interface WaitHow {
  nohang?: boolean;
  untraced?: boolean;
  continued?: boolean;
}

/** One child's news, or where to sleep for it; undefined with nohang. Throws ECHILD where no child fits. */
export function wait(process: Process, which: Pid | 'any' | 'group', how: WaitHow): Waited | undefined | WaitQueue {
  const namespace = pidNamespaceOf(process);
  let any = false;
  for (const child of process.children) {
    if (!fits(process, child, which)) continue;
    any = true;
    const told = news(child, namespace.numberOf(child), how);
    if (told) return told;
  }
  if (!any) throw new Errno('ECHILD');
  return how.nohang ? undefined : process.childQueue;
}

function fits(process: Process, child: Process, which: Pid | 'any' | 'group'): boolean {
  if (which === 'any' || which === -1) return true;
  if (which === 'group' || which === 0) return child.group === process.group;
  const namespace = pidNamespaceOf(process);
  return which > 0 ? namespace.numberOf(child) === which : namespace.groupNumberOf(child.group) === -which;
}

function news(child: Process, pid: Pid, how: WaitHow): Waited | undefined {
  if (child.exit) {
    const { userMs, systemMs, residentBytesMax } = child.usage();
    const { childrenUsage } = child;
    const usage = { userMs: userMs + childrenUsage.userMs, systemMs: systemMs + childrenUsage.systemMs, residentBytesMax };
    const told = waitedOf(pid, child.exit, usage);
    reap(child);
    return told;
  }
  if (how.untraced && child.stopped && !child.stopped.reported) {
    child.stopped.reported = true;
    return { pid, how: 'stopped', signal: child.stopped.signal, usage: child.usage() };
  }
  if (how.continued && child.continued) {
    child.continued = false;
    return { pid, how: 'continued', usage: child.usage() };
  }
  return undefined;
}
