// Whom the out-of-memory killer takes first: oom_score and oom_score_adj. As mm/oom_kill.c: oom_badness, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import { machineMemoryBytes } from '../machine-size.ts';
import type { Process } from '../process/process.ts';
import { memoryOf } from './process-memory.ts';

const ADJ_MIN = -1000;
const ADJ_MAX = 1000;

interface Adjusted {
  value: number;
  /** Lowest value that was ever set by a privileged process. */
  min: number;
}

const adjusted = new WeakMap<Process, Adjusted>();

export const oomScoreAdj = (process: Process): number => adjusted.get(process)?.value ?? 0;

/** A child begins with its parent's. */
export function inheritOomScore(child: Process, parent: Process): void {
  const before = adjusted.get(parent);
  if (before) adjusted.set(child, { ...before });
}

/** Writing oom_score_adj: EINVAL out of range, EACCES for lowering it without CAP_SYS_RESOURCE. */
export function setOomScoreAdj(process: Process, given: string, writer: Process): void {
  if (!/^[-+]?\d+$/.test(given)) throw new Errno('EINVAL');
  const value = Number(given);
  if (value < ADJ_MIN || value > ADJ_MAX) throw new Errno('EINVAL');
  const before = adjusted.get(process) ?? { value: 0, min: 0 };
  const privileged = capable(writer, 'CAP_SYS_RESOURCE');
  if (value < before.min && !privileged) throw new Errno('EACCES');
  adjusted.set(process, { value, min: privileged ? value : before.min });
}

/** Points by which processes are compared: pages, shifted by the adjustment. */
export function badness(process: Process, totalBytes = machineMemoryBytes(process.kernel)): number {
  const memory = memoryOf(process);
  const adj = oomScoreAdj(process);
  if (!memory || adj === ADJ_MIN) return -Infinity;
  return (memory.residentKb + memory.tablesKb) / 4 + (adj * (totalBytes / 4096)) / 1000;
}

/** /proc/PID/oom_score: 0 to 2000, two thirds for one that is not adjusted. */
export function oomScore(process: Process): number {
  const total = machineMemoryBytes(process.kernel) / 4096;
  const points = badness(process);
  if (points === -Infinity) return 0;
  return Math.max(0, Math.floor((1000 + (points * 1000) / total) * (2 / 3)));
}
