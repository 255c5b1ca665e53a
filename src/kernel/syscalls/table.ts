// The table of system calls, and the handle that programs make them by.

import type { Sys } from '../../abi/sys.ts';
import type { Thread } from '../process/process.ts';
import { whenStarting } from '../process/start.ts';
import { trap } from '../process/trap.ts';
import type { Syscall } from './define.ts';
import { FILE_CALLS } from './file-table.ts';
import { PROCESS_CALLS } from './process-table.ts';

/** All there are, by name. */
export const SYSCALLS: ReadonlyMap<string, Syscall> = new Map([...FILE_CALLS, ...PROCESS_CALLS].map(call => [call.name, call]));

/** A thread's handle: each call is a method of its prototype, so that a thread costs one object and no closures. */
class Handle {
  readonly thread: Thread;

  constructor(thread: Thread) {
    this.thread = thread;
  }
}

for (const [name, call] of SYSCALLS) {
  const method = function (this: Handle, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): Promise<unknown> {
    return trap(this.thread, call, a, b, c, d, e);
  };
  Object.defineProperty(Handle.prototype, name, { value: method });
}

/** The handle of a thread. */
export const sysOf = (thread: Thread): Sys => new Handle(thread) as unknown as Sys;

whenStarting(sysOf);
