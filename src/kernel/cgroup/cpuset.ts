// Which processors a process may use: those of its cpuset, and of them those of its own affinity. As kernel/cgroup/cpuset.c, Linux 6.18.

import { machineProcessors } from '../machine-size.ts';
import type { Process } from '../process/process.ts';
import { cgroupOf } from './cgroup.ts';

/** cpuset.cpus of the nearest group that has one: "0-1,4". */
export function cpusetOf(process: Process): string | undefined {
  for (const cgroup of cgroupOf(process).ancestry()) {
    const own = cgroup.has('cpuset') && cgroup.settings.get('cpuset.cpus');
    if (own) return own;
  }
  return undefined;
}

/** By number, ascending; an affinity that leaves none of the cpuset counts for nothing. */
export function processorsOf(process: Process): number[] {
  const set = cpusetOf(process);
  const all: number[] = [];
  if (set === undefined) for (let index = 0; index < machineProcessors(process.kernel); index++) all.push(index);
  else
    for (const part of set.split(',')) {
      const [from = 0, to = from] = part.split('-').map(Number);
      for (let index = from; index <= to; index++) all.push(index);
    }
  const { affinity } = process;
  const both = affinity ? all.filter(each => affinity.includes(each)) : all;
  return both.length > 0 ? both : all;
}
