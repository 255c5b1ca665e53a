// Listing a folder: what readdir(3) gives, without "." and "..".

import type { Sys } from '../../abi/sys.ts';
import type { Dirent } from '../../abi/types.ts';

/** The entries of a folder, in the order the filesystem gives them. */
export async function folderEntries(sys: Sys, path: string): Promise<Dirent[]> {
  const fd = await sys.open(path, { read: true, directory: true, cloexec: true });
  const entries: Dirent[] = [];
  try {
    for (;;) {
      const batch = await sys.getdents(fd);
      if (batch.length === 0) break;
      for (const entry of batch) if (entry.name !== '.' && entry.name !== '..') entries.push(entry);
    }
  } finally {
    await sys.close(fd);
  }
  return entries;
}

/** The names in a folder. */
export const folderNames = async (sys: Sys, path: string): Promise<string[]> => (await folderEntries(sys, path)).map(({ name }) => name);
