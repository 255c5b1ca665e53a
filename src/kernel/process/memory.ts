// Anonymous memory: counted, against RLIMIT_AS and the cgroup's limit.

import { Errno } from '../../abi/errno.ts';
import { processHooks } from './hooks.ts';
import type { Process } from './process.ts';

/** Takes memory, or (negative) gives it back. Throws ENOMEM. */
export function changeMemory(process: Process, bytes: number): void {
  if (bytes > 0 && process.mappedBytes + bytes > process.limits.as.soft) throw new Errno('ENOMEM');
  for (const hooks of processHooks()) hooks.memory?.(process, bytes);
  process.mappedBytes += bytes;
  if (process.mappedBytes > process.residentBytesMax) process.residentBytesMax = process.mappedBytes;
}
