// Folders and files as the daemon keeps them.

import type { Sys } from '../../abi/sys.ts';
import { folderEntries } from '../../userland/lib/folder.ts';
import { readText, writeFile } from '../../userland/lib/io.ts';
import { unless } from './errors.ts';

/** Makes a folder and those above it. */
export async function mkdirAll(sys: Sys, path: string, mode = 0o755): Promise<void> {
  if (await exists(sys, path)) return;
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent !== '') await mkdirAll(sys, parent, mode);
  await unless(['EEXIST'], () => sys.mkdir(path, mode));
}

export const exists = async (sys: Sys, path: string): Promise<boolean> =>
  (await unless(['ENOENT', 'ENOTDIR', 'ELOOP'], () => sys.stat(path, { nofollow: true }))) !== undefined;

/** Removes a file or a folder with all that is in it; what is not there is no error. */
export async function removeAll(sys: Sys, path: string): Promise<void> {
  const stat = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(path, { nofollow: true }));
  if (!stat) return;
  if (stat.kind !== 'directory') return sys.unlink(path);
  for (const { name, kind } of await folderEntries(sys, path)) {
    if (kind === 'directory') await removeAll(sys, `${path}/${name}`);
    else await sys.unlink(`${path}/${name}`);
  }
  await sys.rmdir(path);
}

/** A JSON document; undefined where there is no such file. */
export async function readJson<T>(sys: Sys, path: string): Promise<T | undefined> {
  const text = await unless(['ENOENT', 'ENOTDIR'], () => readText(sys, path));
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as T);
}

export const writeJson = (sys: Sys, path: string, value: unknown, mode = 0o600): Promise<void> =>
  writeFile(sys, path, JSON.stringify(value), mode);

/** The size of the regular files below a folder, hard links counted once; 0 where there is none. */
export async function sizeOf(sys: Sys, path: string, seen: Set<number> = new Set()): Promise<number> {
  if (!(await exists(sys, path))) return 0;
  let bytes = 0;
  for (const { name, kind } of await folderEntries(sys, path)) {
    const at = `${path}/${name}`;
    if (kind === 'directory') bytes += await sizeOf(sys, at, seen);
    else if (kind === 'file') {
      const stat = await sys.stat(at, { nofollow: true });
      if (stat.nlink > 1) {
        if (seen.has(stat.ino)) continue;
        seen.add(stat.ino);
      }
      bytes += stat.sizeBytes;
    }
  }
  return bytes;
}
