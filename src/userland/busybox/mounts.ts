// The mounts that a process sees, with their options. As /proc/mounts has them (proc_pid_mounts(5)).

import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';

export interface Mounted {
  source: string;
  target: string;
  type: string;
  options: string;
}

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** /proc/mounts, in the order they were made. */
export async function mounts(sys: Sys): Promise<Mounted[]> {
  return (await readText(sys, '/proc/mounts'))
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [source = '', target = '', type = '', options = ''] = line.split(' ');
      return { source: unescapeOctal(source), target: unescapeOctal(target), type, options };
    });
}
