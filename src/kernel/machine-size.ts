// How big the machine is: memory and processors, as /proc/meminfo, sysinfo(2), cgroups and tmpfs count them.

import type { KernelContext } from './context.ts';

/** MemTotal of the machine that is imitated, in kB. */
const MEM_TOTAL_KB = 24684092;

export const machineMemoryBytes = (_kernel: KernelContext): number => MEM_TOTAL_KB * 1024;

export const machineProcessors = (_kernel: KernelContext): number => 2;
