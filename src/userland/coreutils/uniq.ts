// uniq: matching lines that follow one another, made one. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { STDIN, STDOUT } from '../lib/io.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote, quoteName } from '../lib/quote.ts';

export default command({
  name: 'uniq',
  summary: 'filter adjacent matching lines from INPUT (or standard input), writing to OUTPUT (or standard output)',
  usage: '[OPTION]... [INPUT [OUTPUT]]',
  help: `With no options, matching lines are merged to the first occurrence.

  -c, --count             prefix lines by the number of occurrences
  -d, --repeated          only print duplicate lines, one for each group
  -D                      print all duplicate lines
      --all-repeated[=METHOD]  like -D, but allow separating groups:
                            none (default), prepend, separate
  -f, --skip-fields=N     avoid comparing the first N fields
      --group[=METHOD]    show all items, separating groups with an empty line
  -i, --ignore-case       ignore differences in case when comparing
  -s, --skip-chars=N      avoid comparing the first N characters
  -u, --unique            only print unique lines
  -z, --zero-terminated   line delimiter is NUL, not newline
  -w, --check-chars=N     compare no more than N characters in lines`,
  short: 'cdDf:is:uzw:',
  long: {
    count: '-c',
    repeated: '-d',
    'all-repeated': 'optional',
    'skip-fields': '-f',
    group: 'optional',
    'ignore-case': '-i',
    'skip-chars': '-s',
    unique: '-u',
    'zero-terminated': '-z',
    'check-chars': '-w',
  },
  run: uniq,
});

function numberOf(tool: Tool, option: string, what: string): number | undefined {
  const text = tool.value(option);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : tool.fail(`${text}: invalid number of ${what}`);
}

function keyMaker(tool: Tool): (line: string) => string {
  const fields = numberOf(tool, '-f', 'fields to skip') ?? 0;
  const characters = numberOf(tool, '-s', 'bytes to skip') ?? 0;
  const compared = numberOf(tool, '-w', 'bytes to compare');
  const folds = tool.has('-i');
  return line => {
    let key = line;
    for (let skipped = 0; skipped < fields; skipped++) key = key.replace(/^[ \t]*[^ \t]*/, '');
    if (characters > 0) key = key.slice(characters);
    if (compared !== undefined) key = key.slice(0, compared);
    return folds ? key.toUpperCase() : key;
  };
}

async function openEnds(tool: Tool): Promise<Fd> {
  const [input = '-', output = '-', extra] = tool.operands;
  if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
  try {
    const fd = input === '-' ? STDIN : await tool.sys.open(input, { read: true });
    if (output !== '-') {
      const made = await tool.sys.open(output, { write: true, create: true, truncate: true }, 0o666);
      await tool.sys.dup2(made, STDOUT);
    }
    return fd;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${quoteName(input)}: ${error.message}`);
  }
}

async function uniq(tool: Tool): Promise<void> {
  const keyOf = keyMaker(tool);
  const end = tool.has('-z') ? '\0' : '\n';
  const separate = tool.value('--all-repeated') ?? 'none';
  const grouping = tool.has('--group') ? (tool.value('--group') ?? 'separate') : undefined;
  const all = tool.has('-D', '--all-repeated');
  if (grouping !== undefined && tool.has('-c', '-d', '-D', '-u', '--all-repeated'))
    tool.usage('--group is mutually exclusive with -c/-d/-D/-u');
  if (tool.has('-c') && all) tool.usage('printing all duplicated lines and repeat counts is meaningless');
  const fd = await openEnds(tool);
  let printed = 0;
  const emit = (group: string[]): void => {
    if (grouping !== undefined || all) {
      if (grouping === undefined && group.length < 2) return;
      const how = grouping ?? separate;
      if (how === 'prepend' || how === 'both' || (how === 'separate' && printed > 0)) tool.out.write(end);
      for (const line of group) tool.out.write(line + end);
      if (how === 'append' || how === 'both') tool.out.write(end);
      printed++;
      return;
    }
    if (tool.has('-d') && group.length < 2) return;
    if (tool.has('-u') && group.length > 1) return;
    tool.out.write(tool.has('-c') ? `${String(group.length).padStart(7)} ${group[0]}${end}` : group[0] + end);
  };
  const keepsAll = grouping !== undefined || all;
  let group: string[] = [];
  let key = '';
  try {
    for await (const { lines } of lineBatches(tool.sys, fd, { delimiter: end === '\n' ? 10 : 0 })) {
      for (const line of lines) {
        const next = keyOf(line);
        if (group.length > 0 && next === key) {
          group.push(keepsAll ? line : '');
          continue;
        }
        if (group.length > 0) emit(group);
        group = [line];
        key = next;
      }
      await tool.out.settle();
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`error reading ${quote(tool.operands[0] ?? '-')}: ${error.message}`);
  }
  if (group.length > 0) emit(group);
}
