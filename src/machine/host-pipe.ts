// Pipes whose other end is outside the world: how a line of commands is fed in and its output read, without a terminal.

import { Pipe } from '../kernel/ipc/pipe.ts';
import { pipePair } from '../kernel/ipc/pipe-pair.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { OpenFile } from '../kernel/vfs/open-file.ts';

/** Bytes into the world: `write` them, in any size; `end` is end of file. Call both from the outside's side of an interrupt. */
export class HostInput {
  readonly file: OpenFile;
  readonly #pipe = new Pipe();
  readonly #writer: OpenFile;
  #waiting: Uint8Array[] = [];
  #ended = false;

  constructor(kernel: Kernel) {
    const [reader, writer] = pipePair(kernel, {}, this.#pipe);
    this.file = reader;
    this.#writer = writer.retain();
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    if (this.#waiting.length === 1) this.#push();
  }

  end(): void {
    this.#ended = true;
    if (this.#waiting.length === 0) this.#writer.release();
  }

  #push(): void {
    while (this.#waiting.length > 0) {
      if (this.#pipe.readers === 0) {
        this.#waiting = [];
        break;
      }
      const taken = this.#pipe.write(this.#waiting[0]!);
      if (typeof taken !== 'number') return taken.add(() => this.#push());
      if (taken === this.#waiting[0]!.length) this.#waiting.shift();
      else this.#waiting[0] = this.#waiting[0]!.subarray(taken);
    }
    if (this.#ended) this.#writer.release();
  }
}

/** Bytes out of the world, as they are written; `onEnd` once no process can write any more. */
export class HostOutput {
  readonly file: OpenFile;
  readonly #pipe = new Pipe();
  readonly #kernel: Kernel;
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #onEnd: (() => void) | undefined;

  constructor(kernel: Kernel, onBytes: (bytes: Uint8Array) => void, onEnd?: () => void) {
    this.#kernel = kernel;
    this.#onBytes = onBytes;
    this.#onEnd = onEnd;
    const [reader, writer] = pipePair(kernel, {}, this.#pipe);
    reader.retain();
    this.file = writer;
    this.#wait();
  }

  #wait(): void {
    this.#pipe.readable.add(() =>
      this.#kernel.softirq(() => {
        this.drain();
        if (this.#pipe.writers === 0) this.#onEnd?.();
        else this.#wait();
      }),
    );
  }

  /** Reads what is in the pipe now. */
  drain(): void {
    while (this.#pipe.bytes > 0) {
      const bytes = this.#pipe.read(1 << 20);
      if (bytes instanceof Uint8Array) this.#onBytes(bytes);
    }
  }
}
