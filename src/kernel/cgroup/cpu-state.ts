// What the cpu controller keeps for a group: quota, weight, and time used. As cpu.max, cpu.weight and cpu.stat of cgroup v2.

import type { Timer } from '../context.ts';

export class CpuState {
  /** Microseconds a period; Infinity for "max". */
  quotaUs = Infinity;
  periodUs = 100_000;
  burstUs = 0;
  weight = 100;
  idle = false;
  uclampMin = 0;
  /** Percent; 100 is "max" until it is written. */
  uclampMax: number | undefined;
  userUs = 0;
  systemUs = 0;
  periods = 0;
  throttled = 0;
  throttledUs = 0;
  bursts = 0;
  burstUsedUs = 0;
  /** Of the period that runs: used so far, and when it began. */
  usedUs = 0;
  periodStartMs = 0;
  throttledSinceMs: number | undefined;
  timer: Timer | undefined;
}
