// The lines of ps: columns that make up for what those before them took too much, trees, and the order. procps-ng 4.0.7.

import type { Task } from '../process.ts';
import { COLUMNS, type PsColumn, type PsContext } from './columns.ts';
import { PsError } from './options.ts';

/** Sorts by "-pid,+comm" keys. Throws PsError on an unknown one. */
export function sortTasks(tasks: Task[], keys: readonly string[], context: PsContext): void {
  const parsed = keys
    .flatMap(text => text.split(','))
    .map(text => {
      const name = text.replace(/^[+-]/, '').toLowerCase();
      const column = COLUMNS[name];
      if (!column) throw new PsError('unknown sort specifier');
      return { column, sign: text.startsWith('-') ? -1 : 1 };
    });
  tasks.sort((a, b) => {
    for (const { column, sign } of parsed) {
      const order = column.key
        ? column.key(a, context) - column.key(b, context)
        : compare(column.value(a, context), column.value(b, context));
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Orders tasks as a tree and gives what is drawn before each. */
export function treeOrder(tasks: readonly Task[], kind: 'forest' | 'indent'): { order: Task[]; prefix: Map<Task, string> } {
  const sorted = [...tasks].sort((a, b) => a.field(4) - b.field(4) || a.pid - b.pid);
  const known = new Set(sorted.map(({ pid }) => pid));
  const order: Task[] = [];
  const prefix = new Map<Task, string>();
  const visit = (task: Task, before: string, own: string): void => {
    order.push(task);
    prefix.set(task, own);
    const children = sorted.filter(each => each.field(4) === task.pid && each !== task);
    children.forEach((child, index) => {
      const more = index < children.length - 1;
      if (kind === 'indent') visit(child, `${before}  `, `${before}  `);
      else visit(child, `${before}${more ? ' |  ' : '    '}`, `${before} \\_ `);
    });
  };
  for (const task of sorted.filter(each => !known.has(each.field(4)) || each.field(4) === each.pid).reverse()) visit(task, '', '');
  return { order, prefix };
}

/** One line: each column begins where it should, as far as the ones before left room. */
function line(columns: readonly PsColumn[], cells: readonly string[], screen: number, heading: boolean): string {
  let text = '';
  let should = 0;
  columns.forEach((column, index) => {
    const last = index === columns.length - 1;
    let cell = cells[index]!;
    const lead = column.right ? Math.max(0, column.width - cell.length) : 0;
    const space = Math.max(should - text.length + lead, index === 0 ? 0 : 1);
    if (!column.right && !last && !heading && cell.length > column.width) cell = shorten(column, cell);
    const start = text.length + space;
    if (last && !column.right && !heading && Number.isFinite(screen)) cell = cell.slice(0, screen - (start % screen));
    text += ' '.repeat(space) + cell;
    should += column.width + 1;
  });
  return `${text}\n`;
}

/** Names of users end with "+" where they are cut; all else is cut. */
const shorten = (column: PsColumn, cell: string): string =>
  column.width === 8 && /USER|UID|GROUP/.test(column.heading) ? `${cell.slice(0, column.width - 1)}+` : cell.slice(0, column.width);

/** The whole table. */
export function printTasks(
  columns: readonly PsColumn[],
  tasks: readonly Task[],
  context: PsContext,
  screen: number,
  headings: boolean,
): string {
  let text = '';
  const empty = columns.every(({ heading }) => heading === '');
  if (headings && !empty)
    text += line(
      columns,
      columns.map(({ heading }) => heading),
      screen,
      true,
    );
  for (const task of tasks)
    text += line(
      columns,
      columns.map(column => column.value(task, context)),
      screen,
      false,
    );
  return text;
}
