// Guests of a process's life: what cgroups, locks and the like do when one is born, grows, or ends. Registered once by each module.

import type { CloneHow } from '../../abi/sys.ts';
import type { Process } from './process.ts';

export interface ProcessHooks {
  /** Before anything of the child exists; throws to refuse (pids.max: EAGAIN). */
  mayClone?(parent: Process, how: CloneHow): void;
  /** The child exists, and does not run yet. */
  cloned?(child: Process, parent: Process, how: CloneHow): void;
  /** A second thread of the process begins or ends. */
  threads?(process: Process, change: 1 | -1): void;
  execed?(process: Process): void;
  /** It has ended: descriptors are closed, its parent not told yet. */
  exited?(process: Process): void;
  reaped?(process: Process): void;
  /** Anonymous memory is asked for (negative: given back); throws ENOMEM to refuse, or kills. */
  memory?(process: Process, bytes: number): void;
  /** Processor time was spent, in virtual milliseconds; may hold the process. */
  computed?(process: Process, ms: number): void;
}

const hooks: ProcessHooks[] = [];

/** Called once by each module that takes part. */
export function registerProcessHooks(guest: ProcessHooks): void {
  hooks.push(guest);
}

export const processHooks = (): readonly ProcessHooks[] => hooks;
