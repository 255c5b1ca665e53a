// cut: parts of lines. As GNU coreutils 9.10.

import { byteString, type Codec } from '../lib/bytes.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote } from '../lib/quote.ts';
import { Stdout } from '../lib/stdout.ts';

/** From and to, both counted from 1 and inside. */
type Range = readonly [from: number, to: number];

export default command({
  name: 'cut',
  summary: 'print selected parts of lines from each FILE to standard output',
  usage: 'OPTION... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -b, --bytes=LIST        select only these bytes
  -c, --characters=LIST   select only these characters
  -d, --delimiter=DELIM   use DELIM instead of TAB for field delimiter
  -f, --fields=LIST       select only these fields; also print any line
                            that contains no delimiter character, unless
                            the -s option is specified
  -n                      (ignored)
      --complement        complement the set of selected bytes, characters
                            or fields
  -s, --only-delimited    do not print lines not containing delimiters
      --output-delimiter=STRING  use STRING as the output delimiter
  -z, --zero-terminated   line delimiter is NUL, not newline`,
  short: 'b:c:d:f:nsz',
  long: {
    bytes: '-b',
    characters: '-c',
    delimiter: '-d',
    fields: '-f',
    complement: 'none',
    'only-delimited': '-s',
    'output-delimiter': 'required',
    'zero-terminated': '-z',
  },
  run: cut,
});

function parseList(tool: Tool, text: string, kind: 'field' | 'byte/character position'): Range[] {
  const from1 = kind === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
  const ranges: Range[] = [];
  for (const part of text.split(/[, \t]/)) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part);
    if (found === null)
      tool.usage(
        part.includes('-') && /^[-\d]+$/.test(part)
          ? `invalid ${kind === 'field' ? 'field range' : 'byte or character range'}`
          : `invalid ${kind} value ${quote(part)}`,
      );
    const [, from, dash, to] = found;
    if (from === '' && to === '' && dash === '-') tool.usage('invalid range with no endpoint: -');
    if (part === '' || Number(from || 1) === 0 || (to !== '' && Number(to) === 0 && from === '')) tool.usage(from1);
    const start = from === '' ? 1 : Number(from);
    const end = dash === '' ? start : to === '' ? Number.POSITIVE_INFINITY : Number(to);
    if (end < start) tool.usage('invalid decreasing range');
    ranges.push([start, end]);
  }
  return merge(ranges);
}

function merge(ranges: Range[]): Range[] {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function complement(ranges: readonly Range[]): Range[] {
  const others: Range[] = [];
  let next = 1;
  for (const [from, to] of ranges) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  if (next !== Number.POSITIVE_INFINITY) others.push([next, Number.POSITIVE_INFINITY]);
  return others;
}

function selectFields(
  ranges: readonly Range[],
  delimiter: string,
  joiner: string,
  onlyDelimited: boolean,
): (line: string) => string | undefined {
  return line => {
    if (!line.includes(delimiter)) return onlyDelimited ? undefined : line;
    const fields = line.split(delimiter);
    const kept: string[] = [];
    for (const [from, to] of ranges) for (let at = from; at <= to && at <= fields.length; at++) kept.push(fields[at - 1]!);
    return kept.join(joiner);
  };
}

function selectCharacters(ranges: readonly Range[], joiner: string): (line: string) => string {
  return line => {
    // Only a surrogate makes characters and positions differ.
    const characters: string | string[] = /[\ud800-\udbff]/.test(line) ? [...line] : line;
    const kept: string[] = [];
    for (const [from, to] of ranges) {
      if (from > characters.length) break;
      const part = characters.slice(from - 1, to);
      kept.push(typeof part === 'string' ? part : part.join(''));
    }
    return kept.join(joiner);
  };
}

async function cut(tool: Tool): Promise<void> {
  const lists = tool.given.filter(({ option }) => ['-b', '-c', '-f'].includes(option));
  if (lists.length > 1) tool.usage('only one list may be specified');
  const [list] = lists;
  const delimiter = tool.value('-d');
  if (delimiter !== undefined && [...delimiter].length > 1) tool.usage('the delimiter must be a single character');
  if (list === undefined) tool.usage('you must specify a list of bytes, characters, or fields');
  if (list.option !== '-f' && delimiter !== undefined) tool.usage('an input delimiter may be specified only when operating on fields');
  if (list.option !== '-f' && tool.has('-s')) tool.usage('suppressing non-delimited lines makes sense\n\tonly when operating on fields');
  const parsed = parseList(tool, list.value!, list.option === '-f' ? 'field' : 'byte/character position');
  const ranges = tool.has('--complement') ? complement(parsed) : parsed;
  const codec: Codec = list.option === '-b' ? 'bytes' : 'text';
  const convert = codec === 'bytes' ? byteString : (text: string): string => text;
  const mark = delimiter === '' ? '\0' : (delimiter ?? '\t');
  const joiner = convert(tool.value('--output-delimiter') ?? (list.option === '-f' ? mark : ''));
  const select = list.option === '-f' ? selectFields(ranges, mark, joiner, tool.has('-s')) : selectCharacters(ranges, joiner);
  const end = tool.has('-z') ? '\0' : '\n';
  const out = new Stdout(tool.sys, codec);
  await tool.eachInput(async fd => {
    for await (const { lines } of lineBatches(tool.sys, fd, { codec, delimiter: end === '\n' ? 10 : 0 })) {
      for (const line of lines) {
        const part = select(line);
        if (part !== undefined) out.write(part + end);
      }
      await out.settle();
    }
    await out.flush();
  });
  if (tool.status > 1) throw new Failure('', tool.status);
}
