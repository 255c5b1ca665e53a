// The shape of a system call: one file each, found by its name in table.ts.

import type { Sys } from '../../abi/sys.ts';
import type { Thread } from '../process/process.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';

/** How strace prints an argument. */
export type ArgKind =
  | 'fd'
  | 'path'
  | 'string'
  | 'bytes'
  | 'int'
  | 'octal'
  | 'flags'
  | 'pid'
  | 'signal'
  | 'address'
  | 'json'
  | 'ms'
  | 'dirfd'
  | 'argv'
  | 'env'
  | 'entry';

export type SyscallResult<N extends keyof Sys> = Awaited<ReturnType<Sys[N]>>;

export interface Syscall<N extends keyof Sys = keyof Sys> {
  name: N;
  args: readonly ArgKind[];
  /** For the "what works" page. */
  status: 'whole' | `partly: ${string}`;
  /** Runs to its end: a value, a thrown Errno, or the queue to sleep on before it is run again from its start. */
  run(thread: Thread, ...args: Parameters<Sys[N]>): SyscallResult<N> | WaitQueue;
}

/** Types a system call's body by its name in Sys. */
export const defineSyscall = <N extends keyof Sys>(syscall: Syscall<N>): Syscall<N> => syscall;
