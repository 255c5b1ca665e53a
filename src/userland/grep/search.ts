// One file searched by grep: selection, context, counts and colours. As GNU grep 3.12.

import type { Fd } from '../../abi/types.ts';
import { toBytes } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import type { Matcher } from './matcher.ts';

export interface SearchOptions {
  invert: boolean;
  most: number;
  before: number;
  after: number;
  /** Context was asked for: groups are set apart by "--". */
  context: boolean;
  separator: string | undefined;
  output: 'lines' | 'count' | 'with' | 'without' | 'quiet';
  only: boolean;
  names: boolean;
  numbers: boolean;
  offsets: boolean;
  initialTab: boolean;
  nullName: boolean;
  nullData: boolean;
  binary: 'binary' | 'text' | 'without-match';
  color: boolean;
}

const NOT_TEXT = /\0|(?<![\ud800-\udbff])[\udc80-\udcff]/;
const paint = (color: boolean, code: string, text: string): string => (color ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text);

/** Searches a descriptor; the count of lines selected. */
export class Search {
  readonly #tool: Tool;
  readonly #matcher: Matcher;
  readonly #options: SearchOptions;
  readonly #name: string;
  readonly #end: string;
  /** Lines kept for -B: text, number, offset. */
  #held: { line: string; number: number; offset: number }[] = [];
  #afterLeft = 0;
  #lastPrinted = 0;
  #number = 0;
  #offset = 0;
  #count = 0;
  #binary = false;
  #binaryMatched = false;

  constructor(tool: Tool, matcher: Matcher, options: SearchOptions, name: string) {
    this.#tool = tool;
    this.#matcher = matcher;
    this.#options = options;
    this.#name = name;
    this.#end = options.nullData ? '\0' : '\n';
  }

  async run(fd: Fd, shared: { printedContext: boolean }): Promise<number> {
    const { most, binary, output, nullData } = this.#options;
    const { out } = this.#tool;
    if (most === 0) return 0;
    batches: for await (const { lines } of lineBatches(this.#tool.sys, fd, { delimiter: nullData ? 0 : 10 })) {
      if (
        binary !== 'text' &&
        !this.#binary &&
        !nullData &&
        (this.#number === 0 ? lines.some(line => NOT_TEXT.test(line)) : lines.some(line => line.includes('\0')))
      ) {
        this.#binary = true;
      }
      if (this.#binary && binary === 'without-match') return 0;
      for (const line of lines) {
        this.#number++;
        if (this.#count >= most) {
          if (this.#afterLeft <= 0) break batches;
          this.#context(line, shared);
        } else if (this.#matcher.test(line) !== this.#options.invert) {
          this.#count++;
          if (output === 'quiet' || output === 'with' || output === 'without') break batches;
          this.#select(line, shared);
          if (this.#binaryMatched) break batches;
          if (this.#count >= most && this.#afterLeft <= 0) break batches;
        } else this.#context(line, shared);
        if (this.#options.offsets) this.#offset += toBytes(line).length + 1;
      }
      await out.settle();
    }
    if (this.#binaryMatched) {
      await out.flush();
      out.write(`${this.#tool.name}: ${this.#name}: binary file matches\n`);
    }
    return this.#count;
  }

  #select(line: string, shared: { printedContext: boolean }): void {
    const { output, only, context, separator } = this.#options;
    if (output === 'count') return;
    if ((this.#binary || NOT_TEXT.test(line)) && this.#options.binary !== 'text' && !this.#options.nullData) {
      this.#binaryMatched = true;
      return;
    }
    const first = this.#number - this.#held.length;
    if (context && separator !== undefined && shared.printedContext && (this.#lastPrinted === 0 || first > this.#lastPrinted + 1)) {
      this.#tool.out.write(`${paint(this.#options.color, '36', separator)}\n`);
    }
    if (context) shared.printedContext = true;
    for (const held of this.#held) this.#print(held.line, held.number, held.offset, '-', false);
    this.#held = [];
    if (only) this.#printParts(line);
    else this.#print(line, this.#number, this.#offset, ':', true);
    this.#lastPrinted = this.#number;
    this.#afterLeft = this.#options.after;
  }

  #context(line: string, _shared: { printedContext: boolean }): void {
    const { before, output } = this.#options;
    if (output !== 'lines') return;
    if (this.#afterLeft > 0) {
      this.#afterLeft--;
      this.#print(line, this.#number, this.#offset, '-', false);
      this.#lastPrinted = this.#number;
      return;
    }
    if (before === 0) return;
    this.#held.push({ line, number: this.#number, offset: this.#offset });
    if (this.#held.length > before) this.#held.shift();
  }

  #prefix(number: number, offset: number, mark: string): string {
    const { names, numbers, offsets, nullName, initialTab, color } = this.#options;
    const sign = paint(color, '36', mark);
    let prefix = '';
    if (names) prefix += paint(color, '35', this.#name) + (nullName ? '\0' : sign);
    const wide = (value: number): string => (initialTab ? String(value).padStart(names && !numbers ? 1 : 2) : String(value));
    if (numbers) prefix += paint(color, '32', initialTab ? wide(number) : String(number)) + sign;
    if (offsets) prefix += paint(color, '32', String(offset)) + sign;
    return prefix === '' || !initialTab ? prefix : `${prefix}\t`;
  }

  #print(line: string, number: number, offset: number, mark: string, selected: boolean): void {
    const { color, only, invert } = this.#options;
    if (only) return;
    let text = line;
    if (color && selected !== invert) {
      let from = 0;
      text = '';
      for (const { start, end } of this.#matcher.spans(line)) {
        text += line.slice(from, start) + paint(true, '01;31', line.slice(start, end));
        from = end;
      }
      text += line.slice(from);
    }
    this.#tool.out.write(this.#prefix(number, offset, mark) + text + this.#end);
  }

  #printParts(line: string): void {
    if (this.#options.invert) return;
    for (const { start, end } of this.#matcher.spans(line)) {
      const offset = this.#options.offsets ? this.#offset + toBytes(line.slice(0, start)).length : 0;
      this.#tool.out.write(
        this.#prefix(this.#number, offset, ':') + paint(this.#options.color, '01;31', line.slice(start, end)) + this.#end,
      );
    }
  }
}
