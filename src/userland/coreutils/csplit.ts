// csplit: a file cut at lines and matches. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { toBytes } from '../lib/bytes.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { warn, writeFile } from '../lib/io.ts';
import { allLines } from '../lib/lines.ts';
import { fill, formatInteger, parseConversion } from '../lib/printf.ts';
import { quote, quoteAlways, quoteName } from '../lib/quote.ts';
import { type Cut, readCuts } from './csplit-patterns.ts';

export default command({
  name: 'csplit',
  summary:
    "output pieces of FILE separated by PATTERN(s) to files 'xx00', 'xx01', ...,\nand output byte counts of each piece to standard output",
  usage: '[OPTION]... FILE PATTERN...',
  help: `Read standard input if FILE is -

  -b, --suffix-format=FORMAT  use sprintf FORMAT instead of %02d
  -f, --prefix=PREFIX        use PREFIX instead of 'xx'
  -k, --keep-files           do not remove output files on errors
      --suppress-matched     suppress the lines matching PATTERN
  -n, --digits=DIGITS        use specified number of digits instead of 2
  -s, --quiet, --silent      do not print counts of output file sizes
  -z, --elide-empty-files    suppress empty output files`,
  short: 'f:b:kn:sqz',
  long: {
    digits: '-n',
    quiet: '-s',
    silent: '-s',
    'keep-files': '-k',
    'elide-empty-files': '-z',
    prefix: '-f',
    'suffix-format': '-b',
    'suppress-matched': 'none',
  },
  run: csplit,
});

async function csplit(tool: Tool): Promise<void> {
  const { operands } = tool;
  const name = namer(tool);
  if (operands.length === 0) tool.usage('missing operand');
  if (operands.length === 1) tool.usage(`missing operand after ${quote(operands[0]!)}`);
  const [path = '-', ...patterns] = operands;
  const lines = await linesOf(tool, path);
  const cuts = await readCuts(tool, patterns);
  const cutter = new Cutter(tool, lines, name);
  for (const cut of cuts) {
    for (let repetition = 0; repetition <= cut.repeats; repetition++) {
      if (cut.pattern === undefined) await cutter.atLine(cut, repetition);
      else if (!(await cutter.atMatch(cut, cut.pattern, repetition))) return;
    }
  }
  await cutter.rest();
}

function namer(tool: Tool): (number: number) => string {
  const prefix = tool.value('-f') ?? 'xx';
  const digits = tool.value('-n') ?? '2';
  if (!/^\d+$/.test(digits)) tool.fail(`invalid number: ${quote(digits)}`);
  const format = tool.value('-b');
  if (format === undefined) return number => prefix + String(number).padStart(Number(digits), '0');
  const places = [...format.matchAll(/%%|%/g)].filter(([text]) => text === '%');
  if (places.length === 0) tool.fail('missing % conversion specification in suffix');
  const at = places[0]!.index;
  const conversion = parseConversion(format, at);
  if (conversion.letter === '') tool.fail('missing conversion specifier in suffix');
  if (!'diouxX'.includes(conversion.letter)) tool.fail(`invalid conversion specifier in suffix: ${conversion.letter}`);
  if (places.length > 1) tool.fail('too many % conversion specifications in suffix');
  const filled = fill(conversion, () => 0);
  const after = format.slice(at + conversion.text.length).replaceAll('%%', '%');
  const first = prefix + format.slice(0, at).replaceAll('%%', '%');
  return number => first + formatInteger(filled, BigInt(number)) + after;
}

