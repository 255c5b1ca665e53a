// The mounts that a process sees, from /proc/self/mountinfo (proc(5)).

import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';

export interface MountEntry {
  device: string;
  root: string;
  target: string;
  type: string;
  source: string;
}

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** The mounts in the order they were made. */
export async function readMounts(sys: Sys): Promise<MountEntry[]> {
  const text = await readText(sys, '/proc/self/mountinfo');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , device = '', root = '', target = ''] = before.split(' ');
      const [type = '', source = ''] = after.split(' ');
      return { device, root: unescapeOctal(root), target: unescapeOctal(target), type, source: unescapeOctal(source) };
    });
}
