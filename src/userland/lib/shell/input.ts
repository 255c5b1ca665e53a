// Reading a descriptor by lines and not a byte further: what follows is for the commands that the shell starts. As bash 5.3's input.c.

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import { fromBytes } from '../bytes.ts';
import { concat } from '../io.ts';
import type { Shell } from './state.ts';

const BLOCK_BYTES = 4096;
const NEWLINE = 10;

/** A read that a signal does not end. */
export async function readBytes(shell: Shell, fd: Fd, max: number, interrupted?: () => Promise<void>): Promise<Uint8Array> {
  for (;;) {
    try {
      return await shell.sys.read(fd, max);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
      await interrupted?.();
      if (shell.pending.length > 0) await shell.engine.pendingTraps(shell);
    }
  }
}

/** Lines of a descriptor: by blocks with the rest put back where it can seek, else a byte at a time. */
export class LineInput {
  readonly #shell: Shell;
  readonly #fd: Fd;
  readonly #owned: boolean;
  #seeks: boolean | undefined;
  #held: Uint8Array = new Uint8Array(0);

  /** Called where a signal came while reading; what it throws ends the line. */
  onInterrupt: (() => Promise<void>) | undefined;

  /** `owned`: nobody else reads the descriptor, so what is read ahead need not be put back. */
  constructor(shell: Shell, fd: Fd, owned = false) {
    this.#shell = shell;
    this.#fd = fd;
    this.#owned = owned;
  }

  /** The next line with its newline, or what is left without one; undefined at the end. */
  async line(): Promise<string | undefined> {
    if (this.#owned) return this.#fromHeld();
    if (this.#seeks === undefined) this.#seeks = await canSeek(this.#shell, this.#fd);
    return this.#seeks ? this.#bySeeking() : this.#byByte();
  }

  async #fromHeld(): Promise<string | undefined> {
    let end = this.#held.indexOf(NEWLINE);
    while (end < 0) {
      const more = await readBytes(this.#shell, this.#fd, 65536);
      if (more.length === 0) break;
      const from = this.#held.length;
      this.#held = concat([this.#held, more]);
      end = this.#held.indexOf(NEWLINE, from);
    }
    if (this.#held.length === 0) return undefined;
    const cut = end < 0 ? this.#held.length : end + 1;
    const line = this.#held.subarray(0, cut);
    this.#held = this.#held.subarray(cut);
    return fromBytes(line);
  }

  async #bySeeking(): Promise<string | undefined> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const block = await readBytes(this.#shell, this.#fd, BLOCK_BYTES);
      if (block.length === 0) break;
      const end = block.indexOf(NEWLINE);
      if (end < 0) {
        parts.push(block);
        continue;
      }
      parts.push(block.subarray(0, end + 1));
      if (end + 1 < block.length) await this.#shell.sys.lseek(this.#fd, end + 1 - block.length, 'current');
      break;
    }
    return parts.length === 0 ? undefined : fromBytes(concat(parts));
  }

  async #byByte(): Promise<string | undefined> {
    const bytes: number[] = [];
    for (;;) {
      const byte = await readBytes(this.#shell, this.#fd, 1, this.onInterrupt);
      if (byte.length === 0) break;
      bytes.push(byte[0]!);
      if (byte[0] === NEWLINE) break;
    }
    return bytes.length === 0 ? undefined : fromBytes(Uint8Array.from(bytes));
  }
}

async function canSeek(shell: Shell, fd: Fd): Promise<boolean> {
  try {
    const { kind } = await shell.sys.fstat(fd);
    return kind === 'file';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

/** One line without its newline; undefined at the end. */
export async function readLine(shell: Shell, fd: Fd): Promise<string | undefined> {
  const line = await new LineInput(shell, fd).line();
  return line?.replace(/\n$/, '');
}
