// eventfd(2): a 64-bit counter. Reads give it as eight bytes and set it to zero; writes add to it.

import { Errno } from '../../abi/errno.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { File } from '../vfs/inode.ts';

const LIMIT = 2n ** 64n - 1n;

export class EventCounter implements File {
  readonly stream = true;
  readonly #changed = new WaitQueue();
  #count: bigint;

  constructor(initial: number) {
    this.#count = BigInt(initial);
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    if (max < 8) throw new Errno('EINVAL');
    if (this.#count === 0n) return this.#changed;
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, this.#count, true);
    this.#count = 0n;
    this.#changed.wake();
    return bytes;
  }

  write(_offset: number, bytes: Uint8Array): number | WaitQueue {
    if (bytes.length < 8) throw new Errno('EINVAL');
    const more = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
    if (more === LIMIT) throw new Errno('EINVAL');
    if (this.#count + more >= LIMIT) return this.#changed;
    this.#count += more;
    this.#changed.wake();
    return 8;
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    return (want === 'read' ? this.#count > 0n : this.#count < LIMIT - 1n) ? true : this.#changed;
  }
}
