// A program's buffered standard output, as stdio's: by blocks on a pipe or file, by lines on a terminal.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import { type Codec, toBytes } from './bytes.ts';
import { STDOUT, writeAll } from './io.ts';

/** Standard output could not be written: the words that follow "NAME: ". */
export class WriteError extends Error {}

const BLOCK_CHARACTERS = 4096;

export class Stdout {
  readonly #sys: Sys;
  readonly #fd: Fd;
  readonly #codec: Codec;
  #parts: string[] = [];
  #length = 0;
  #terminal: boolean | undefined;
  /** Written at each settle, whatever the output is (--line-buffered, -u). */
  unbuffered = false;
  /** What a failed write is called before its reason. */
  failure = 'write error';

  constructor(sys: Sys, codec: Codec = 'text', fd: Fd = STDOUT) {
    this.#sys = sys;
    this.#codec = codec;
    this.#fd = fd;
  }

  /** Adds text; nothing is written before settle or flush. */
  write(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  /** Writes what is there if it fills a block or the output is a terminal. To be awaited once per batch of input. */
  settle(): Promise<void> | undefined {
    if (this.#length >= BLOCK_CHARACTERS || (this.#length > 0 && (this.unbuffered || this.#terminal !== false))) return this.#settle();
    return undefined;
  }

  async #settle(): Promise<void> {
    this.#terminal ??= (await this.#sys.fstat(this.#fd).catch(() => undefined))?.kind === 'char' && (await isTerminal(this.#sys, this.#fd));
    if (this.#length >= BLOCK_CHARACTERS || this.unbuffered || this.#terminal) await this.flush();
  }

  /** Writes bytes after what was written as text. */
  async bytes(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.#put(bytes);
  }

  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const bytes = toBytes(this.#parts.join(''), this.#codec);
    this.#parts = [];
    this.#length = 0;
    await this.#put(bytes);
  }

  async #put(bytes: Uint8Array): Promise<void> {
    try {
      await writeAll(this.#sys, this.#fd, bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new WriteError(`${this.failure}: ${error.message}`);
    }
  }
}

/** isatty(3). */
export async function isTerminal(sys: Sys, fd: Fd): Promise<boolean> {
  try {
    await sys.ioctl(fd, 'TCGETS');
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

/** The terminal's columns: those of the descriptor's window, else COLUMNS, else 80. */
export async function terminalColumns(sys: Sys, fd: Fd, env: Readonly<Record<string, string>>): Promise<number> {
  try {
    const { columns } = await sys.ioctl(fd, 'TIOCGWINSZ');
    if (columns > 0) return columns;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  return /^[1-9][0-9]*$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 80;
}
