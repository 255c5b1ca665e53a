// fold: long lines broken. As GNU coreutils 9.10.

import { toBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';
import { textWidth } from '../lib/width.ts';

export default command({
  name: 'fold',
  summary: 'wrap input lines in each FILE, writing to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -b, --bytes         count bytes rather than columns
  -c, --characters    count characters rather than columns
  -s, --spaces        break at spaces
  -w, --width=WIDTH   use WIDTH columns instead of 80`,
  short: 'bcsw:0123456789',
  long: { bytes: '-b', characters: '-c', spaces: '-s', width: '-w' },
  run: fold,
});

async function fold(tool: Tool): Promise<void> {
  const old = tool.given
    .filter(({ option }) => /^-\d$/.test(option))
    .map(({ option }) => option.slice(1))
    .join('');
  const text = tool.value('-w') ?? (old || '80');
  if (!/^\d+$/.test(text) || Number(text) === 0) tool.fail(`invalid number of columns: ${quote(text)}`);
  const width = Number(text);
  const counts = tool.has('-b') ? 'bytes' : tool.has('-c') ? 'characters' : 'columns';
  await tool.eachInput(async fd => {
    for await (const { lines, ended } of lineBatches(tool.sys, fd)) {
      lines.forEach((line, at) => {
        tool.out.write(wrapped(line, width, counts, tool.has('-s')) + (ended || at < lines.length - 1 ? '\n' : ''));
      });
      await tool.out.settle();
    }
  });
}

function wrapped(line: string, width: number, counts: string, spaces: boolean): string {
  const rows: string[] = [];
  let row = '';
  let column = 0;
  const advance = (at: number, character: string): number => {
    if (counts === 'bytes') return at + toBytes(character).length;
    if (counts === 'characters') return at + 1;
    if (character === '\t') return at + 8 - (at % 8);
    if (character === '\b') return Math.max(0, at - 1);
    return character === '\r' ? 0 : at + textWidth(character);
  };
  for (const character of line) {
    let next = advance(column, character);
    while (next > width && row !== '') {
      const space = spaces ? Math.max(row.lastIndexOf(' '), row.lastIndexOf('\t')) : -1;
      const cut = space < 0 ? row.length : space + 1;
      rows.push(row.slice(0, cut));
      row = row.slice(cut);
      column = 0;
      for (const kept of row) column = advance(column, kept);
      next = advance(column, character);
    }
    row += character;
    column = next;
  }
  rows.push(row);
  return rows.join('\n');
}
