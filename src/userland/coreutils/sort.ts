// sort: lines in order. As GNU coreutils 9.10, in the C.UTF-8 locale, whose order is that of bytes.

import { Errno } from '../../abi/errno.ts';
import { byteString, toBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { STDOUT, writeAll } from '../lib/io.ts';
import { allLines } from '../lib/lines.ts';
import { quote, quoteAlways, quoteName } from '../lib/quote.ts';
import { type Comparable, comparable, compareKeys, type Key, type KeyOptions, keyText, PLAIN, takeLetter } from './sort-keys.ts';

export default command({
  name: 'sort',
  summary: 'write sorted concatenation of all FILE(s) to standard output',
  usage: '[OPTION]... [FILE]...\n[OPTION]... --files0-from=F',
  help: `With no FILE, or when FILE is -, read standard input.

Ordering options:

  -b, --ignore-leading-blanks  ignore leading blanks
  -d, --dictionary-order      consider only blanks and alphanumeric characters
  -f, --ignore-case           fold lower case to upper case characters
  -g, --general-numeric-sort  compare according to general numerical value
  -i, --ignore-nonprinting    consider only printable characters
  -M, --month-sort            compare (unknown) < 'JAN' < ... < 'DEC'
  -h, --human-numeric-sort    compare human readable numbers (e.g., 2K 1G)
  -n, --numeric-sort          compare according to string numerical value
  -R, --random-sort           shuffle, but group identical keys
  -r, --reverse               reverse the result of comparisons
  -V, --version-sort          natural sort of (version) numbers within text

Other options:

  -c, --check                 check for sorted input; do not sort
  -C, --check=quiet           like -c, but do not report first bad line
  -k, --key=KEYDEF            sort via a key; KEYDEF gives location and type
  -m, --merge                 merge already sorted files; do not sort
  -o, --output=FILE           write result to FILE instead of standard output
  -s, --stable                stabilize sort by disabling last-resort comparison
  -t, --field-separator=SEP   use SEP instead of non-blank to blank transition
  -u, --unique                output only the first of lines with equal keys
  -z, --zero-terminated       line delimiter is NUL, not newline`,
  short: 'bcCdfghik:mMno:rRsS:t:T:uVz',
  long: {
    'ignore-leading-blanks': '-b',
    'dictionary-order': '-d',
    'ignore-case': '-f',
    'general-numeric-sort': '-g',
    'ignore-nonprinting': '-i',
    'month-sort': '-M',
    'human-numeric-sort': '-h',
    'numeric-sort': '-n',
    'random-sort': '-R',
    'random-source': 'required',
    reverse: '-r',
    sort: 'required',
    'version-sort': '-V',
    'batch-size': 'required',
    check: 'optional',
    'compress-program': 'required',
    debug: 'none',
    'files0-from': 'required',
    key: '-k',
    merge: '-m',
    output: '-o',
    stable: '-s',
    'buffer-size': '-S',
    'field-separator': '-t',
    'temporary-directory': '-T',
    parallel: 'required',
    unique: '-u',
    'zero-terminated': '-z',
  },
  usageStatus: 2,
  codec: 'bytes',
  run: sort,
});

const WORDS: Readonly<Record<string, string>> = {
  'general-numeric': 'g',
  'human-numeric': 'h',
  month: 'M',
  numeric: 'n',
  random: 'R',
  version: 'V',
};

interface Plan {
  keys: Key[];
  global: KeyOptions;
  separator: string | undefined;
  unique: boolean;
  stable: boolean;
}

function planOf(tool: Tool): Plan {
  if (tool.has('--debug')) tool.fail('option --debug is not simulated here', 2);
  const global: KeyOptions = { ...PLAIN };
  for (const { option, value } of tool.given) {
    if (option === '--sort') takeLetter(global, WORDS[value!] ?? tool.usage(`invalid argument ${quote(value!)} for ‘--sort’`), 'both');
    else if (/^-[bdfghiMnRrV]$/.test(option)) takeLetter(global, option.slice(1), 'both');
    else if (option === '-S' && !/^\d+[bkKMGTPEZY%]?$/.test(value!)) tool.fail(`invalid -S argument '${value}'`, 2);
  }
  const keys = tool.given.filter(({ option }) => option === '-k').map(({ value }) => parseKey(tool, value!, global));
  if (
    keys.length === 0 &&
    (global.ordering !== 'text' || global.foldCase || global.dictionary || global.ignoreNonprinting || global.skipStartBlanks)
  ) {
    keys.push({ ...global, startField: 1, startCharacter: 1, endField: 0, endCharacter: 0 });
  }
  return { keys, global, separator: separatorOf(tool), unique: tool.has('-u'), stable: tool.has('-s', '-u') };
}

function separatorOf(tool: Tool): string | undefined {
  const text = tool.value('-t');
  if (text === undefined) return undefined;
  if (text === '') tool.fail('empty tab', 2);
  if (text === '\\0') return '\0';
  const bytes = byteString(text);
  if (bytes.length > 1) tool.fail(`multi-character tab ${quote(text)}`, 2);
  return bytes;
}

function parseKey(tool: Tool, text: string, global: KeyOptions): Key {
  const found = /^(\d*)(?:\.(\d*))?([A-Za-z]*)(?:,(\d*)(?:\.(\d*))?([A-Za-z]*))?(.*)$/s.exec(text)!;
  const [, startField, startCharacter, startLetters = '', endField, endCharacter, endLetters = '', rest] = found;
  const bad = (why: string): never => tool.fail(`${why}: invalid field specification ${quote(text)}`, 2);
  if (startField === '') tool.fail(`invalid number at field start: invalid count at start of ${quote(text)}`, 2);
  if (Number(startField) === 0) bad('field number is zero');
  if (startCharacter === '') tool.fail(`invalid number after '.': invalid count at start of ${quote(startLetters + rest!)}`, 2);
  if (startCharacter !== undefined && Number(startCharacter) === 0) bad('character offset is zero');
  if (endField === '') tool.fail(`invalid number after ',': invalid count at start of ${quote(endLetters + rest!)}`, 2);
  if (endField !== undefined && Number(endField) === 0) bad('field number is zero');
  if (rest !== '') bad('stray character in field spec');
  const own: KeyOptions = { ...PLAIN };
  for (const letter of startLetters) if (!takeLetter(own, letter, 'start')) bad('stray character in field spec');
  for (const letter of endLetters) if (!takeLetter(own, letter, 'end')) bad('stray character in field spec');
  return {
    ...(startLetters + endLetters === '' ? global : own),
    startField: Number(startField),
    startCharacter: Number(startCharacter ?? 1),
    endField: Number(endField ?? 0),
    endCharacter: Number(endCharacter ?? 0),
  };
}

async function sort(tool: Tool): Promise<number> {
  const plan = planOf(tool);
  const delimiter = tool.has('-z') ? 0 : 10;
  const check =
    tool.has('-C') || ['quiet', 'silent'].includes(tool.value('--check') ?? '') ? 'quiet' : tool.has('-c', '--check') ? 'loud' : undefined;
  const paths = tool.operands.length > 0 ? tool.operands : ['-'];
  if (check !== undefined && paths.length > 1)
    tool.fail(`extra operand ${quote(paths[1]!)} not allowed with -${check === 'quiet' ? 'C' : 'c'}`, 2);
  const lines: string[] = [];
  for (const path of paths) {
    const from = path === '-' ? 0 : await openInput(tool, path);
    try {
      for (const line of (await allLines(tool.sys, from, { codec: 'bytes', delimiter })).lines) lines.push(line);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`read failed: ${quoteName(path)}: ${error.message}`, 2);
    }
    if (path !== '-') await tool.sys.close(from);
  }
  const random = plan.keys.some(key => key.ordering === 'random') ? await scrambler(tool) : (): number => 0;
  if (check !== undefined) return checkOrder(tool, lines, plan, random, check, paths[0]!);
  return write(tool, sorted(lines, plan, random), delimiter);
}

