// column: lists in columns, and tables. As util-linux 2.42.

import { command, type Tool } from '../lib/command.ts';
import { allLines } from '../lib/lines.ts';
import { terminalColumns } from '../lib/stdout.ts';
import { padColumns, textWidth } from '../lib/width.ts';

export default command({
  name: 'column',
  summary: 'columnate lists',
  usage: '[options] [<file>...]',
  help: `  -t, --table                      create a table
  -N, --table-columns <names>      comma separated columns names
  -R, --table-right <columns>      right align text in these columns
  -H, --table-hide <columns>       don't print the columns
  -d, --table-noheadings           don't print header
  -o, --output-separator <string>  columns separator for table output
  -s, --separator <string>         possible table delimiters
  -c, --output-width <width>       width of output in number of characters
  -x, --fillrows                   fill rows before columns`,
  short: 'c:dE:eH:hi:JLl:mN:n:O:o:p:R:r:S:s:T:tVW:x',
  long: {
    table: '-t',
    'table-columns': '-N',
    'table-right': '-R',
    'table-hide': '-H',
    'table-noheadings': '-d',
    'table-columns-limit': '-l',
    'output-separator': '-o',
    separator: '-s',
    'output-width': '-c',
    columns: '-c',
    fillrows: '-x',
    'keep-empty-lines': '-L',
    json: '-J',
  },
  version: '',
  run: column,
});

async function column(tool: Tool): Promise<void> {
  for (const option of ['-E', '-J', '-m', '-O', '-p', '-r', '-T', '-W'])
    if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const lines: string[] = [];
  await tool.eachInput(async fd => {
    for (const line of (await allLines(tool.sys, fd)).lines) if (line.trim() !== '' || tool.has('-L')) lines.push(line);
  });
  const widthText = tool.value('-c');
  const width =
    widthText === undefined
      ? await terminalColumns(tool.sys, 1, tool.env)
      : widthText === 'unlimited'
        ? Number.MAX_SAFE_INTEGER
        : Number(widthText);
  if (Number.isNaN(width)) tool.fail(`invalid columns argument: '${widthText}'`);
  tool.out.write(tool.has('-t') ? table(tool, lines) : list(lines, width, tool.has('-x')));
}

function table(tool: Tool, lines: readonly string[]): string {
  const separators = tool.value('-s');
  const limit = Number(tool.value('-l') ?? Number.POSITIVE_INFINITY);
  const split = (line: string): string[] => {
    const parts =
      separators === undefined ? line.trim().split(/[ \t]+/) : line.split(new RegExp(`[${separators.replace(/[\]\\^-]/g, '\\$&')}]`));
    if (parts.length <= limit) return parts;
    const rest = line.trim().split(/([ \t]+)/);
    return separators === undefined
      ? [...parts.slice(0, limit - 1), rest.slice((limit - 1) * 2).join('')]
      : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separators[0])];
  };
  const rows = lines.map(split);
  const names = tool.value('-N')?.split(',');
  if (names !== undefined && !tool.has('-d')) rows.unshift(names);
  const count = Math.max(0, ...rows.map(row => row.length));
  const chosen = (text: string | undefined): Set<number> =>
    new Set(
      (text ?? '')
        .split(',')
        .map(part => (part === '-1' ? count - 1 : /^\d+$/.test(part) ? Number(part) - 1 : (names ?? []).indexOf(part))),
    );
  const right = chosen(tool.value('-R'));
  const hidden = chosen(tool.value('-H'));
  const columns = Array.from({ length: count }, (_, at) => at).filter(at => !hidden.has(at));
  const widths = columns.map(at => Math.max(...rows.map(row => textWidth(row[at] ?? ''))));
  const joiner = tool.value('-o') ?? '  ';
  return rows
    .map(row => {
      const cells = columns.map((at, index) => {
        const text = row[at] ?? '';
        if (right.has(at)) return text.padStart(widths[index]!);
        return index === columns.length - 1 ? text : padColumns(text, widths[index]!);
      });
      while (cells.length > 1 && row.length < columns.length && cells.length > row.length && tool.value('-o') === undefined) cells.pop();
      return `${cells.join(joiner)}\n`;
    })
    .map(line => (tool.value('-o') === undefined && !/\S/.test(line) ? '\n' : line))
    .join('');
}

const TAB = 8;

/** Columns as wide as the widest entry, on tab stops. */
function list(lines: readonly string[], width: number, rowsFirst: boolean): string {
  const most = Math.max(0, ...lines.map(textWidth));
  const step = Math.floor((most + TAB) / TAB) * TAB;
  const columns = Math.max(1, Math.floor(width / step));
  if (most >= width || columns === 1) return lines.map(line => `${line}\n`).join('');
  const rows = Math.ceil(lines.length / columns);
  let text = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    let at = 0;
    for (let col = 0; col < columns; col++) {
      const index = rowsFirst ? row * columns + col : col * rows + row;
      const entry = lines[index];
      if (entry === undefined) break;
      if (col > 0) {
        while (at < col * step) {
          line += '\t';
          at += TAB - (at % TAB);
        }
      }
      line += entry;
      at += textWidth(entry);
    }
    text += `${line}\n`;
  }
  return text;
}
