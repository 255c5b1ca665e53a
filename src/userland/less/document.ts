// The lines that less shows: read from a file or pipe as far as they are asked for.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';

export class Document {
  readonly #sys: Sys;
  readonly #fd: Fd;
  readonly #decoder = new TextDecoder();
  #rest = '';
  readonly lines: string[] = [];
  /** Everything was read. */
  whole = false;

  constructor(sys: Sys, fd: Fd) {
    this.#sys = sys;
    this.#fd = fd;
  }

  /** Reads until there are so many lines, or the end. */
  async ensure(count: number): Promise<void> {
    while (!this.whole && this.lines.length < count) await this.more();
  }

  /** One read; false where nothing came: the end, for now. */
  async more(): Promise<boolean> {
    const bytes = await this.#sys.read(this.#fd, 65536);
    const parts = (this.#rest + (bytes.length === 0 ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true }))).split('\n');
    this.#rest = parts.pop()!;
    for (const part of parts) this.lines.push(part);
    if (bytes.length > 0) return true;
    if (this.#rest !== '') this.lines.push(this.#rest);
    this.#rest = '';
    this.whole = true;
    return false;
  }

  /** Reads what was added to a file since its end was met (F). */
  async grow(): Promise<boolean> {
    this.whole = false;
    const before = this.lines.length;
    while (await this.more());
    return this.lines.length > before;
  }
}
