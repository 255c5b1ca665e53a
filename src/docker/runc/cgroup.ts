// The cgroup of a container: made below the root of the one hierarchy, limits written, removed again. As runc's cgroups/fs2.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { readText, writeFile } from '../../userland/lib/io.ts';
import type { OciResources } from '../api/oci.ts';
import { step, unless } from './failure.ts';

export const CGROUP_ROOT = '/sys/fs/cgroup';

const write = (sys: Sys, file: string, value: string): Promise<void> => writeFile(sys, file, value);

/** Makes each folder of the path and turns on, above it, every controller there is. */
export async function createCgroup(sys: Sys, path: string): Promise<void> {
  const parts = path.split('/').filter(Boolean);
  let folder = CGROUP_ROOT;
  for (const part of parts) {
    await enableControllers(sys, folder);
    folder = `${folder}/${part}`;
    await unless(['EEXIST'], () => sys.mkdir(folder, 0o755));
  }
}

async function enableControllers(sys: Sys, folder: string): Promise<void> {
  const available = (await readText(sys, `${folder}/cgroup.controllers`)).trim().split(' ').filter(Boolean);
  const enabled = new Set((await readText(sys, `${folder}/cgroup.subtree_control`)).trim().split(' '));
  const missing = available.filter(name => !enabled.has(name));
  if (missing.length > 0) await write(sys, `${folder}/cgroup.subtree_control`, missing.map(name => `+${name}`).join(' '));
}

/** cpu.shares of cgroup v1 (2 to 262144) as cpu.weight (1 to 10000), by runc's formula. */
const cpuWeight = (shares: number): number => 1 + Math.floor(((shares - 2) * 9999) / 262142);

/** Writes the limits that are set. Throws Failure in runc's words. */
export async function applyResources(sys: Sys, path: string, resources: OciResources): Promise<void> {
  const { memory = {}, cpu = {}, pids } = resources;
  const set = (file: string, value: string): Promise<void> =>
    step(`failed to write "${value}" to "${path}/${file}"`, () => write(sys, `${path}/${file}`, value));
  if (pids) await set('pids.max', pids.limit > 0 ? String(pids.limit) : 'max');
  if (memory.limit !== undefined && memory.limit !== 0) await set('memory.max', memory.limit > 0 ? String(memory.limit) : 'max');
  if (memory.swap !== undefined && memory.swap !== 0) {
    // v2 counts swap alone, the runtime spec memory and swap together.
    const swap = memory.swap < 0 ? 'max' : String(Math.max(0, memory.swap - Math.max(0, memory.limit ?? 0)));
    await unless(['ENOENT'], () => write(sys, `${path}/memory.swap.max`, swap));
  }
  if (memory.reservation) await set('memory.low', String(memory.reservation));
  if (cpu.shares) await set('cpu.weight', String(cpuWeight(cpu.shares)));
  if (cpu.quota !== undefined || cpu.period !== undefined) {
    const quota = cpu.quota !== undefined && cpu.quota > 0 ? String(cpu.quota) : 'max';
    if (cpu.quota || cpu.period) await set('cpu.max', `${quota} ${cpu.period || 100000}`);
  }
  if (cpu.cpus) await set('cpuset.cpus', cpu.cpus);
  if (cpu.mems) await set('cpuset.mems', cpu.mems);
  if (resources.blockIO?.weight) await unless(['ENOENT'], () => write(sys, `${path}/io.weight`, `default ${resources.blockIO!.weight}`));
}

export const freeze = (sys: Sys, path: string, frozen: boolean): Promise<void> => write(sys, `${path}/cgroup.freeze`, frozen ? '1' : '0');

/** Kills what is in it, waits until it is empty, and removes it. */
export async function removeCgroup(sys: Sys, path: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      await sys.rmdir(path);
      return;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ENOENT') return;
      if (error.code !== 'EBUSY') throw error;
      await unless(['ENOENT', 'ENODEV'], () => write(sys, `${path}/cgroup.kill`, '1'));
      await sys.nanosleep(1);
    }
  }
}
