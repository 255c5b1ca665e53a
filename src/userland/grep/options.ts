// The command line of grep. As GNU grep 3.12.

import { Errno } from '../../abi/errno.ts';
import { fromBytes } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import type { LongOptions } from '../lib/getopt.ts';
import { readAll } from '../lib/io.ts';
import { quoteName } from '../lib/quote.ts';
import { isTerminal } from '../lib/stdout.ts';
import type { MatcherOptions } from './matcher.ts';
import type { SearchOptions } from './search.ts';

export const SHORT = '0123456789A:B:C:D:EFGHILPTUVX:abcd:e:f:hiLlm:noqRrsuvwxyZz';
export const LONG: LongOptions = {
  'basic-regexp': '-G',
  'extended-regexp': '-E',
  'fixed-strings': '-F',
  'perl-regexp': '-P',
  'after-context': '-A',
  'before-context': '-B',
  context: '-C',
  'binary-files': 'required',
  binary: '-U',
  'byte-offset': '-b',
  color: 'optional',
  colour: 'optional',
  count: '-c',
  devices: '-D',
  directories: '-d',
  exclude: 'required',
  'exclude-from': 'required',
  'exclude-dir': 'required',
  file: '-f',
  'files-with-matches': '-l',
  'files-without-match': '-L',
  'group-separator': 'required',
  'no-group-separator': 'none',
  include: 'required',
  'ignore-case': '-i',
  'no-ignore-case': 'none',
  'initial-tab': '-T',
  label: 'required',
  'line-buffered': 'none',
  'line-number': '-n',
  'line-regexp': '-x',
  'max-count': '-m',
  'no-filename': '-h',
  'no-messages': '-s',
  null: '-Z',
  'null-data': '-z',
  'only-matching': '-o',
  quiet: '-q',
  recursive: '-r',
  'dereference-recursive': '-R',
  regexp: '-e',
  'invert-match': '-v',
  silent: '-q',
  text: '-a',
  'with-filename': '-H',
  'word-regexp': '-w',
};

export function matcherOptions(tool: Tool): MatcherOptions {
  const kind = tool.last('-G', '-E', '-F', '-P') ?? '-G';
  return {
    syntax: { '-G': 'basic', '-E': 'extended', '-F': 'fixed', '-P': 'perl' }[kind] as MatcherOptions['syntax'],
    ignoreCase: ['-i', '-y'].includes(tool.last('-i', '-y', '--no-ignore-case') ?? ''),
    word: tool.has('-w'),
    line: tool.has('-x'),
  };
}

/** The patterns of -e and -f, else the first operand, which is taken off. */
export async function readPatterns(tool: Tool): Promise<string[]> {
  const patterns: string[] = [];
  let given = false;
  for (const { option, value } of tool.given) {
    if (option === '-e') {
      patterns.push(...value!.split('\n'));
      given = true;
    } else if (option === '-f') {
      given = true;
      patterns.push(...(await patternFile(tool, value!)));
    }
  }
  if (given) return patterns;
  const first = tool.operands.shift();
  if (first === undefined) tool.usage('');
  return first.split('\n');
}

async function patternFile(tool: Tool, path: string): Promise<string[]> {
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const text = fromBytes(await readAll(tool.sys, fd));
    if (fd !== 0) await tool.sys.close(fd);
    if (text === '') return [];
    return text.replace(/\n$/, '').split('\n');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${quoteName(path)}: ${error.message}`, 2);
  }
}

function contextOf(tool: Tool): { before: number; after: number; asked: boolean } {
  let [before, after, both]: (number | undefined)[] = [undefined, undefined, undefined];
  let digits = '';
  const length = (text: string): number => (/^\d+$/.test(text) ? Number(text) : tool.fail(`${text}: invalid context length argument`, 2));
  for (const { option, value } of tool.given) {
    if (option === '-A') after = length(value!);
    else if (option === '-B') before = length(value!);
    else if (option === '-C') both = length(value!);
    else if (/^-\d$/.test(option)) {
      digits += option[1];
      both = Number(digits);
      continue;
    }
    digits = '';
  }
  return { before: before ?? both ?? 0, after: after ?? both ?? 0, asked: (before ?? after ?? both) !== undefined };
}

export async function searchOptions(tool: Tool): Promise<SearchOptions> {
  const { before, after, asked } = contextOf(tool);
  const mostText = tool.value('-m');
  if (mostText !== undefined && !/^-?\d+$/.test(mostText)) tool.fail('invalid max count', 2);
  const when = tool.given.findLast(({ option }) => option === '--color' || option === '--colour');
  const how = when === undefined ? 'never' : (when.value ?? 'auto');
  if (!['always', 'yes', 'force', 'never', 'no', 'none', 'auto', 'tty', 'if-tty'].includes(how)) tool.usage('');
  const auto =
    (how === 'auto' || how === 'tty' || how === 'if-tty') &&
    tool.env.TERM !== 'dumb' &&
    tool.env.TERM !== undefined &&
    (await isTerminal(tool.sys, 1));
  const binary = tool.has('-a') ? 'text' : tool.has('-I') ? 'without-match' : (tool.value('--binary-files') ?? 'binary');
  if (binary !== 'text' && binary !== 'without-match' && binary !== 'binary') tool.fail(`${binary}: unknown binary-files type`, 2);
  const output = tool.has('-q')
    ? 'quiet'
    : tool.last('-l', '-L') === '-l'
      ? 'with'
      : tool.has('-L')
        ? 'without'
        : tool.has('-c')
          ? 'count'
          : 'lines';
  return {
    invert: tool.has('-v'),
    most: mostText === undefined || mostText.startsWith('-') ? Number.POSITIVE_INFINITY : Number(mostText),
    before: tool.has('-o') ? 0 : before,
    after: tool.has('-o') ? 0 : after,
    context: asked && (before > 0 || after > 0),
    separator: tool.has('--no-group-separator') ? undefined : (tool.value('--group-separator') ?? '--'),
    output,
    only: tool.has('-o'),
    names: false,
    numbers: tool.has('-n'),
    offsets: tool.has('-b'),
    initialTab: tool.has('-T'),
    nullName: tool.has('-Z'),
    nullData: tool.has('-z'),
    binary,
    color: how === 'always' || how === 'yes' || how === 'force' || auto,
  };
}
