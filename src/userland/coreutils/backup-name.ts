// The names that overwritten files are kept under: "file~", "file.~1~". As gnulib's backupfile.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { folderNames } from '../lib/folder.ts';
import { baseName, dirName } from '../lib/path.ts';

/** Where a file is to be moved before it is written over. */
export async function backupName(sys: Sys, path: string, control: 'simple' | 'numbered' | 'existing', suffix: string): Promise<string> {
  if (control === 'simple') return path + suffix;
  const base = `${baseName(path)}.~`;
  const names = await folderNames(sys, dirName(path)).catch(error => {
    if (error instanceof Errno) return [];
    throw error;
  });
  let highest = 0;
  for (const name of names) {
    const number = name.startsWith(base) ? /^(\d+)~$/.exec(name.slice(base.length)) : null;
    if (number !== null) highest = Math.max(highest, Number(number[1]));
  }
  return highest === 0 && control === 'existing' ? path + suffix : `${path}.~${highest + 1}~`;
}
