// The containers that runc knows: a folder each under its root, with state.json and, until `start`, exec.fifo. As libcontainer's factory.

import type { Sys } from '../../abi/sys.ts';
import { readText, writeFile } from '../../userland/lib/io.ts';
import { Failure, unless } from './failure.ts';

export interface SavedState {
  id: string;
  init_process_pid: number;
  /** Field 22 of /proc/PID/stat: tells a reused pid from the container's own. */
  init_process_start: string;
  created: string;
  bundle: string;
  rootfs: string;
  cgroup: string;
}

export const folderOf = (root: string, id: string): string => `${root}/${id}`;
export const fifoOf = (root: string, id: string): string => `${root}/${id}/exec.fifo`;

/** Throws Failure where there is no such container. */
export async function loadState(sys: Sys, root: string, id: string): Promise<SavedState> {
  const text = await unless(['ENOENT', 'ENOTDIR'], () => readText(sys, `${folderOf(root, id)}/state.json`));
  if (text === undefined) throw new Failure('container does not exist');
  return JSON.parse(text) as SavedState;
}

export async function saveState(sys: Sys, root: string, state: SavedState): Promise<void> {
  await writeFile(sys, `${folderOf(root, state.id)}/state.json`, JSON.stringify(state), 0o600);
}

/** The letter of its state and when it was started, from /proc/PID/stat; undefined where there is no such process. */
export async function processStat(sys: Sys, pid: number): Promise<{ state: string; start: string } | undefined> {
  const text = await unless(['ENOENT', 'ESRCH'], () => readText(sys, `/proc/${pid}/stat`));
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, start: fields[19]! };
}

/** Created, running, paused or stopped, by what the kernel shows of it. */
export async function statusOf(sys: Sys, root: string, state: SavedState): Promise<'created' | 'running' | 'paused' | 'stopped'> {
  const stat = await processStat(sys, state.init_process_pid);
  if (!stat || stat.state === 'Z' || stat.state === 'X' || stat.start !== state.init_process_start) return 'stopped';
  const frozen = await unless(['ENOENT', 'ENODEV'], () => readText(sys, `${state.cgroup}/cgroup.freeze`));
  if (frozen?.trim() === '1') return 'paused';
  const waiting = await unless(['ENOENT'], () => sys.stat(fifoOf(root, state.id)));
  return waiting ? 'created' : 'running';
}

/** The ids of the containers under the root, sorted. */
export async function listIds(sys: Sys, root: string): Promise<string[]> {
  const fd = await unless(['ENOENT'], () => sys.open(root, { read: true, directory: true }));
  if (fd === undefined) return [];
  const names: string[] = [];
  for (;;) {
    const entries = await sys.getdents(fd);
    if (entries.length === 0) break;
    for (const entry of entries) if (entry.name !== '.' && entry.name !== '..') names.push(entry.name);
  }
  await sys.close(fd);
  return names.sort();
}
