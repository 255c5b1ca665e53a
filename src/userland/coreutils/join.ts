// join: lines of two sorted files with the same field made one. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { allLines } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'join',
  summary: 'for each pair of input lines with identical join fields, write a line to standard output',
  usage: '[OPTION]... FILE1 FILE2',
  help: `When FILE1 or FILE2 (not both) is -, read standard input.

  -a FILENUM             also print unpairable lines from file FILENUM
  -e STRING              replace missing (empty) input fields with STRING
  -i, --ignore-case      ignore differences in case when comparing fields
  -j FIELD               equivalent to '-1 FIELD -2 FIELD'
  -o FORMAT              obey FORMAT while constructing output line
  -t CHAR                use CHAR as input and output field separator
  -v FILENUM             like -a FILENUM, but suppress joined output lines
  -1 FIELD               join on this FIELD of file 1
  -2 FIELD               join on this FIELD of file 2
      --check-order      check that the input is correctly sorted
      --nocheck-order    do not check that the input is correctly sorted
      --header           treat the first line in each file as field headers
  -z, --zero-terminated  line delimiter is NUL, not newline`,
  short: 'a:e:ij:o:t:v:1:2:z',
  long: { 'ignore-case': '-i', 'check-order': 'none', 'nocheck-order': 'none', header: 'none', 'zero-terminated': '-z' },
  codec: 'text',
  run: join,
});

interface Row {
  line: string;
  fields: string[];
  key: string;
}

type Column = 'key' | { file: 0 | 1; field: number };

function fieldNumber(tool: Tool, text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^\d+$/.test(text) || Number(text) === 0) tool.fail(`invalid field number: ${quote(text)}`);
  return Number(text);
}

function columnsOf(tool: Tool, text: string | undefined): Column[] | 'auto' | undefined {
  if (text === undefined || text === 'auto') return text === undefined ? undefined : 'auto';
  return text
    .split(/[, \t]+/)
    .filter(part => part !== '')
    .map(part => {
      if (part === '0') return 'key' as const;
      const found = /^([12])\.([1-9]\d*)$/.exec(part);
      if (found === null) return tool.fail(`invalid field specifier: ${quote(part)}`);
      return { file: found[1] === '1' ? (0 as const) : (1 as const), field: Number(found[2]) };
    });
}

async function join(tool: Tool): Promise<void> {
  const { operands } = tool;
  if (operands.length === 0) tool.usage('missing operand');
  if (operands.length === 1) tool.usage(`missing operand after ${quote(operands[0]!)}`);
  if (operands.length > 2) tool.usage(`extra operand '${operands[2]}'`);
  const numbers = [fieldNumber(tool, tool.value('-1', '-j')), fieldNumber(tool, tool.value('-2', '-j'))];
  const separator = tool.value('-t');
  const end = tool.has('-z') ? '\0' : '\n';
  const folds = tool.has('-i');
  const read = async (path: string, number: number): Promise<Row[]> => {
    const fd = await tool.input(path);
    if (fd === undefined) return tool.fail('');
    const { lines } = await allLines(tool.sys, fd, { delimiter: end === '\n' ? 10 : 0 });
    return lines.map(line => {
      const fields = separator === undefined ? line.split(/[ \t]+/).filter((field, at) => field !== '' || at > 0) : line.split(separator);
      const key = fields[number - 1] ?? '';
      return { line, fields, key: folds ? key.toUpperCase() : key };
    });
  };
  const files = [await read(operands[0]!, numbers[0]!), await read(operands[1]!, numbers[1]!)] as const;
  const empty = tool.value('-e') ?? '';
  const columns = columnsOf(tool, tool.value('-o'));
  const joiner = separator ?? ' ';
  const widths = files.map(rows => rows[0]?.fields.length ?? 0);
  const print = (pair: readonly [Row | undefined, Row | undefined]): void => {
    const key = (pair[0]?.fields[numbers[0]! - 1] ?? pair[1]?.fields[numbers[1]! - 1] ?? '') || empty;
    const list = Array.isArray(columns) ? columns : undefined;
    const cells =
      list?.map(column => (column === 'key' ? key : pair[column.file]?.fields[column.field - 1] || empty)) ??
      [key].concat(...pair.map((row, file) => others(row, numbers[file]!, columns === 'auto' ? widths[file]! : undefined, empty)));
    tool.out.write(cells.join(joiner) + end);
  };
  if (tool.has('--header') && files[0].length > 0 && files[1].length > 0) print([files[0].shift()!, files[1].shift()!]);
  await merge(tool, files, print);
}

function others(row: Row | undefined, joinField: number, width: number | undefined, empty: string): string[] {
  const fields = row?.fields ?? [];
  const count = width ?? fields.length;
  return Array.from({ length: count }, (_, at) => fields[at] || empty).filter((_, at) => at !== joinField - 1);
}

async function merge(
  tool: Tool,
  files: readonly [Row[], Row[]],
  print: (pair: readonly [Row | undefined, Row | undefined]) => void,
): Promise<void> {
  const alone = (file: '1' | '2'): boolean =>
    tool.given.some(({ option, value }) => (option === '-a' || option === '-v') && value === file);
  const onlyAlone = tool.has('-v');
  const [one, two] = files;
  let i = 0;
  let j = 0;
  let unpaired = false;
  while (i < one.length || j < two.length) {
    const a = one[i];
    const b = two[j];
    if (b === undefined || (a !== undefined && a.key < b.key)) {
      if (alone('1')) print([a, undefined]);
      unpaired = true;
      i++;
    } else if (a === undefined || a.key > b.key) {
      if (alone('2')) print([undefined, b]);
      unpaired = true;
      j++;
    } else {
      let until = j;
      while (two[until]?.key === a.key) until++;
      for (; one[i]?.key === a.key; i++) if (!onlyAlone) for (let at = j; at < until; at++) print([one[i], two[at]]);
      j = until;
    }
    await tool.out.settle();
  }
  if (tool.has('--nocheck-order') || !(unpaired || tool.has('--check-order'))) return;
  let bad = false;
  for (const [file, rows] of files.entries()) {
    const at = rows.findIndex((row, index) => index > 0 && rows[index - 1]!.key > row.key);
    if (at < 0) continue;
    bad = true;
    await tool.warn(`${tool.operands[file]}:${at + 1}: is not sorted: ${rows[at]!.line}`);
  }
  if (bad) await tool.warn('input is not in sorted order');
}
