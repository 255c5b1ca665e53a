// /etc/fstab (fstab(5)), as libmount 2.42 reads it.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { readText } from '../../lib/io.ts';

export interface FstabEntry {
  source: string;
  target: string;
  type: string;
  options: string;
  frequency: number;
  pass: number;
}

const unmangle = (text: string): string =>
  text.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** The entries of a text in fstab's format. */
export function parseFstab(text: string): FstabEntry[] {
  const entries: FstabEntry[] = [];
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0]!.startsWith('#') || words.length < 2) continue;
    const [source = '', target = '', type = 'auto', options = 'defaults', frequency = '0', pass = '0'] = words;
    entries.push({ source: unmangle(source), target: unmangle(target), type, options, frequency: Number(frequency), pass: Number(pass) });
  }
  return entries;
}

/** The file's entries; none where there is no such file (undefined where `path` was asked for by name). */
export async function fstab(sys: Sys, path?: string): Promise<FstabEntry[] | undefined> {
  try {
    return parseFstab(await readText(sys, path ?? '/etc/fstab'));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return path === undefined ? [] : undefined;
  }
}
