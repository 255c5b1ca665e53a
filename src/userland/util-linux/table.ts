// Tables as libsmartcols 2.42 prints them: aligned, as a tree, raw, as NAME="value" pairs, as JSON.

import type { Env } from '../../abi/types.ts';
import { textWidth } from '../lib/width.ts';

export interface Column {
  name: string;
  right?: boolean;
  json?: 'string' | 'number' | 'boolean';
  /** Holds the tree's lines. */
  tree?: boolean;
  /** The width it has where its cells and heading are narrower, unless the heading is what is widest. */
  hint?: number;
  /** May be cut where a terminal is too narrow. */
  truncate?: boolean;
}

export interface Row {
  cells: readonly string[];
  children: Row[];
}

export interface TableStyle {
  format: 'list' | 'tree' | 'raw' | 'pairs' | 'json' | 'export';
  headings: boolean;
  ascii?: boolean;
  /** The array's name in JSON. */
  name: string;
  /** Column names as shell variables. */
  shell?: boolean;
  /** A terminal's width; no limit where undefined. */
  columns?: number | undefined;
}

/** Whether the environment's character set has the lines of trees. */
export const utf8Locale = (env: Env): boolean => /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');

/** The text of a table; nothing where it has no rows (JSON: an empty array). */
export function printTable(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  if (style.format === 'json') return printJson(columns, rows, style);
  if (rows.length === 0) return '';
  if (style.format === 'raw') return printRaw(columns, flat(rows), style);
  if (style.format === 'pairs' || style.format === 'export') return printPairs(columns, flat(rows), style);
  return printAligned(columns, rows, style);
}

const flat = (rows: readonly Row[]): Row[] => rows.flatMap(row => [row, ...flat(row.children)]);

function drawn(rows: readonly Row[], columns: readonly Column[], ascii: boolean): string[][] {
  const at = columns.findIndex(({ tree }) => tree);
  const [branch, last, line] = ascii ? ['|-', '`-', '| '] : ['├─', '└─', '│ '];
  const lines: string[][] = [];
  const visit = (row: Row, own: string, below: string): void => {
    lines.push(row.cells.map((cell, index) => (index === at ? own + cell : cell)));
    row.children.forEach((child, index) => {
      const end = index === row.children.length - 1;
      visit(child, below + (end ? last : branch), below + (end ? '  ' : line));
    });
  };
  for (const row of rows) visit(row, '', '');
  return lines;
}

function printAligned(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  const lines = style.format === 'tree' ? drawn(rows, columns, style.ascii === true) : flat(rows).map(({ cells }) => [...cells]);
  if (style.headings) lines.unshift(columns.map(({ name }) => name));
  const widths = columns.map(({ name, hint = 0 }, index) => {
    const width = Math.max(...lines.map(cells => textWidth(cells[index] ?? '')));
    return style.headings && width <= textWidth(name) ? width : Math.max(width, hint);
  });
  if (style.columns !== undefined) narrow(columns, widths, style.columns);
  return lines.map(cells => alignedLine(columns, cells, widths)).join('');
}

function narrow(columns: readonly Column[], widths: number[], available: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) + widths.length - 1 - available;
  for (let index = columns.length - 1; index >= 0 && excess > 0; index--) {
    if (!columns[index]!.truncate) continue;
    const cut = Math.min(excess, Math.max(0, widths[index]! - columns[index]!.name.length));
    widths[index]! -= cut;
    excess -= cut;
  }
}

function alignedLine(columns: readonly Column[], cells: readonly string[], widths: readonly number[]): string {
  let text = '';
  columns.forEach((column, index) => {
    const end = index === columns.length - 1;
    const width = widths[index]!;
    const cell = cells[index] ?? '';
    const shown = column.truncate && textWidth(cell) > width ? cell.slice(0, width) : cell;
    const pad = ' '.repeat(Math.max(0, width - textWidth(shown)));
    text += column.right ? pad + shown : end ? shown : shown + pad;
    if (!end) text += ' ';
  });
  return `${text}\n`;
}

const escapeRaw = (text: string): string =>
  text.replace(/[\s\\\x00-\x1f\x7f]/g, each => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`);

function printRaw(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  const lines = rows.map(({ cells }) => cells.map(escapeRaw).join(' '));
  if (style.headings) lines.unshift(columns.map(({ name }) => variable(name, style)).join(' '));
  return lines.map(line => `${line}\n`).join('');
}

const variable = (name: string, { shell }: TableStyle): string =>
  shell ? name.replace(/%$/, '_PCT').replace(/[^A-Za-z0-9_]/g, '_') : name;

function printPairs(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  const pair = (name: string, cell: string): string =>
    `${variable(name, style)}="${cell.replace(/[\\"$`]/g, each => `\\x${each.charCodeAt(0).toString(16)}`)}"`;
  return rows.map(({ cells }) => `${columns.map(({ name }, index) => pair(name, cells[index] ?? '')).join(' ')}\n`).join('');
}

function jsonValue(cell: string, kind: Column['json']): string {
  if (cell === '' || cell === undefined) return kind === 'boolean' ? 'false' : 'null';
  if (kind === 'boolean') return /^(0|no|N)/.test(cell) ? 'false' : 'true';
  return kind === 'number' ? cell : JSON.stringify(cell);
}

function printJson(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  const objects = (list: readonly Row[], depth: number): string => {
    const pad = ' '.repeat(depth * 3);
    const shown = list.map(row => {
      const fields = columns.map(
        ({ name, json }, index) => `${pad}   ${JSON.stringify(name.toLowerCase())}: ${jsonValue(row.cells[index] ?? '', json)}`,
      );
      if (row.children.length > 0 && columns.some(({ tree }) => tree)) {
        fields.push(`${pad}   "children": [\n${objects(row.children, depth + 2)}${pad}   ]`);
      }
      return `{\n${fields.join(',\n')}\n${pad}}`;
    });
    return `${pad}${shown.join(',')}\n`;
  };
  if (rows.length === 0) return `{\n   "${style.name}": []\n}\n`;
  return `{\n   "${style.name}": [\n${objects(rows, 2)}   ]\n}\n`;
}

/** The columns that -o asks for, by name ("+NAME" adds to the usual ones). Gives the unknown name as text. */
export function chooseColumns<C extends Column>(all: readonly C[], usual: readonly string[], asked: string | undefined): C[] | string {
  let names = usual;
  if (asked !== undefined) {
    const words = asked.replace(/^\+/, '').split(',');
    names = asked.startsWith('+') ? [...usual, ...words] : words;
  }
  const chosen: C[] = [];
  for (const name of names) {
    const column = all.find(each => each.name.toLowerCase() === name.toLowerCase());
    if (column === undefined) return name;
    chosen.push(column);
  }
  return chosen;
}
