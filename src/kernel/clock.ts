// A machine's view of the world's clock: since boot, and the time of day that may be set.

import type { Clock, Timer } from './context.ts';
import type { WorldClock } from './sched/world-clock.ts';

export class MachineClock implements Clock {
  readonly #world: WorldClock;
  readonly #bootedMs: number;
  #offsetMs: number;

  /** `realtimeMs` is the time of day at boot. */
  constructor(world: WorldClock, realtimeMs: number) {
    this.#world = world;
    this.#bootedMs = world.nowMs;
    this.#offsetMs = realtimeMs - world.nowMs;
  }

  get monotonicMs(): number {
    return this.#world.nowMs - this.#bootedMs;
  }

  get realtimeMs(): number {
    return this.#world.nowMs + this.#offsetMs;
  }

  setRealtime(ms: number): void {
    this.#offsetMs = ms - this.#world.nowMs;
  }

  after(delayMs: number, due: () => void): Timer {
    return this.#world.after(delayMs, due);
  }
}
