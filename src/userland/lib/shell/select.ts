// select: a menu on standard error, a choice from standard input. As bash 5.3's execute_cmd.c: execute_select_command.

import type { For, List } from './ast.ts';
import { expandQuoted, expandWords } from './expand.ts';
import { readLine } from './input.ts';
import type { Now } from './now.ts';
import { Jump, type Shell } from './state.ts';

/** Runs the loop until input ends or a break. */
export async function runSelect(shell: Shell, node: For, run: (body: List) => Now<number>): Promise<number> {
  const items = node.words === undefined ? shell.args.slice() : await expandWords(shell, node.words);
  if (items.length === 0) return 0;
  let shows = true;
  shell.loopDepth++;
  try {
    for (;;) {
      if (shows) await shell.warn(menu(items, Number(shell.variables.get('COLUMNS') ?? 80)));
      await shell.warn(await expandQuoted(shell, shell.variables.get('PS3') ?? '#? '));
      const line = await readLine(shell, 0);
      if (line === undefined) {
        await shell.warn('\n');
        return 1;
      }
      shell.variables.assign('REPLY', line);
      shows = line === '';
      if (shows) continue;
      const number = /^\s*(\d+)\s*$/.exec(line);
      shell.variables.assign(node.name, number === null ? '' : (items[Number(number[1]) - 1] ?? ''));
      try {
        await run(node.body);
      } catch (error) {
        if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
        if (error.count > 1 && shell.loopDepth > 1) {
          error.count--;
          throw error;
        }
        if (error.kind === 'break') return 0;
      }
    }
  } finally {
    shell.loopDepth--;
  }
}

/** The menu in columns, as wide as the screen allows. */
function menu(items: readonly string[], screen: number): string {
  const digits = String(items.length).length;
  const widest = Math.max(...items.map(item => item.length)) + digits + 2 + 2;
  let columns = Math.max(1, Math.floor(screen / widest));
  let rows = Math.ceil(items.length / columns);
  columns = Math.ceil(items.length / rows);
  if (rows === 1) {
    rows = columns;
    columns = 1;
  }
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = row; at < items.length; at += rows) {
      const cell = `${String(at + 1).padStart(digits)}) ${items[at]}`;
      line += at + rows < items.length ? cell.padEnd(widest) : cell;
    }
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
