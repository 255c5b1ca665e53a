// cmp: two files compared byte by byte. As GNU diffutils 3.12.

import { Errno } from '../../abi/errno.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { CHUNK_BYTES } from '../lib/io.ts';
import { parseSize } from '../lib/sizes.ts';

export default command({
  name: 'cmp',
  summary: 'compare two files byte by byte',
  usage: '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
  help: `  -b, --print-bytes          print differing bytes
  -i, --ignore-initial=SKIP  skip first SKIP bytes of both inputs
  -l, --verbose              output byte numbers and differing byte values
  -n, --bytes=LIMIT          compare at most LIMIT bytes
  -s, --quiet, --silent      suppress all normal output`,
  short: 'bi:ln:s',
  long: { 'print-bytes': '-b', 'ignore-initial': '-i', verbose: '-l', bytes: '-n', quiet: '-s', silent: '-s' },
  version: 'GNU diffutils) 3.12',
  usageStatus: 2,
  tryText: name => `${name}: Try '${name} --help' for more information.\n`,
  run: cmp,
});

class Side {
  readonly #tool: Tool;
  readonly fd: number;
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  constructor(tool: Tool, fd: number) {
    this.#tool = tool;
    this.fd = fd;
  }

  async next(): Promise<number | undefined> {
    if (this.at >= this.bytes.length) {
      this.bytes = await this.#tool.sys.read(this.fd, CHUNK_BYTES);
      this.at = 0;
      if (this.bytes.length === 0) return undefined;
    }
    return this.bytes[this.at++];
  }
}

function shown(byte: number): string {
  const low = byte & 0x7f;
  return (byte > 127 ? 'M-' : '') + (low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low));
}

async function cmp(tool: Tool): Promise<number> {
  const [one, two = '-', ...skips] = tool.operands;
  if (one === undefined) tool.usage("missing operand after 'cmp'");
  const [first = '0', second = first] = (tool.value('-i') ?? '')
    .split(':')
    .filter(part => part !== '')
    .concat(skips);
  const names = [one, two];
  const sides: Side[] = [];
  for (const name of names) {
    try {
      sides.push(new Side(tool, name === '-' ? 0 : await tool.sys.open(name, { read: true })));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (tool.has('-s')) throw new Failure('', 2);
      throw new Failure(`${name}: ${error.message}`, 2);
    }
  }
  const [a, b] = sides as [Side, Side];
  for (const [side, text] of [
    [a, first],
    [b, second],
  ] as const)
    for (let left = parseSize(text) ?? 0; left > 0 && (await side.next()) !== undefined; left--);
  try {
    return await compare(tool, a, b, names);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Failure(`${names[0]}: ${error.message}`, 2);
  }
}

async function compare(tool: Tool, a: Side, b: Side, names: readonly string[]): Promise<number> {
  const limit = parseSize(tool.value('-n') ?? '') ?? Number.POSITIVE_INFINITY;
  const silent = tool.has('-s');
  const octal = (byte: number): string => byte.toString(8).padStart(3);
  const width = tool.has('-l') ? String((await sizeOf(tool, a, b, limit)) || 1).length : 1;
  let line = 1;
  let status = 0;
  let last = 0;
  for (let at = 1; at <= limit; at++) {
    const [x, y] = [await a.next(), await b.next()];
    if (x === undefined && y === undefined) break;
    if (x === undefined || y === undefined) {
      if (silent) return 1;
      const name = names[x === undefined ? 0 : 1]!;
      const where =
        at === 1
          ? 'which is empty'
          : tool.has('-l')
            ? `after byte ${at - 1}`
            : `after byte ${at - 1}, ${last === 10 ? 'line' : 'in line'} ${last === 10 ? line - 1 : line}`;
      await tool.warn(`EOF on ‘${name}’ ${where}`, 1);
      return 1;
    }
    last = x;
    if (x !== y) {
      status = 1;
      if (silent) return 1;
      const bytes = tool.has('-b') ? ` ${octal(x)} ${shown(x).padEnd(4)} ${octal(y)} ${shown(y)}` : '';
      if (!tool.has('-l')) {
        tool.out.write(
          `${names[0]} ${names[1]} differ: byte ${at}, line ${line}${tool.has('-b') ? ` is ${octal(x)} ${shown(x)} ${octal(y)} ${shown(y)}` : ''}\n`,
        );
        return 1;
      }
      tool.out.write(`${String(at).padStart(width)}${bytes === '' ? ` ${octal(x)} ${octal(y)}` : bytes}\n`);
    }
    if (x === 10) line++;
  }
  return status;
}

async function sizeOf(tool: Tool, a: Side, b: Side, limit: number): Promise<number> {
  const [one, two] = [await tool.sys.fstat(a.fd), await tool.sys.fstat(b.fd)];
  const size =
    one.kind === 'file'
      ? two.kind === 'file'
        ? Math.min(one.sizeBytes, two.sizeBytes)
        : one.sizeBytes
      : two.kind === 'file'
        ? two.sizeBytes
        : 0;
  return Math.min(size, limit);
}
