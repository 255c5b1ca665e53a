// What less draws: lines of a document broken into rows, with marks of what was searched.

import { spread } from '../lib/full-screen.ts';
import { textWidth } from '../lib/width.ts';

export interface ViewOptions {
  chop: boolean;
  numbers: boolean;
  colors: boolean;
  raw: boolean;
  shift: number;
  tab: number;
  pattern: RegExp | undefined;
}

const COLOR = /\x1b\[[0-9;]*m|\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** The rows of one line on a screen of that width. */
export function rowsOf(line: string, number: number, columns: number, options: ViewOptions): string[] {
  const prefix = options.numbers ? `${String(number).padStart(7)} ` : '';
  const width = Math.max(1, columns - prefix.length);
  const pieces = layOut(line.replace(/\r$/, ''), options);
  const rows: string[] = [];
  let row = '';
  let column = 0;
  let skipped = options.chop ? options.shift : 0;
  for (const { text, width: wide } of pieces) {
    if (wide > 0 && skipped > 0) {
      skipped -= wide;
      continue;
    }
    if (column + wide > width) {
      rows.push(row);
      row = '';
      column = 0;
      if (options.chop) return [prefix + rows[0]];
    }
    row += text;
    column += wide;
  }
  rows.push(row);
  return rows.map((text, at) => (at === 0 ? prefix : ' '.repeat(prefix.length)) + text);
}

/** Characters and what has no width, each with its columns; matches are in reverse. */
function layOut(line: string, options: ViewOptions): { text: string; width: number }[] {
  const pieces: { text: string; width: number }[] = [];
  const plain = options.colors || options.raw ? line.replace(COLOR, '') : spreadEscapes(line);
  const marks = marksOf(spread(plain, options.tab), options.pattern);
  const parts = options.colors || options.raw ? spreadColored(line, options.tab) : [{ text: spread(plain, options.tab), control: false }];
  let at = 0;
  for (const { text, control } of parts) {
    if (control) {
      pieces.push({ text, width: 0 });
      continue;
    }
    for (const character of text) {
      if (marks.starts.has(at)) pieces.push({ text: '\x1b[7m', width: 0 });
      pieces.push({ text: character, width: textWidth(character) });
      at += character.length;
      if (marks.ends.has(at)) pieces.push({ text: '\x1b[27m', width: 0 });
    }
  }
  return pieces;
}

const spreadEscapes = (line: string): string => line.replaceAll('\x1b', 'ESC');

function spreadColored(line: string, tab: number): { text: string; control: boolean }[] {
  const parts: { text: string; control: boolean }[] = [];
  let column = 0;
  let from = 0;
  const add = (text: string): void => {
    // Tab stops count from the line's beginning.
    const spreadText = spread(' '.repeat(column % tab) + text, tab).slice(column % tab);
    parts.push({ text: spreadText, control: false });
    column += spreadText.length;
  };
  for (const match of line.matchAll(COLOR)) {
    add(line.slice(from, match.index));
    parts.push({ text: match[0], control: true });
    from = match.index + match[0].length;
  }
  add(line.slice(from));
  return parts;
}

function marksOf(text: string, pattern: RegExp | undefined): { starts: Set<number>; ends: Set<number> } {
  const marks = { starts: new Set<number>(), ends: new Set<number>() };
  if (!pattern) return marks;
  for (const match of text.matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`))) {
    if (match[0] === '') continue;
    marks.starts.add(match.index);
    marks.ends.add(match.index + match[0].length);
  }
  return marks;
}
