// The time of a world: one for all its machines. It moves by a system call's cost and by jumps to the next timer, and in no other way.

import TinyQueue from 'tinyqueue';
import type { Timer } from '../context.ts';

class Due implements Timer {
  readonly atMs: number;
  /** Timers of one moment run in the order they were made. */
  readonly order: number;
  run: (() => void) | undefined;
  readonly #clock: WorldClock;

  constructor(atMs: number, order: number, run: () => void, clock: WorldClock) {
    this.atMs = atMs;
    this.order = order;
    this.run = run;
    this.#clock = clock;
  }

  cancel(): void {
    if (!this.run) return;
    this.run = undefined;
    this.#clock.cancelled();
  }
}

const before = (one: Due, other: Due): number => one.atMs - other.atMs || one.order - other.order;

export class WorldClock {
  nowMs: number;
  #timers = new TinyQueue<Due>([], before);
  #made = 0;
  #cancelled = 0;
  /** Timers run so far. */
  fired = 0;
  /** When the next timer is due; Infinity where none is set. */
  nextDueMs = Number.POSITIVE_INFINITY;

  constructor(nowMs = 0) {
    this.nowMs = nowMs;
  }

  get due(): boolean {
    return this.nowMs >= this.nextDueMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = new Due(this.nowMs + Math.max(0, delayMs), this.#made++, run, this);
    this.#timers.push(timer);
    if (timer.atMs < this.nextDueMs) this.nextDueMs = timer.atMs;
    return timer;
  }

  /** Moves on to a time; never back. */
  jump(toMs: number): void {
    if (toMs > this.nowMs) this.nowMs = toMs;
  }

  /** Runs the timers whose time has come. */
  runDue(): void {
    for (;;) {
      const next = this.#peek();
      if (!next || next.atMs > this.nowMs) return;
      this.#timers.pop();
      const run = next.run!;
      next.run = undefined;
      this.#peek();
      this.fired++;
      run();
    }
  }

  /** A timer was called off. Many of them at once are swept out, so that a queue of timeouts never due does not grow. */
  cancelled(): void {
    this.#cancelled++;
    if (this.#cancelled > 256 && this.#cancelled > this.#timers.length / 2) {
      this.#timers = new TinyQueue<Due>(
        this.#timers.data.filter(timer => timer.run),
        before,
      );
      this.#cancelled = 0;
    }
    this.#peek();
  }

  #peek(): Due | undefined {
    let next = this.#timers.peek();
    while (next && !next.run) {
      this.#timers.pop();
      if (this.#cancelled > 0) this.#cancelled--;
      next = this.#timers.peek();
    }
    this.nextDueMs = next ? next.atMs : Number.POSITIVE_INFINITY;
    return next;
  }
}