async function openInput(tool: Tool, path: string): Promise<number> {
  try {
    return await tool.sys.open(path, { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot read: ${quoteName(path)}: ${error.message}`, 2);
  }
}

async function scrambler(tool: Tool): Promise<(text: string) => number> {
  const seed = (await tool.sys.getrandom(4)).reduce((sum, byte) => sum * 256 + byte, 0) >>> 0;
  return text => {
    let hash = seed;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
    return (hash ^ (hash >>> 12)) >>> 0;
  };
}

const compareBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Compares two lines given their keys' values, which lie one after another in `values`. */
function comparer(plan: Plan, lines: readonly string[], values: readonly Comparable[]): (a: number, b: number) => number {
  const { keys, stable } = plan;
  const count = keys.length;
  return (a, b) => {
    for (let at = 0; at < count; at++) {
      const order = compareKeys(values[a * count + at]!, values[b * count + at]!, keys[at]!);
      if (order !== 0) return order;
    }
    if (count > 0 && stable) return 0;
    const order = compareBytes(lines[a]!, lines[b]!);
    return plan.global.reverse ? -order : order;
  };
}

function valuesOf(lines: readonly string[], plan: Plan, random: (text: string) => number): Comparable[] {
  const values: Comparable[] = [];
  const whole = plan.keys.length === 1 && plan.keys[0]!.startField === 1 && plan.keys[0]!.endField === 0 && !plan.keys[0]!.skipStartBlanks;
  for (const line of lines) {
    for (const key of plan.keys) {
      values.push(comparable(whole && key.startCharacter === 1 ? line : keyText(line, key, plan.separator), key, random));
    }
  }
  return values;
}

function sorted(lines: string[], plan: Plan, random: (text: string) => number): string[] {
  if (plan.keys.length === 0 && !plan.stable) {
    lines.sort(compareBytes);
    return plan.global.reverse ? lines.reverse() : lines;
  }
  const compare = comparer(plan, lines, valuesOf(lines, plan, random));
  const order = Array.from(lines, (_, at) => at).sort(compare);
  const kept = plan.unique ? order.filter((line, at) => at === 0 || compare(order[at - 1]!, line) !== 0) : order;
  return kept.map(at => lines[at]!);
}

async function checkOrder(
  tool: Tool,
  lines: readonly string[],
  plan: Plan,
  random: (text: string) => number,
  how: 'quiet' | 'loud',
  path: string,
): Promise<number> {
  const compare = comparer(plan, lines, valuesOf(lines, plan, random));
  for (let at = 1; at < lines.length; at++) {
    const order = compare(at - 1, at);
    if (order < 0 || (order === 0 && !plan.unique)) continue;
    if (how === 'loud') {
      await tool.out.flush();
      await writeAll(tool.sys, 2, toBytes(`${byteString(`${tool.name}: ${path}:${at + 1}: disorder: `) + lines[at]!}\n`, 'bytes'));
    }
    return 1;
  }
  return 0;
}

async function write(tool: Tool, lines: readonly string[], delimiter: number): Promise<number> {
  const path = tool.value('-o');
  const end = String.fromCharCode(delimiter);
  let name = "'standard output'";
  try {
    let fd = STDOUT;
    if (path !== undefined) {
      name = quoteName(path);
      fd = await tool.sys.open(path, { write: true, create: true, truncate: true }, 0o666);
    }
    for (let at = 0; at < lines.length; at += 4096) {
      const block = lines.slice(at, at + 4096).join(end) + end;
      await writeAll(tool.sys, fd, toBytes(block, 'bytes'));
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'EISDIR')
      return tool.fail(`open failed: ${quoteAlwaysIfOdd(path!)}: ${error.message}`, 2);
    await tool.warn(`write failed: ${name}: ${error.message}`);
    return tool.fail('write error', 2);
  }
}

const quoteAlwaysIfOdd = (path: string): string => (path === '' ? quoteAlways(path) : quoteName(path));
