// How sed's l shows a text. As GNU sed 4.9.

import { toBytes } from '../lib/bytes.ts';

/** A text as l shows it, in lines of at most `width` columns (0: one line). */
export function visible(text: string, width: number): string {
  const named: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  let line = '';
  let column = 0;
  for (const char of text) {
    const plain = /^[ -~]$/.test(char);
    const shown = named[char] ?? (plain ? char : Array.from(toBytes(char), byte => `\\${byte.toString(8).padStart(3, '0')}`).join(''));
    for (const piece of plain || named[char] !== undefined ? [shown] : shown.match(/\\\d{3}/g)!) {
      if (width > 0 && column + piece.length > width - 1) {
        line += '\\\n';
        column = 0;
      }
      line += piece;
      column += piece.length;
    }
  }
  return `${line}$`;
}
