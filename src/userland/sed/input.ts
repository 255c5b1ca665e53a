// The lines that sed reads: its files one after another as one stream, or each by itself (-s, -i).

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { type Batch, lineBatches } from '../lib/lines.ts';

/** What happens at the start and end of each file (sed -i makes the new one). */
export interface FileHooks {
  opened(path: string, fd: Fd): Promise<boolean>;
  closed(path: string): Promise<void>;
}

export class Input {
  readonly #tool: Tool;
  readonly #paths: string[];
  readonly #separate: boolean;
  readonly #delimiter: number;
  readonly #hooks: FileHooks | undefined;
  #batches: AsyncGenerator<Batch> | undefined;
  #batch: Batch | undefined;
  #at = 0;
  #fd: Fd = 0;
  #done = false;
  path = '-';
  /** Whether the line that was read last had its newline. */
  ended = true;
  line = 0;
  status = 0;

  constructor(tool: Tool, paths: readonly string[], separate: boolean, delimiter: number, hooks: FileHooks | undefined) {
    this.#tool = tool;
    this.#paths = [...paths];
    this.#separate = separate;
    this.#delimiter = delimiter;
    this.#hooks = hooks;
  }

  /** Whether a line lies ready. */
  get ready(): boolean {
    return this.#batch !== undefined && this.#at < this.#batch.lines.length;
  }

  /** The next line of the batch; only where `ready`. */
  take(): string {
    const batch = this.#batch!;
    const line = batch.lines[this.#at++]!;
    this.ended = batch.ended || this.#at < batch.lines.length;
    this.line++;
    return line;
  }

  /** Reads on until a line is ready; false at the end of all. Within one file where files are separate and `within` is set. */
  async fill(within = false): Promise<boolean> {
    while (!this.ready) {
      if (this.#done) return false;
      if (this.#batches === undefined) {
        if (within && this.#separate && this.line > 0) return false;
        if (!(await this.#open())) return false;
      }
      if (!(await this.#read()) && within && this.#separate) return this.ready;
    }
    return true;
  }

  /** Whether the line that was read is the last one. */
  async isLast(): Promise<boolean> {
    return !this.ready && !(await this.fill(true));
  }

  async #read(): Promise<boolean> {
    try {
      const next = await this.#batches!.next();
      if (next.done !== true) {
        this.#batch = next.value;
        this.#at = 0;
        return true;
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#tool.warn(`read error on ${this.path}: ${error.message}`);
      this.status = 4;
      this.#done = true;
    }
    // The hooks of the file's end wait until its last line has been dealt with.
    if (this.#separate && this.#batch !== undefined) {
      this.#batches = undefined;
      return false;
    }
    await this.#close();
    return false;
  }

  async #close(): Promise<void> {
    this.#batches = undefined;
    this.#batch = undefined;
    if (this.#fd !== 0) await this.#tool.sys.close(this.#fd);
    this.#fd = 0;
  }

  /** Ends the file in hand: where files are separate, before the next is opened and at the end of all. */
  async finishFile(): Promise<void> {
    if (!this.#opened) return;
    this.#opened = false;
    await this.#close();
    await this.#hooks?.closed(this.path);
  }

  #opened = false;

  async #open(): Promise<boolean> {
    if (this.#separate) await this.finishFile();
    for (;;) {
      const path = this.#paths.shift();
      if (path === undefined) {
        this.#done = true;
        return false;
      }
      try {
        this.#fd = path === '-' && this.#hooks === undefined ? 0 : await this.#tool.sys.open(path, { read: true });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await this.#tool.warn(`can't read ${path}: ${error.message}`);
        this.status = 2;
        continue;
      }
      this.path = path;
      if (this.#hooks !== undefined && !(await this.#hooks.opened(path, this.#fd))) {
        await this.#close();
        this.status = 4;
        continue;
      }
      this.#opened = true;
      if (this.#separate) this.line = 0;
      this.#batches = lineBatches(this.#tool.sys, this.#fd, { delimiter: this.#delimiter });
      return true;
    }
  }

  /** What is left of the file in hand, unread (sed -i ended by q). */
  async rest(): Promise<{ text: string; ended: boolean }> {
    const lines: string[] = [];
    let ended = true;
    while (this.ready || (await this.fill(true))) {
      lines.push(this.take());
      ended = this.ended;
    }
    return { text: lines.join(String.fromCharCode(this.#delimiter)), ended };
  }
}
