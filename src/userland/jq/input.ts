// The values that jq reads, from files or standard input, as they come. As jq 1.8.

import { Errno } from '../../abi/errno.ts';
import { fromBytes, sequenceLength } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import { CHUNK_BYTES, concat } from '../lib/io.ts';
import { type Json, JsonReader, ParseProblem } from './json.ts';

export class Input {
  readonly #tool: Tool;
  readonly #paths: string[];
  readonly #raw: boolean;
  #reader = new JsonReader();
  #text = '';
  #held: Uint8Array = new Uint8Array(0);
  #fd: number | undefined;
  #ended = false;
  #newlines = 0;
  fileName: string | undefined;
  /** 2 once a file could not be opened. */
  status = 0;

  constructor(tool: Tool, paths: readonly string[], raw: boolean) {
    this.#tool = tool;
    this.#paths = [...paths];
    this.#raw = raw;
  }

  /** "c.json:1", for messages. */
  get place(): string {
    return `${this.fileName ?? '<stdin>'}:${this.#newlines}`;
  }

  get line(): number {
    return this.#newlines;
  }

  /** The next value; undefined at the end of all. Throws a ParseProblem with its place in the words. */
  async next(): Promise<Json | undefined> {
    for (;;) {
      const value = this.#take();
      if (value !== undefined) return value;
      if (this.#ended) return undefined;
      await this.#more();
    }
  }

  #take(): Json | undefined {
    if (this.#raw) {
      const end = this.#text.indexOf('\n');
      if (end < 0) {
        if (!this.#ended || this.#text === '') return undefined;
        const rest = this.#text;
        this.#text = '';
        return rest;
      }
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      return line;
    }
    try {
      return this.#reader.next(this.#ended);
    } catch (error) {
      if (!(error instanceof ParseProblem)) throw error;
      throw new ParseProblem(`${error.message} at line ${this.#newlines + (this.#ended ? 1 : 1)}, column 0`);
    }
  }

  /** Everything that is left, as one text (-R with -s). */
  async rest(): Promise<string> {
    while (!this.#ended) await this.#more();
    return this.#text;
  }

  async #more(): Promise<void> {
    if (this.#fd === undefined && !(await this.#open())) {
      this.#ended = true;
      this.#add(fromBytes(this.#held));
      return;
    }
    const bytes = await this.#tool.sys.read(this.#fd!, CHUNK_BYTES);
    if (bytes.length === 0) {
      if (this.#fd !== 0) await this.#tool.sys.close(this.#fd!);
      this.#fd = undefined;
      if (this.#paths.length === 0) {
        this.#ended = true;
        this.#add(fromBytes(this.#held));
      }
      return;
    }
    const all = this.#held.length > 0 ? concat([this.#held, bytes]) : bytes;
    let end = all.length;
    for (let back = 1; back <= 3 && back <= all.length; back++) {
      const byte = all[all.length - back]!;
      if (byte < 0x80) break;
      if (byte >= 0xc0) {
        if (sequenceLength(all, all.length - back) === 0) end = all.length - back;
        break;
      }
    }
    this.#held = all.subarray(end);
    this.#add(fromBytes(all.subarray(0, end)));
  }

  #add(text: string): void {
    this.#newlines += text.split('\n').length - 1;
    if (this.#raw) this.#text += text;
    else this.#reader.add(text.replace(/^\ufeff/, ''));
  }

  #started = false;

  async #open(): Promise<boolean> {
    if (!this.#started && this.#paths.length === 0) {
      this.#started = true;
      this.#fd = 0;
      return true;
    }
    this.#started = true;
    for (let path = this.#paths.shift(); path !== undefined; path = this.#paths.shift()) {
      try {
        this.#fd = path === '-' ? 0 : await this.#tool.sys.open(path, { read: true, cloexec: true });
        this.fileName = path;
        this.#newlines = 0;
        return true;
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        this.status = 2;
        await this.#tool.warn(`error: Could not open file ${path}: ${error.message}`);
      }
    }
    return false;
  }
}
