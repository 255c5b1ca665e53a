// A page of pr: rows of columns laid out by positions, blanks made tabs. As GNU coreutils 9.10.

import { textWidth } from '../lib/width.ts';

export interface Layout {
  columns: number;
  /** Columns of the whole page. */
  width: number;
  /** What stands between columns. */
  separator: string;
  /** Columns begin at places of their own; else each is followed by the separator at once. */
  aligns: boolean;
  truncates: boolean;
  margin: number;
  /** How wide the tab is that blanks become; undefined leaves them. */
  tabs: { width: number; character: string } | undefined;
  number: { digits: number; separator: string } | undefined;
}

const TAB = 8;

/** What -v and -c do to what is no text. */
export function visible(text: string, hats: boolean): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, character => {
    const code = character.charCodeAt(0);
    if (hats) return code === 0x7f ? '^?' : `^${String.fromCharCode(code + 64)}`;
    return `\\${code.toString(8).padStart(3, '0')}`;
  });
}

/** Tabs of the input as blanks, counted from its column's first place. */
export function expandTabs(text: string, character = '\t', width = TAB): string {
  if (!text.includes(character)) return text;
  let out = '';
  for (const each of text) out += each === character ? ' '.repeat(width - (textWidth(out) % width)) : each;
  return out;
}

/** How many places a column has for its text, number and all. */
export const columnWidth = (layout: Layout): number =>
  Math.floor((layout.width - (layout.columns - 1) * layout.separator.length) / layout.columns);

/** The number before a line. */
export function numbered(layout: Layout, number: number): string {
  if (layout.number === undefined) return '';
  const { digits, separator } = layout.number;
  const text = String(number).padStart(digits).slice(-digits);
  return separator === '\t' && layout.columns > 1 ? expandTabs(`${text}\t`) : text + separator;
}

/** One row's line; an undefined column has nothing. */
export function rowText(layout: Layout, cells: readonly (string | undefined)[]): string {
  const { separator, margin } = layout;
  const width = columnWidth(layout);
  const last = cells.findLastIndex(cell => cell !== undefined);
  let line = ' '.repeat(margin);
  for (let at = 0; at <= last; at++) {
    const cell = cells[at] ?? '';
    const shown = layout.truncates ? cut(cell, width) : cell;
    line += shown;
    if (at === last) break;
    if (layout.aligns) line += ' '.repeat(Math.max(0, width - textWidth(shown)));
    line += separator;
  }
  line = layout.aligns ? line.replace(/ +$/, '') : line;
  return layout.tabs === undefined ? line : withTabs(line, layout.tabs.width, layout.tabs.character);
}

function cut(text: string, width: number): string {
  let out = '';
  for (const character of text) {
    if (textWidth(out) + textWidth(character) > width) break;
    out += character;
  }
  return out;
}

/** Runs of blanks as tabs where a stop is within them; a single blank stays. */
function withTabs(line: string, width: number, character: string): string {
  let out = '';
  let position = 0;
  for (const [piece] of line.matchAll(/ +|[^ ]+/g)) {
    if (!piece.startsWith(' ')) {
      out += piece;
      position += textWidth(piece);
      continue;
    }
    const goal = position + piece.length;
    for (let stop = position + width - (position % width); goal - position > 1 && stop <= goal; stop += width) {
      out += character;
      position = stop;
    }
    out += ' '.repeat(goal - position);
    position = goal;
  }
  return out;
}

/** Lines in columns, downwards; each column has as many as the others, or one more. */
export function downwards(lines: readonly string[], columns: number, rows: number): (string | undefined)[][] {
  const full = lines.length === columns * rows;
  const heights = Array.from({ length: columns }, (_, at) =>
    full ? rows : Math.floor(lines.length / columns) + (at < lines.length % columns ? 1 : 0),
  );
  const starts = heights.map((_, at) => heights.slice(0, at).reduce((sum, height) => sum + height, 0));
  return Array.from({ length: Math.max(...heights) }, (_, row) =>
    heights.map((height, at) => (row < height ? lines[starts[at]! + row] : undefined)),
  );
}

/** Lines in rows, one after the other. */
export const across = (lines: readonly string[], columns: number): string[][] =>
  Array.from({ length: Math.ceil(lines.length / columns) }, (_, row) => lines.slice(row * columns, (row + 1) * columns));
