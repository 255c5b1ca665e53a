// How cgroup2's files read what is written to them: numbers with their errors, sizes with "max", lists of processors.

import { Errno } from '../../../abi/errno.ts';

const PAGE = 4096;

/** An integer of kstrtoint: EINVAL for anything else. */
export function parseInt32(given: string): number {
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)\s*$/.exec(given);
  if (!match) throw new Errno('EINVAL');
  const number = Number(match[2]);
  return match[1] === '-' ? -number : number;
}

/** 0 or 1; ERANGE for another number. */
export function parseBit(given: string): boolean {
  const number = parseInt32(given);
  if (number !== 0 && number !== 1) throw new Errno('ERANGE');
  return number === 1;
}

/** "max" or a number that is not negative (ERANGE). */
export function parseMaxCount(given: string): number {
  if (given.trim() === 'max') return Infinity;
  const number = parseInt32(given);
  if (number < 0) throw new Errno('ERANGE');
  return number;
}

export const showMax = (value: number): string => (value === Infinity ? 'max' : String(value));

/** "max" or bytes with k, m, g …, cut to whole pages. */
export function parseBytes(given: string): number {
  const text = given.trim();
  if (text === 'max') return Infinity;
  const match = /^(0[xX][0-9a-fA-F]+|\d+)([kKmMgGtTpPeE]?)$/.exec(text);
  if (!match) throw new Errno('EINVAL');
  const bytes = Number(match[1]) * 1024 ** ' kmgtpe'.indexOf((match[2] ?? '').toLowerCase() || ' ');
  return Math.floor(bytes / PAGE) * PAGE;
}

/** "0-1,3" as the kernel prints a list of processors or nodes; EINVAL where it is none, ERANGE above `last`. */
export function parseList(given: string, last: number): string {
  const text = given.trim();
  if (text === '') return '';
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (!match) throw new Errno('EINVAL');
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (to < from) throw new Errno('EINVAL');
    if (to > last) throw new Errno('ERANGE');
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  return printList([...numbers].sort((a, b) => a - b));
}

export function printList(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length; ) {
    let end = at;
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++;
    parts.push(end > at ? `${numbers[at]}-${numbers[end]}` : String(numbers[at]));
    at = end + 1;
  }
  return parts.join(',');
}
