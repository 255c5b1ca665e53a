// Waiting between threads of the daemon: a mutual exclusion and a condition, on eventfd(2), so that the kernel knows who sleeps.

import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';

const ONE = new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]);

/** One thread at a time; others wait in order. Costs no system call where nobody waits. */
export class Mutex {
  #held = false;
  readonly #waiting: Fd[] = [];

  async lock(sys: Sys): Promise<void> {
    while (this.#held) {
      const fd = await sys.eventfd();
      // Making it let others run: look again.
      if (this.#held) {
        this.#waiting.push(fd);
        await sys.read(fd, 8);
      }
      await sys.close(fd);
    }
    this.#held = true;
  }

  async unlock(sys: Sys): Promise<void> {
    this.#held = false;
    const next = this.#waiting.shift();
    if (next !== undefined) await sys.write(next, ONE);
  }

  /** Runs it alone. */
  async run<T>(sys: Sys, body: () => Promise<T>): Promise<T> {
    await this.lock(sys);
    try {
      return await body();
    } finally {
      await this.unlock(sys);
    }
  }
}

/** Something that changes, and threads that wait until it is as they want it. */
export class Condition {
  readonly #waiting = new Set<Fd>();

  /** Waits until it holds; false where `timeoutMs` passed before. */
  async until(sys: Sys, holds: () => boolean, timeoutMs?: number): Promise<boolean> {
    while (!holds()) {
      const fd = await sys.eventfd();
      if (!holds()) {
        this.#waiting.add(fd);
        const ready = await sys.poll([{ fd, want: 'read' }], timeoutMs);
        this.#waiting.delete(fd);
        if (ready.length === 0) {
          await sys.close(fd);
          return holds();
        }
      }
      await sys.close(fd);
    }
    return true;
  }

  /** Has every waiting thread look again. */
  async notify(sys: Sys): Promise<void> {
    for (const fd of [...this.#waiting]) await sys.write(fd, ONE);
  }
}
