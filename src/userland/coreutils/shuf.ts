// shuf: lines in a random order. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { byteString, toBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { readAll, writeAll } from '../lib/io.ts';
import { allLines } from '../lib/lines.ts';
import { quote, quoteName } from '../lib/quote.ts';

export default command({
  name: 'shuf',
  summary: 'write a random permutation of the input lines to standard output',
  usage: '[OPTION]... [FILE]\n-e [OPTION]... [ARG]...\n-i LO-HI [OPTION]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -e, --echo                treat each ARG as an input line
  -i, --input-range=LO-HI   treat each number LO through HI as an input line
  -n, --head-count=COUNT    output at most COUNT lines
  -o, --output=FILE         write result to FILE instead of standard output
      --random-source=FILE  get random bytes from FILE
  -r, --repeat              output lines can be repeated
  -z, --zero-terminated     line delimiter is NUL, not newline`,
  short: 'ei:n:o:rz',
  long: {
    echo: '-e',
    'input-range': '-i',
    'head-count': '-n',
    output: '-o',
    'random-source': 'required',
    repeat: '-r',
    'zero-terminated': '-z',
  },
  codec: 'bytes',
  run: shuf,
});

/** Lines by their place: those of a range are not made before they are asked for. */
interface Source {
  count: number;
  line(at: number): string;
}

const LIST_MOST = 4_000_000;

async function shuf(tool: Tool): Promise<void> {
  const source = await sourceOf(tool);
  const repeats = tool.has('-r');
  const most = tool.given
    .filter(({ option }) => option === '-n')
    .reduce((least, { value }) => {
      if (!/^\d+$/.test(value!)) tool.fail(`invalid line count: ${quote(value!)}`);
      return Math.min(least, Number(value));
    }, Number.POSITIVE_INFINITY);
  if (repeats && source.count === 0 && most > 0) tool.fail('no lines to repeat');
  const random = await Randomness.of(tool);
  const mark = tool.has('-z') ? '\0' : '\n';
  const output = tool.value('-o');
  const texts: string[] = [];
  const put = async (at: number): Promise<void> => {
    if (output !== undefined) texts.push(source.line(at) + mark);
    else {
      tool.out.write(source.line(at) + mark);
      await tool.out.settle();
    }
  };
  if (repeats) for (let done = 0; done < most; done++) await put(await random.below(source.count));
  else await permute(source, Math.min(most, source.count), random, put);
  if (output !== undefined) await writeTo(tool, output, texts.join(''));
}

/** The first `most` places of a random permutation; only the places that were moved are remembered. */
async function permute(source: Source, most: number, random: Randomness, put: (at: number) => Promise<void>): Promise<void> {
  const moved = new Map<number, number>();
  for (let at = 0; at < most; at++) {
    const other = at + (await random.below(source.count - at));
    const chosen = moved.get(other) ?? other;
    moved.set(other, moved.get(at) ?? at);
    moved.delete(at);
    await put(chosen);
  }
}

async function writeTo(tool: Tool, path: string, text: string): Promise<void> {
  try {
    const fd = await tool.sys.open(path, { write: true, create: true, truncate: true }, 0o666);
    await writeAll(tool.sys, fd, toBytes(text, 'bytes'));
    await tool.sys.close(fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`${quoteName(path)}: ${error.message}`);
  }
}

async function sourceOf(tool: Tool): Promise<Source> {
  const { operands } = tool;
  const ranges = tool.given.filter(({ option }) => option === '-i');
  if (new Set(tool.given.filter(({ option }) => option === '-o').map(({ value }) => value)).size > 1)
    tool.fail('multiple output files specified');
  const range = ranges.at(-1)?.value;
  const [low, high] = range === undefined ? [0, 0] : boundsOf(tool, range);
  if (ranges.length > 1) tool.fail('multiple -i options specified');
  if (tool.has('-e') && range !== undefined) tool.usage('cannot combine -e and -i options');
  if (tool.has('-e')) return { count: operands.length, line: at => byteString(operands[at]!) };
  const extra = operands[range === undefined ? 1 : 0];
  if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
  if (range !== undefined) return { count: high - low + 1, line: at => String(low + at) };
  const path = operands[0] ?? '-';
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const { lines } = await allLines(tool.sys, fd, { codec: 'bytes', delimiter: tool.has('-z') ? 0 : 10 });
    return { count: lines.length, line: at => lines[at]! };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${quoteName(path)}: ${error.message}`);
  }
}

function boundsOf(tool: Tool, text: string): [number, number] {
  const found = /^(\d+)-(\d+)$/.exec(text);
  if (found === null || Number(found[2]) + 1 < Number(found[1])) return tool.fail(`invalid input range: ${quote(text)}`);
  return [Number(found[1]), Number(found[2])];
}

/** Random numbers, of the kernel's or of a file's bytes. */
class Randomness {
  readonly #next: (bytes: number) => Promise<Uint8Array>;

  constructor(next: (bytes: number) => Promise<Uint8Array>) {
    this.#next = next;
  }

  static async of(tool: Tool): Promise<Randomness> {
    const path = tool.value('--random-source');
    if (path === undefined) return new Randomness(bytes => tool.sys.getrandom(bytes));
    let at = 0;
    try {
      const fd = await tool.sys.open(path, { read: true });
      const device = (await tool.sys.fstat(fd)).kind === 'char';
      if (device) return new Randomness(bytes => tool.sys.read(fd, bytes));
      const all = await readAll(tool.sys, fd);
      return new Randomness(async bytes => {
        if (at + bytes > Math.min(all.length, LIST_MOST)) tool.fail(`${quoteName(path)}: end of file`);
        at += bytes;
        return all.subarray(at - bytes, at);
      });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return tool.fail(`${quoteName(path)}: ${error.message}`);
    }
  }

  /** A number from 0 to below `count`; draws again where the bytes would favour some. */
  async below(count: number): Promise<number> {
    if (count <= 1) return 0;
    const width = Math.max(1, Math.ceil(Math.log2(count) / 8));
    const space = 256 ** width;
    for (;;) {
      const value = (await this.#next(width)).reduce((sum, byte) => sum * 256 + byte, 0);
      if (value < space - (space % count)) return value % count;
    }
  }
}
