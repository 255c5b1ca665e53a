// System V's objects as /proc/sysvipc lists them. As sys-utils/ipcutils.c, util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { SysvKind } from '../../abi/types.ts';
import { readText } from '../lib/io.ts';

export interface SysvObject {
  id: number;
  key: number;
  /** Fields by the names of the file's heading, those that are doubtful (perms) as text. */
  fields: ReadonlyMap<string, string>;
}

/** The objects of a kind, in the order of their ids. */
export async function sysvObjects(sys: Sys, kind: SysvKind): Promise<SysvObject[]> {
  let text: string;
  try {
    text = await readText(sys, `/proc/sysvipc/${kind}`);
  } catch (error) {
    if (error instanceof Errno) return [];
    throw error;
  }
  const [heading = '', ...rows] = text.trimEnd().split('\n');
  const names = heading.trim().split(/\s+/);
  return rows.map(row => {
    const words = row.trim().split(/\s+/);
    const fields = new Map(names.map((name, index) => [name, words[index] ?? '']));
    return { id: Number(words[1]), key: Number(words[0]), fields };
  });
}

/** A key as ipcs shows it: eight hexadecimal digits. */
export const keyText = (key: number): string => `0x${(key >>> 0).toString(16).padStart(8, '0')}`;
