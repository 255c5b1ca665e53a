// What nano shows: the title, the text, the status line, and two lines of keys. As GNU nano 8.6.

import { widthOf } from '../lib/line-screen.ts';
import { textWidth } from '../lib/width.ts';
import type { Buffer } from './buffer.ts';

export type Keys = readonly (readonly [key: string, words: string])[];

export const MAIN_KEYS: Keys = [
  ['^G', 'Help'],
  ['^X', 'Exit'],
  ['^O', 'Write Out'],
  ['^R', 'Read File'],
  ['^F', 'Where Is'],
  ['^\\', 'Replace'],
  ['^K', 'Cut'],
  ['^U', 'Paste'],
  ['^T', 'Execute'],
  ['^J', 'Justify'],
  ['^C', 'Location'],
  ['^/', 'Go To Line'],
  ['M-U', 'Undo'],
  ['M-E', 'Redo'],
  ['M-A', 'Set Mark'],
  ['M-6', 'Copy'],
];

export interface View {
  rows: number;
  columns: number;
  /** The first line shown. */
  top: number;
  lineNumbers: boolean;
}

export interface Shown {
  title: string;
  status: string;
  /** A question on the status line, with what is typed and where the cursor stands in it. */
  prompt?: { words: string; answer: string; at: number } | undefined;
  keys: Keys;
}

const REVERSE = '\x1b[7m';
const PLAIN = '\x1b[m';
export const ENTER_SCREEN = '\x1b[?1049h\x1b[22;0;0t\x1b[?7h\x1b[H\x1b[2J';
export const LEAVE_SCREEN = '\x1b[?1049l\x1b[23;0;0t\r\x1b[?25h';

const at = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`;

/** How many lines of text there is room for. */
export const textRows = ({ rows }: View): number => Math.max(1, rows - 4);

/** A line as cells: tabs as spaces, control characters as ^X. */
function cells(line: string): string[] {
  const out: string[] = [];
  for (const char of line) {
    const code = char.codePointAt(0)!;
    if (char === '\t') out.push(...' '.repeat(8 - (out.length % 8)));
    else if (code < 32 || code === 127) out.push('^', String.fromCharCode(code === 127 ? 63 : code + 64));
    else out.push(char, ...(widthOf(char) === 2 ? [''] : []));
  }
  return out;
}

/** The column at which a character of a line is shown. */
export const columnOf = (line: string, x: number): number => cells(line.slice(0, x)).length;

const fitted = (text: string, columns: number): string => {
  let out = text;
  while (textWidth(out) > columns) out = out.slice(0, -1);
  return out + ' '.repeat(columns - textWidth(out));
};

function titleBar(title: string, modified: boolean, columns: number): string {
  const left = '  GNU nano 8.6';
  const right = modified ? 'Modified ' : '';
  const room = Math.max(0, columns - left.length - right.length - 2);
  const shown = textWidth(title) > room ? `...${title.slice(-(room - 3))}` : title;
  const start = Math.max(left.length + 1, Math.floor((columns - textWidth(shown)) / 2));
  const text = `${left}${' '.repeat(Math.max(1, start - left.length))}${shown}`;
  return REVERSE + fitted(`${text}${' '.repeat(Math.max(0, columns - textWidth(text) - right.length))}${right}`, columns) + PLAIN;
}

/** The two lines of keys: as many pairs as there is room for. */
function keyLines(keys: Keys, columns: number): [string, string] {
  const shown = keys.slice(0, Math.floor((columns + 40) / 20) * 2);
  const width = Math.max(8, Math.floor(columns / Math.ceil(shown.length / 2)));
  const rows: [string, string] = ['', ''];
  for (const [index, [key, words]] of shown.entries()) {
    const text = `${key} ${words}`.slice(0, width - 1);
    rows[(index % 2) as 0 | 1] +=
      `${REVERSE}${text.slice(0, key.length)}${PLAIN}${text.slice(key.length).padEnd(width - Math.min(key.length, text.length))}`;
  }
  return rows;
}

/** A whole screen, ending with the cursor in its place. */
export function draw(buffer: Buffer, view: View, shown: Shown): string {
  const { rows, columns, top } = view;
  const margin = view.lineNumbers ? String(buffer.lines.length).length + 1 : 0;
  const room = Math.max(2, columns - margin);
  let out = `\x1b[?25l${at(0, 0)}${titleBar(shown.title, buffer.modified, columns)}`;
  const cursorColumn = columnOf(buffer.line, buffer.x);
  // The cursor's line is moved by whole pages where it is too long.
  const page = cursorColumn < room - 1 ? 0 : Math.floor((cursorColumn - 6) / (room - 8)) * (room - 8);
  for (let row = 0; row < textRows(view); row++) {
    const y = top + row;
    out += `${at(row + 1, 0)}\x1b[K`;
    const line = buffer.lines[y];
    if (line === undefined) continue;
    const all = cells(line);
    const from = y === buffer.y ? page : 0;
    const part = all.slice(from, from + room);
    if (from > 0) part[0] = `${REVERSE}<${PLAIN}`;
    if (all.length > from + room) part[room - 1] = `${REVERSE}>${PLAIN}`;
    out += (margin > 0 ? `\x1b[7m${String(y + 1).padStart(margin - 1)} ${PLAIN}` : '') + part.join('');
  }
  const statusRow = rows - 3;
  out += `${at(statusRow, 0)}\x1b[K`;
  const [first, second] = keyLines(shown.keys, columns);
  if (shown.prompt) out += REVERSE + fitted(shown.prompt.words + shown.prompt.answer, columns) + PLAIN;
  else if (shown.status !== '') {
    const text = `[ ${shown.status} ]`.slice(0, columns);
    out += `${at(statusRow, Math.max(0, Math.floor((columns - textWidth(text)) / 2)))}${REVERSE}${text}${PLAIN}`;
  }
  out += `${at(rows - 2, 0)}\x1b[K${first}${at(rows - 1, 0)}\x1b[K${second}`;
  const cursor = shown.prompt
    ? at(statusRow, Math.min(columns - 1, textWidth(shown.prompt.words + shown.prompt.answer.slice(0, shown.prompt.at))))
    : at(buffer.y - top + 1, margin + cursorColumn - page);
  return `${out}${cursor}\x1b[?25h`;
}
