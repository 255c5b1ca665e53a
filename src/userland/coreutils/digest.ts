// The checksum programs: md5sum, sha1sum and their kin share it. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Program } from '../../abi/program.ts';
import { command, type Tool } from '../lib/command.ts';
import { chunks } from '../lib/io.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote, quoteName } from '../lib/quote.ts';

/** A hash that is fed piece by piece. */
export interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

export interface DigestKind {
  /** The program, and its name in BSD's form ("MD5"). */
  name: string;
  tag: string;
  bits: number;
  make(bits: number): Hash;
  /** -l sets the length. */
  variable?: boolean;
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

/** A program that prints and checks digests of one kind. */
export function digestProgram(kind: DigestKind): Program {
  return command({
    name: kind.name,
    summary: `print or check ${kind.tag} (${kind.bits}-bit) checksums`,
    usage: '[OPTION]... [FILE]...',
    help: `With no FILE, or when FILE is -, read standard input.

  -b, --binary         read in binary mode
  -c, --check          read checksums from the FILEs and check them
      --tag            create a BSD-style checksum
  -t, --text           read in text mode (default)
  -z, --zero           end each output line with NUL, not newline,
                         and disable file name escaping
      --ignore-missing don't fail or report status for missing files
      --quiet          don't print OK for each successfully verified file
      --status         don't output anything, status code shows success
      --strict         exit non-zero for improperly formatted checksum lines
  -w, --warn           warn about improperly formatted checksum lines`,
    short: kind.variable ? 'bcl:twz' : 'bctwz',
    long: {
      binary: '-b',
      check: '-c',
      'ignore-missing': 'none',
      quiet: 'none',
      status: 'none',
      strict: 'none',
      tag: 'none',
      text: '-t',
      warn: '-w',
      zero: '-z',
      ...(kind.variable ? { length: '-l' as const } : {}),
    },
    run: tool => digest(tool, kind),
  });
}

function bitsOf(tool: Tool, kind: DigestKind): number {
  const text = tool.value('-l');
  if (text === undefined || text === '0') return kind.bits;
  const bits = Number(text);
  if (!/^\d+$/.test(text) || bits > 512)
    tool.fail(`invalid length: ${quote(text)}\n${tool.name}: maximum digest length for ‘BLAKE2b’ is 512 bits`);
  if (bits % 8 !== 0) tool.fail(`invalid length: ${quote(text)}\n${tool.name}: length is not a multiple of 8`);
  return bits;
}

async function digest(tool: Tool, kind: DigestKind): Promise<number> {
  const bits = bitsOf(tool, kind);
  if (tool.has('-c')) {
    if (tool.has('--tag')) tool.usage('the --tag option is meaningless when verifying checksums');
    for (const path of tool.operands.length > 0 ? tool.operands : ['-']) await check(tool, kind, path);
    return tool.status;
  }
  for (const option of ['--ignore-missing', '--status', '-w', '--quiet', '--strict']) {
    const word = option === '-w' ? '--warn' : option;
    if (tool.has(option)) tool.usage(`the ${word} option is meaningful only when verifying checksums`);
  }
  const end = tool.has('-z') ? '\0' : '\n';
  await tool.eachInput(async (fd, path) => {
    const hash = kind.make(bits);
    for await (const bytes of chunks(tool.sys, fd)) hash.update(bytes);
    tool.out.write(lineOf(tool, kind, bits, hex(hash.digest()), path) + end);
  });
  return tool.status;
}

function lineOf(tool: Tool, kind: DigestKind, bits: number, sum: string, path: string): string {
  const escapes = !tool.has('-z') && /[\\\n\r]/.test(path);
  const shown = escapes ? path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r') : path;
  const lead = escapes ? '\\' : '';
  if (tool.has('--tag')) return `${lead}${kind.tag}${bits === kind.bits ? '' : `-${bits}`} (${shown}) = ${sum}`;
  return `${lead}${sum} ${tool.last('-b', '-t') === '-b' ? '*' : ' '}${shown}`;
}

const TAGGED = /^\\?([A-Za-z0-9]+)(?:-(\d+))? \((.*)\) = ([0-9a-fA-F]+)$/s;
const PLAIN = /^\\?([0-9a-fA-F]{2,}) [ *](.*)$/s;

function parseLine(line: string, kind: DigestKind): { sum: string; path: string } | undefined {
  const tagged = TAGGED.exec(line);
  const plain = tagged === null ? PLAIN.exec(line) : null;
  if (tagged !== null && tagged[1] !== kind.tag) return undefined;
  const sum = (tagged?.[4] ?? plain?.[1])?.toLowerCase();
  const path = tagged?.[3] ?? plain?.[2];
  if (sum === undefined || path === undefined || path === '') return undefined;
  if (kind.variable ? sum.length % 2 !== 0 || sum.length > 128 : sum.length !== kind.bits / 4) return undefined;
  const escaped = line.startsWith('\\');
  return { sum, path: escaped ? path.replace(/\\(n|r|\\)/g, (_, char: string) => ({ n: '\n', r: '\r', '\\': '\\' })[char]!) : path };
}

interface Tally {
  good: number;
  bad: number;
  unreadable: number;
  malformed: number;
  proper: number;
}

async function check(tool: Tool, kind: DigestKind, path: string): Promise<void> {
  const fd = await tool.input(path);
  if (fd === undefined) return;
  const tally: Tally = { good: 0, bad: 0, unreadable: 0, malformed: 0, proper: 0 };
  const shown = path === '-' ? "'standard input'" : quoteName(path);
  let number = 0;
  try {
    for await (const { lines } of lineBatches(tool.sys, fd, { delimiter: tool.has('-z') ? 0 : 10 })) {
      for (const line of lines) {
        number++;
        if (line.startsWith('#') || line === '') continue;
        const parsed = parseLine(line.replace(/\r$/, ''), kind);
        if (parsed !== undefined) {
          await verify(tool, kind, parsed, tally);
          continue;
        }
        tally.malformed++;
        if (tool.has('-w')) await tool.warn(`${shown}: ${number}: improperly formatted ${kind.tag} checksum line`, 0);
      }
    }
  } catch (error) {
    return tool.complain(shown, error);
  }
  if (fd !== 0) await tool.sys.close(fd);
  await summary(tool, tally, shown);
}

async function verify(tool: Tool, kind: DigestKind, { sum, path }: { sum: string; path: string }, tally: Tally): Promise<void> {
  tally.proper++;
  const quiet = tool.has('--quiet');
  const silent = tool.has('--status');
  const name = path.includes('\n') ? quoteName(path) : path;
  let actual: string;
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const hash = kind.make(kind.variable ? sum.length * 4 : kind.bits);
    for await (const bytes of chunks(tool.sys, fd)) hash.update(bytes);
    actual = hex(hash.digest());
    if (fd !== 0) await tool.sys.close(fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (tool.has('--ignore-missing') && error.code === 'ENOENT') return;
    tally.unreadable++;
    await tool.warn(`${quoteName(path)}: ${error.message}`);
    if (!silent) tool.out.write(`${name}: FAILED open or read\n`);
    return;
  }
  if (actual === sum) {
    tally.good++;
    if (!quiet && !silent) tool.out.write(`${name}: OK\n`);
  } else {
    tally.bad++;
    tool.status = 1;
    if (!silent) tool.out.write(`${name}: FAILED\n`);
  }
}

async function summary(tool: Tool, tally: Tally, shown: string): Promise<void> {
  if (tally.proper === 0) return tool.warn(`${shown}: no properly formatted checksum lines found`);
  if (tally.malformed > 0 && tool.has('--strict')) tool.status = 1;
  if (tool.has('--status')) return;
  const say = async (count: number, one: string, many: string): Promise<void> => {
    if (count > 0) await tool.warn(`WARNING: ${count} ${count === 1 ? one : many}`, 0);
  };
  await say(tally.malformed, 'line is improperly formatted', 'lines are improperly formatted');
  await say(tally.unreadable, 'listed file could not be read', 'listed files could not be read');
  await say(tally.bad, 'computed checksum did NOT match', 'computed checksums did NOT match');
  if (tool.has('--ignore-missing') && tally.good + tally.bad === 0) await tool.warn(`${shown}: no file was verified`);
}
