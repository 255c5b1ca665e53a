// Pipes: 64 KiB between two ends. As pipe(7), Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import type { IoctlRequest } from '../../abi/tty.ts';
import { current } from '../process/current.ts';
import { sendSignal } from '../process/signal.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { File } from '../vfs/inode.ts';

export const PIPE_BYTES = 65536;
/** Writes of up to so many bytes are never torn. */
export const PIPE_BUF = 4096;

const EMPTY = new Uint8Array(0);

/** Bytes in the order they came, kept in the pieces they were written in: a reader mostly gets a writer's piece without another copy. */
export class Pipe {
  readonly #pieces: Uint8Array[] = [];
  #first = 0;
  #bytes = 0;
  capacity = PIPE_BYTES;
  readers = 0;
  writers = 0;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();

  get bytes(): number {
    return this.#bytes;
  }

  read(max: number): Uint8Array | WaitQueue {
    if (max === 0) return EMPTY;
    if (this.#bytes === 0) return this.writers === 0 ? EMPTY : this.readable;
    const taken = this.#take(Math.min(max, this.#bytes));
    this.writable.wake();
    return taken;
  }

  /** How many bytes were taken in. Throws EPIPE, with SIGPIPE, where nobody reads. */
  write(bytes: Uint8Array): number | WaitQueue {
    if (this.readers === 0) {
      sendSignal(current().process, 'SIGPIPE', 'kernel');
      throw new Errno('EPIPE');
    }
    const free = this.capacity - this.#bytes;
    if (bytes.length === 0) return 0;
    if (free <= 0 || (bytes.length <= PIPE_BUF && bytes.length > free)) return this.writable;
    const piece = bytes.slice(0, free);
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    this.readable.wake();
    return piece.length;
  }

  /** Puts bytes in whatever the capacity, keeping the array: for echoes, which nobody waits for. */
  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    this.readable.wake();
  }

  /** Throws away what waits. */
  flush(): void {
    this.#pieces.length = 0;
    this.#first = 0;
    this.#bytes = 0;
    this.writable.wake();
  }

  #take(length: number): Uint8Array {
    const first = this.#pieces[this.#first]!;
    if (first.length === length) {
      this.#shift();
      this.#bytes -= length;
      return first;
    }
    this.#bytes -= length;
    const taken = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const piece = this.#pieces[this.#first]!;
      const rest = length - at;
      if (piece.length <= rest) {
        taken.set(piece, at);
        at += piece.length;
        this.#shift();
      } else {
        taken.set(piece.subarray(0, rest), at);
        this.#pieces[this.#first] = piece.subarray(rest);
        at = length;
      }
    }
    return taken;
  }

  #shift(): void {
    this.#pieces[this.#first++] = EMPTY;
    if (this.#first === this.#pieces.length || this.#first > 1024) {
      this.#pieces.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

/** An open end of a pipe, or (a fifo opened for both) both of them. */
export class PipeEnd implements File {
  readonly stream = true;
  readonly pipe: Pipe;
  readonly #reads: boolean;
  readonly #writes: boolean;

  constructor(pipe: Pipe, reads: boolean, writes: boolean) {
    this.pipe = pipe;
    this.#reads = reads;
    this.#writes = writes;
    if (reads) pipe.readers++;
    if (writes) pipe.writers++;
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    return this.pipe.read(max);
  }

  write(_offset: number, bytes: Uint8Array): number | WaitQueue {
    return this.pipe.write(bytes);
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    const { pipe } = this;
    if (want === 'read') return pipe.bytes > 0 || pipe.writers === 0 ? true : pipe.readable;
    return pipe.readers === 0 || pipe.capacity - pipe.bytes >= PIPE_BUF ? true : pipe.writable;
  }

  hungUp(): boolean {
    return (this.#reads && this.pipe.writers === 0) || (this.#writes && this.pipe.readers === 0);
  }

  ioctl(request: IoctlRequest): unknown {
    if (request === 'FIONREAD') return this.pipe.bytes;
    throw new Errno('ENOTTY');
  }

  release(): void {
    if (this.#reads) this.pipe.readers--;
    if (this.#writes) this.pipe.writers--;
    if (this.pipe.writers === 0) this.pipe.readable.wake();
    if (this.pipe.readers === 0) this.pipe.writable.wake();
  }
}
