// The outside of a live world: its clock follows the wall once `follow` is called; before that (at boot) time jumps.

import type { Timer } from '../kernel/context.ts';
import type { Outside } from '../kernel/sched/scheduler.ts';

const TIMEOUT_MS_MAX = 2 ** 31 - 1;

export class LiveOutside implements Outside {
  readonly turn: (then: () => void) => void;
  #startMs: number | undefined;

  /** `turn` lets the host's event loop have its turn: setImmediate in Node, a MessageChannel in browsers. */
  constructor(turn: (then: () => void) => void) {
    this.turn = turn;
  }

  wallMs(): number {
    return performance.now();
  }

  /** From now on the world's time, which is `nowMs`, goes on as fast as the wall's. */
  follow(nowMs: number): void {
    this.#startMs = performance.now() - nowMs;
  }

  /** From now on time jumps again. */
  leave(): void {
    this.#startMs = undefined;
  }

  get liveMs(): (() => number) | undefined {
    const start = this.#startMs;
    return start === undefined ? undefined : () => performance.now() - start;
  }

  get waitUntil(): Outside['waitUntil'] {
    const start = this.#startMs;
    return start === undefined ? undefined : (ms, then): Timer => this.#wait(ms + start, then);
  }

  #wait(wallMs: number, then: () => void): Timer {
    let timer: ReturnType<typeof setTimeout>;
    const again = (): void => {
      const leftMs = wallMs - performance.now();
      if (leftMs <= 0) then();
      else timer = setTimeout(again, Math.min(leftMs, TIMEOUT_MS_MAX));
    };
    timer = setTimeout(again, Math.max(0, Math.min(wallMs - performance.now(), TIMEOUT_MS_MAX)));
    return { cancel: () => clearTimeout(timer) };
  }
}
