// The items that xargs reads: words with quotes, or whole pieces between delimiters. As GNU findutils 4.11.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { fromBytes } from '../lib/bytes.ts';
import { Failure } from '../lib/command.ts';
import { CHUNK_BYTES, concat } from '../lib/io.ts';

/** An item; `lineEnd` where it was the last on its line (for -L). */
export interface Item {
  text: string;
  lineEnd: boolean;
}

/** Pieces up to a delimiter, as they are. */
export async function* delimited(sys: Sys, fd: Fd, delimiter: number): AsyncGenerator<Item> {
  let held: Uint8Array[] = [];
  for (;;) {
    const bytes = await sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) break;
    let from = 0;
    for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, from)) {
      yield { text: fromBytes(concat([...held, bytes.subarray(from, at)])), lineEnd: true };
      held = [];
      from = at + 1;
    }
    if (from < bytes.length) held.push(bytes.subarray(from));
  }
  if (held.length > 0) yield { text: fromBytes(concat(held)), lineEnd: true };
}

/** Words: blanks and newlines divide, quotes and backslashes keep together. With `lines`, a whole line is an item (-I). */
export async function* words(sys: Sys, fd: Fd, lines: boolean, eof: string | undefined): AsyncGenerator<Item> {
  for await (const { line, last } of linesOf(sys, fd)) {
    const items = split(line, lines);
    for (const [at, text] of items.entries()) {
      if (text === eof) return;
      // A blank before the newline joins the next line to this one.
      const continues = /[ \t]$/.test(line) && !last;
      yield { text, lineEnd: at === items.length - 1 && !continues };
    }
  }
}

/** Lines, joined where a quoted newline or a backslash at the end asks for it. */
async function* linesOf(sys: Sys, fd: Fd): AsyncGenerator<{ line: string; last: boolean }> {
  let pending = '';
  for await (const { text } of delimited(sys, fd, 10)) {
    const line = pending === '' ? text : `${pending}\n${text}`;
    if (/(^|[^\\])(\\\\)*\\$/.test(line)) {
      pending = line;
      continue;
    }
    pending = '';
    yield { line, last: false };
  }
  if (pending !== '') yield { line: pending, last: true };
}

function split(line: string, whole: boolean): string[] {
  const items: string[] = [];
  let item: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === '\\') item = (item ?? '') + (line[++at] ?? '');
    else if (char === '"' || char === "'") {
      const close = line.indexOf(char, at + 1);
      if (close < 0) {
        const kind = char === '"' ? 'double' : 'single';
        throw new Failure(`unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`, 1);
      }
      item = (item ?? '') + line.slice(at + 1, close);
      at = close;
    } else if ((char === ' ' || char === '\t') && (!whole || item === undefined)) {
      if (item !== undefined) items.push(item);
      item = undefined;
    } else item = (item ?? '') + char;
  }
  if (item !== undefined) items.push(item);
  return items;
}
