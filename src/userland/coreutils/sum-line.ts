// One line of cksum or sum.

import type { Sum } from './crc.ts';

/** A line of a sum, in the form of its kind. */
export function sumLine(kind: string, sum: Sum, path: string | undefined): string {
  const name = path === undefined ? '' : ` ${path}`;
  if (kind === 'bsd') return `${String(sum.value()).padStart(5, '0')} ${String(Math.ceil(sum.length / 1024)).padStart(5)}${name}`;
  if (kind === 'sysv') return `${sum.value()} ${Math.ceil(sum.length / 512)}${name}`;
  return `${sum.value()} ${sum.length}${name}`;
}
