// wc: counts of lines, words, characters and bytes. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { fromBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { CHUNK_BYTES, concat, readAll } from '../lib/io.ts';
import { quote, quoteName } from '../lib/quote.ts';
import { textWidth } from '../lib/width.ts';

const COUNTS = ['lines', 'words', 'chars', 'bytes', 'width'] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

export default command({
  name: 'wc',
  summary: 'print newline, word, and byte counts for each FILE, and a total line if more than one FILE is specified',
  usage: '[OPTION]... [FILE]...\n[OPTION]... --files0-from=F',
  help: `With no FILE, or when FILE is -, read standard input.

  -c, --bytes              print the byte counts
  -m, --chars              print the character counts
  -l, --lines              print the newline counts
      --files0-from=F      read input from the NUL-terminated names in file F
  -L, --max-line-length    print the maximum display width
  -w, --words              print the word counts
      --total=WHEN         when to print a line with total counts:
                             auto, always, only, never`,
  short: 'clLmw',
  long: { bytes: '-c', chars: '-m', lines: '-l', 'max-line-length': '-L', words: '-w', 'files0-from': 'required', total: 'required' },
  run: wc,
});

async function wc(tool: Tool): Promise<void> {
  const options = { '-l': 'lines', '-w': 'words', '-m': 'chars', '-c': 'bytes', '-L': 'width' } as const;
  let asked = COUNTS.filter(count => Object.entries(options).some(([option, name]) => name === count && tool.has(option)));
  if (asked.length === 0) asked = ['lines', 'words', 'bytes'];
  const totalWhen = tool.value('--total') ?? 'auto';
  if (!['auto', 'always', 'only', 'never'].includes(totalWhen)) tool.usage(`invalid argument ${quote(totalWhen)} for ‘--total’`);
  const listed = tool.value('--files0-from');
  const paths = listed === undefined ? tool.operands : await namesFrom(tool, listed);
  const width = totalWhen === 'only' ? 1 : await columnWidth(tool, paths, asked.length);
  const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, width: 0 };
  const show = (counts: Counts, name: string): void => {
    const columns = asked.map(count => String(counts[count]).padStart(width)).join(' ');
    tool.out.write(`${columns}${name === '' ? '' : ` ${quoteName(name).includes('$') ? quoteName(name) : name}`}\n`);
  };
  await eachFile(tool, paths, async (fd, path) => {
    const counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, width: 0 };
    let problem: unknown;
    try {
      await count(tool, fd, counts, asked);
    } catch (error) {
      problem = error;
    }
    if (totalWhen !== 'only') show(counts, path ?? '');
    for (const name of COUNTS) total[name] = name === 'width' ? Math.max(total.width, counts.width) : total[name] + counts[name];
    if (problem !== undefined) await tool.complain(quoteName(path ?? 'standard input'), problem);
  });
  if (totalWhen === 'always' || totalWhen === 'only' || (totalWhen === 'auto' && paths.length > 1)) {
    show(total, totalWhen === 'only' ? '' : 'total');
  }
}

async function eachFile(tool: Tool, paths: readonly string[], use: (fd: Fd, path: string | undefined) => Promise<void>): Promise<void> {
  if (paths.length === 0) return use(0, undefined);
  for (const path of paths) {
    const fd = await tool.input(path);
    if (fd === undefined) continue;
    await use(fd, path);
    if (path !== '-') await tool.sys.close(fd);
  }
}

async function namesFrom(tool: Tool, path: string): Promise<string[]> {
  if (tool.operands.length > 0)
    tool.usage(`extra operand ${quote(tool.operands[0]!)}\nfile operands cannot be combined with --files0-from`);
  const fd = await tool.input(path);
  if (fd === undefined) return tool.fail('');
  return fromBytes(await readAll(tool.sys, fd))
    .split('\0')
    .filter(name => name !== '');
}

/** As wide as the sizes of the files need; 7 where one has no size. */
async function columnWidth(tool: Tool, paths: readonly string[], columns: number): Promise<number> {
  if (paths.length <= 1 && columns === 1) return 1;
  let least = 1;
  let total = 0;
  for (const path of paths.length > 0 ? paths : ['-']) {
    try {
      const { kind, sizeBytes } = path === '-' ? await tool.sys.fstat(0) : await tool.sys.stat(path);
      if (kind === 'file') total += sizeBytes;
      else least = 7;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return Math.max(least, String(total).length);
}

async function count(tool: Tool, fd: Fd, counts: Counts, asked: readonly string[]): Promise<void> {
  const text = asked.includes('chars') || asked.includes('width');
  const words = asked.includes('words');
  if (asked.length === 1 && asked[0] === 'bytes') return countBytes(tool, fd, counts);
  let inWord = false;
  let held: Uint8Array = new Uint8Array(0);
  const line = { width: 0 };
  for (;;) {
    const bytes = await tool.sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) break;
    counts.bytes += bytes.length;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === 10) counts.lines++;
      if (!words) continue;
      const space = byte === 32 || (byte >= 9 && byte <= 13);
      if (!space && !inWord && byte > 32 && byte !== 127) counts.words++;
      inWord = !space && (inWord || (byte > 32 && byte !== 127));
    }
    if (!text) continue;
    const all = held.length > 0 ? concat([held, bytes]) : bytes;
    const end = wholeCharacters(all);
    measure(fromBytes(all.subarray(0, end)), counts, line);
    held = all.subarray(end);
  }
  if (text) measure(fromBytes(held), counts, line);
  counts.width = Math.max(counts.width, line.width);
}

async function countBytes(tool: Tool, fd: Fd, counts: Counts): Promise<void> {
  for (;;) {
    const bytes = await tool.sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) return;
    counts.bytes += bytes.length;
  }
}

/** Up to where no UTF-8 sequence is cut off at the end. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function measure(text: string, counts: Counts, line: { width: number }): void {
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0xdc80 || code > 0xdcff) counts.chars++;
    if (character === '\t') line.width += 8 - (line.width % 8);
    else if (character === '\n' || character === '\r' || character === '\f') {
      counts.width = Math.max(counts.width, line.width);
      line.width = 0;
    } else line.width += textWidth(character);
  }
}
