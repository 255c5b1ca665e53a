// /proc/PID/mountinfo, read as libmount 2.42 does.

import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';

export interface MountEntry {
  id: number;
  parent: number;
  device: string;
  /** The path within the filesystem. */
  root: string;
  target: string;
  vfsOptions: string;
  optional: string[];
  type: string;
  source: string;
  fsOptions: string;
}

const unmangle = (text: string): string =>
  text.replace(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** One line of the file. */
export function parseMountinfo(line: string): MountEntry {
  const fields = line.split(' ');
  const dash = fields.indexOf('-', 6);
  const [type = '', source = '', fsOptions = ''] = fields.slice(dash + 1);
  return {
    id: Number(fields[0]),
    parent: Number(fields[1]),
    device: fields[2]!,
    root: unmangle(fields[3]!),
    target: unmangle(fields[4]!),
    vfsOptions: fields[5]!,
    optional: fields.slice(6, dash),
    type,
    source: unmangle(source),
    fsOptions: unmangle(fsOptions),
  };
}

/** The mounts that a process sees, in the kernel's order. Throws the Errno of reading. */
export async function mountTable(sys: Sys, path = '/proc/self/mountinfo'): Promise<MountEntry[]> {
  const text = await readText(sys, path);
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(parseMountinfo);
}

/** Both kinds of options as one list: read-only where either is. */
export function mergedOptions({ vfsOptions, fsOptions }: Pick<MountEntry, 'vfsOptions' | 'fsOptions'>): string {
  const vfs = vfsOptions.split(',');
  const fs = fsOptions.split(',');
  const access = vfs.includes('ro') || fs.includes('ro') ? 'ro' : 'rw';
  const others = [...vfs, ...fs].filter(option => option !== 'ro' && option !== 'rw' && option !== '');
  return [access, ...new Set(others)].join(',');
}

/** PROPAGATION, in the words of findmnt. */
export function propagationOf(optional: readonly string[]): string {
  const has = (word: string): boolean => optional.some(field => field.split(':')[0] === word);
  const words = [has('shared') ? 'shared' : 'private'];
  if (has('master')) words.push('slave');
  if (has('unbindable')) words.push('unbindable');
  return words.join(',');
}

/** Whether a type is one of a list as -t takes it: "no" before the list, or before a type, excludes. */
export function typeMatches(type: string, list: string): boolean {
  const negated = list.startsWith('no');
  const words = (negated ? list.slice(2) : list).split(',');
  for (const word of words) {
    if (word === type) return !negated;
    if (word.startsWith('no') && word.slice(2) === type) return false;
  }
  return negated;
}

/** Whether a list of options holds what -O asks for: each of them, or not where "no" or "+" is before it. */
export function optionsMatch(options: string, pattern: string): boolean {
  const given = options.split(',');
  const has = (word: string): boolean => given.some(option => option === word || (!word.includes('=') && option.split('=')[0] === word));
  return pattern.split(',').every(word => {
    if (word.startsWith('+')) return has(word.slice(1));
    return word.startsWith('no') ? !has(word.slice(2)) : has(word);
  });
}
