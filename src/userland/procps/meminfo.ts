// /proc/meminfo as libproc2 of procps-ng 4.0.7 counts it, in KiB.

import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';

export interface Memory {
  total: number;
  used: number;
  free: number;
  shared: number;
  buffers: number;
  /** The page cache with the slabs that can be reclaimed. */
  cached: number;
  available: number;
  active: number;
  inactive: number;
  swapTotal: number;
  swapFree: number;
  commitLimit: number;
  committed: number;
}

/** Reads it. Throws where /proc is not mounted. */
export async function readMemory(sys: Sys): Promise<Memory> {
  const values = new Map<string, number>();
  for (const [, name = '', kib] of (await readText(sys, '/proc/meminfo')).matchAll(/^(\S+):\s+(\d+)/gm)) values.set(name, Number(kib));
  const of = (name: string): number => values.get(name) ?? 0;
  const total = of('MemTotal');
  const available = Math.min(of('MemAvailable'), total);
  return {
    total,
    available,
    used: total - available,
    free: of('MemFree'),
    shared: of('Shmem'),
    buffers: of('Buffers'),
    cached: of('Cached') + of('SReclaimable'),
    active: of('Active'),
    inactive: of('Inactive'),
    swapTotal: of('SwapTotal'),
    swapFree: of('SwapFree'),
    commitLimit: of('CommitLimit'),
    committed: of('Committed_AS'),
  };
}
