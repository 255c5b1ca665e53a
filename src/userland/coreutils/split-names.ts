// The names of split's output files: PREFIXaa, PREFIXab, …, longer where they run out. As GNU coreutils 9.10.

import type { Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

const ALPHABETS = { '-d': '0123456789', '-x': '0123456789abcdef' } as const;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const USUAL_LENGTH = 2;

export class Names {
  readonly #tool: Tool;
  readonly #alphabet: string;
  readonly #ending: string;
  readonly #grows: boolean;
  #prefix: string;
  /** Each digit's place in the alphabet; undefined before the first name. */
  #digits: number[];
  #started = false;

  /** `files`: how many there will be, where that is known. */
  constructor(tool: Tool, prefix: string, files: number | undefined) {
    this.#tool = tool;
    this.#prefix = prefix;
    const kind = tool.last('-d', '-x', '--numeric-suffixes', '--hex-suffixes');
    const letter = kind === undefined ? undefined : kind === '-x' || kind === '--hex-suffixes' ? '-x' : '-d';
    this.#alphabet = letter === undefined ? LETTERS : ALPHABETS[letter];
    this.#ending = tool.value('--additional-suffix') ?? '';
    if (this.#ending.includes('/')) tool.usage(`invalid suffix ${quote(this.#ending)}, contains directory separator`);
    const from = this.#firstNumber(letter);
    const length = this.#length(from, files);
    const asked = tool.value('-a') !== undefined && tool.value('-a') !== '0';
    this.#grows = !asked && from === undefined && files === undefined;
    if (from !== undefined && from.length > length) tool.usage('numerical suffix start value is too large for the suffix length');
    this.#digits = Array.from((from ?? '').padStart(length, this.#alphabet[0]!), digit => this.#alphabet.indexOf(digit));
  }

  /** The number that suffixes begin at, as digits; undefined where they begin at 0. */
  #firstNumber(letter: '-d' | '-x' | undefined): string | undefined {
    if (letter === undefined) return undefined;
    const option = letter === '-d' ? '--numeric-suffixes' : '--hex-suffixes';
    const text = this.#tool.value(option);
    if (text === undefined) return undefined;
    const good = letter === '-d' ? /^\d+$/ : /^[0-9a-f]+$/;
    if (!good.test(text))
      this.#tool.usage(`${quote(text)}: invalid start value for ${letter === '-d' ? 'numerical' : 'hexadecimal'} suffix`);
    return text.replace(/^0+(?=.)/, '');
  }

  #length(from: string | undefined, files: number | undefined): number {
    let needed = 0;
    if (files !== undefined) {
      const first = from === undefined ? 0 : Number.parseInt(from, 10);
      let last = files - 1 + (first < files ? first : 0);
      do {
        needed++;
        last = Math.floor(last / this.#alphabet.length);
      } while (last > 0);
    }
    const text = this.#tool.value('-a');
    if (text === undefined || text === '0') return Math.max(USUAL_LENGTH, needed);
    if (!/^\d+$/.test(text)) this.#tool.fail(`invalid suffix length: ${quote(text)}`);
    if (Number(text) < needed) this.#tool.fail(`the suffix length needs to be at least ${needed}`);
    return Number(text);
  }

  next(): string {
    if (this.#started) this.#step();
    this.#started = true;
    return `${this.#prefix}${this.#digits.map(digit => this.#alphabet[digit]).join('')}${this.#ending}`;
  }

  #step(): void {
    const top = this.#alphabet.length - 1;
    for (let at = this.#digits.length - 1; at >= 0; at--) {
      if (this.#digits[at]! < top) {
        this.#digits[at]!++;
        break;
      }
      if (at === 0) this.#tool.fail('output file suffixes exhausted');
      this.#digits[at] = 0;
    }
    // A name that would begin with the last letter begins with it for good, and has a letter more.
    if (!this.#grows || this.#digits[0] !== top) return;
    this.#prefix += this.#alphabet[top];
    this.#digits = Array.from({ length: this.#digits.length + 1 }, () => 0);
  }
}