async function linesOf(tool: Tool, path: string): Promise<string[]> {
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    const { lines, ended } = await allLines(tool.sys, fd, { codec: 'bytes' });
    return lines.map((line, at) => (ended || at < lines.length - 1 ? `${line}\n` : line));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot open ${quoteAlways(path)} for reading: ${error.message}`);
  }
}

/** The lines that are left, and the files that were made. Numbers of lines count from 1. */
class Cutter {
  readonly #tool: Tool;
  readonly #lines: readonly string[];
  readonly #name: (number: number) => string;
  readonly #made: string[] = [];
  /** The first line that is not written yet. */
  #next = 1;
  /** The line that was looked at last. */
  #looked = 0;
  #piece: string[] | undefined;

  constructor(tool: Tool, lines: readonly string[], name: (number: number) => string) {
    this.#tool = tool;
    this.#lines = lines;
    this.#name = name;
  }

  #ended(): boolean {
    return this.#next > this.#lines.length;
  }

  /** Takes one line into the open piece, if one is open; false where there is none left. */
  #take(keeps = true): boolean {
    if (this.#ended()) return false;
    const line = this.#lines[this.#next - 1]!;
    if (keeps) this.#piece?.push(line);
    this.#looked = Math.max(this.#looked, this.#next);
    this.#next++;
    return true;
  }

  async #close(): Promise<void> {
    const piece = this.#piece;
    if (piece === undefined) return;
    this.#piece = undefined;
    const bytes = toBytes(piece.join(''), 'bytes');
    if (bytes.length === 0 && this.#tool.has('-z')) return;
    const name = this.#name(this.#made.length);
    try {
      await writeFile(this.#tool.sys, name, bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.#tool.fail(`${quoteName(name)}: ${error.message}`);
    }
    this.#made.push(name);
    if (!this.#tool.has('-s', '-q')) this.#tool.out.write(`${bytes.length}\n`);
  }

  /** Says what failed, writes the open piece, takes all files away where -k was not given, and ends. */
  async #fail(words: string, rest = false): Promise<never> {
    await warn(this.#tool.sys, `${this.#tool.name}: ${words}\n`);
    if (rest) while (this.#take());
    await this.#close();
    if (!this.#tool.has('-k')) for (const name of this.#made) await this.#tool.sys.unlink(name);
    throw new Failure('');
  }

  async atLine(cut: Cut, repetition: number): Promise<void> {
    const suppresses = this.#tool.has('--suppress-matched');
    const out = (): Promise<never> =>
      this.#fail(`${quote(String(cut.line))}: line number out of range${repetition > 0 ? ` on repetition ${repetition}` : ''}`);
    const last = cut.line * (repetition + 1);
    this.#piece = [];
    if (this.#ended()) await out();
    while (this.#next < last) if (!this.#take()) await out();
    await this.#close();
    if (suppresses) this.#take(false);
    if (this.#ended() && !suppresses) await out();
  }

  /** False where the pattern that repeats for ever has come to the end. */
  async atMatch(cut: Cut, pattern: RegExp, repetition: number): Promise<boolean> {
    if (!cut.skips) this.#piece = [];
    for (;;) {
      this.#looked++;
      const line = this.#looked < this.#next ? undefined : this.#lines[this.#looked - 1];
      if (line === undefined) {
        if (cut.repeats === Number.POSITIVE_INFINITY) {
          if (!cut.skips) await this.rest();
          return false;
        }
        await this.#fail(`${quote(cut.text)}: match not found${repetition > 0 ? ` on repetition ${repetition}` : ''}`, !cut.skips);
      }
      if (pattern.test(line!.replace(/\n$/, ''))) break;
      if (cut.offset >= 0) this.#take();
    }
    const breaks = this.#looked + cut.offset;
    const out = (): Promise<never> => this.#fail(`${quote(cut.text)}: line number out of range`);
    if (this.#next > breaks) await out();
    while (this.#next < breaks) if (!this.#take()) await out();
    await this.#close();
    if (cut.offset > 0) this.#looked = breaks;
    if (this.#tool.has('--suppress-matched')) this.#take(false);
    return true;
  }

  /** All that is left, in a piece of its own. */
  async rest(): Promise<void> {
    this.#piece ??= [];
    while (this.#take());
    await this.#close();
  }
}
