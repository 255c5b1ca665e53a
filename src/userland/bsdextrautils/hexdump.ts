// hexdump: bytes shown in hexadecimal and other forms. As util-linux 2.42.

import { command, type Tool } from '../lib/command.ts';
import { baseName } from '../lib/path.ts';
import { parseSize } from '../lib/sizes.ts';

export default command({
  name: 'hexdump',
  summary: 'display file contents in hexadecimal, decimal, octal, or ascii',
  usage: '[options] <file>...',
  short: 'bcCde:f:L::n:os:vxhV',
  long: {
    'one-byte-octal': '-b',
    'one-byte-char': '-c',
    canonical: '-C',
    'two-bytes-decimal': '-d',
    'two-bytes-octal': '-o',
    'two-bytes-hex': '-x',
    length: '-n',
    skip: '-s',
    'no-squeezing': '-v',
    format: '-e',
    'format-file': '-f',
  },
  version: '',
  run: hexdump,
});

type Row = (bytes: readonly number[]) => string;

const words = (bytes: readonly number[], show: (value: number) => string, size: 1 | 2): string[] => {
  const shown: string[] = [];
  for (let at = 0; at < bytes.length; at += size) shown.push(show(size === 1 ? bytes[at]! : bytes[at]! + (bytes[at + 1] ?? 0) * 256));
  return shown;
};
const NAMED: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const character = (byte: number): string =>
  (NAMED[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(3);

/** Columns that a whole row has: what is missing is blank. */
const filled = (parts: readonly string[], count: number, width: number): string =>
  parts.map(part => part.padStart(width)).join('') + ' '.repeat((count - parts.length) * width);

const ROWS: Readonly<Record<string, Row>> = {
  '-b': bytes =>
    filled(
      words(bytes, byte => byte.toString(8).padStart(3, '0'), 1),
      16,
      4,
    ),
  '-c': bytes => filled(words(bytes, character, 1), 16, 4),
  '-d': bytes =>
    filled(
      words(bytes, value => String(value).padStart(5, '0'), 2),
      8,
      8,
    ),
  '-o': bytes =>
    filled(
      words(bytes, value => value.toString(8).padStart(6, '0'), 2),
      8,
      8,
    ),
  '-x': bytes =>
    filled(
      words(bytes, value => value.toString(16).padStart(4, '0'), 2),
      8,
      8,
    ),
  plain: bytes =>
    filled(
      words(bytes, value => value.toString(16).padStart(4, '0'), 2),
      8,
      5,
    ),
  '-C': bytes => {
    const hex = bytes.map(byte => byte.toString(16).padStart(2, '0'));
    const half = (from: number): string => filled(hex.slice(from, from + 8), 8, 3);
    const text = bytes.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    return ` ${half(0)} ${half(8)}  |${text}|`;
  },
};

async function hexdump(tool: Tool): Promise<void> {
  for (const option of ['-e', '-f']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const kinds = tool.given.map(({ option }) => option).filter(option => ROWS[option] !== undefined);
  const formats = kinds.length > 0 ? kinds : [baseName(tool.name) === 'hd' ? '-C' : 'plain'];
  const size = (option: string): number | undefined => {
    const text = tool.value(option);
    if (text === undefined) return undefined;
    return (
      (/^0x/i.test(text) ? Number(text) : parseSize(text)) ??
      tool.fail(`failed to parse ${option === '-n' ? 'length' : 'offset'}: '${text}'`)
    );
  };
  const dumper = new Dumper(tool, formats, size('-s') ?? 0, size('-n') ?? Number.POSITIVE_INFINITY);
  await tool.eachInput(fd => dumper.file(fd));
  dumper.end();
}

class Dumper {
  readonly #tool: Tool;
  readonly #formats: readonly string[];
  #skip: number;
  #left: number;
  #offset: number;
  #held: number[] = [];
  #last: string | undefined;
  #starred = false;

  constructor(tool: Tool, formats: readonly string[], skip: number, length: number) {
    this.#tool = tool;
    this.#formats = formats;
    this.#skip = skip;
    this.#left = length;
    this.#offset = skip;
  }

  async file(fd: number): Promise<void> {
    while (this.#left > 0) {
      let bytes = await this.#tool.sys.read(fd, Math.min(65536, this.#left + this.#skip));
      if (bytes.length === 0) return;
      const skipped = Math.min(this.#skip, bytes.length);
      this.#skip -= skipped;
      bytes = bytes.subarray(skipped, skipped + this.#left);
      this.#left -= bytes.length;
      for (const byte of bytes) {
        this.#held.push(byte);
        if (this.#held.length === 16) this.#row();
      }
      await this.#tool.out.settle();
    }
  }

  #address(format: string): string {
    return this.#offset.toString(16).padStart(format === '-C' ? 8 : 7, '0');
  }

  #row(): void {
    const bytes = this.#held;
    this.#held = [];
    const key = bytes.join(',');
    if (key === this.#last && bytes.length === 16 && !this.#tool.has('-v')) {
      if (!this.#starred) this.#tool.out.write('*\n');
      this.#starred = true;
    } else {
      this.#starred = false;
      this.#last = key;
      for (const format of this.#formats) this.#tool.out.write(`${this.#address(format)}${ROWS[format]!(bytes)}\n`);
    }
    this.#offset += bytes.length;
  }

  end(): void {
    if (this.#held.length > 0) this.#row();
    if (this.#offset > 0) this.#tool.out.write(`${this.#address(this.#formats[0]!)}\n`);
  }
}
