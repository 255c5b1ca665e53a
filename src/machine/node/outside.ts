// The outside of a world in Node: the event loop's turn, and real time where the world is live.

import type { Outside } from '../../kernel/sched/scheduler.ts';

/** For replays and single lines: time jumps. */
export const replayOutside = (): Outside => ({ turn: then => void setImmediate(then), wallMs: () => performance.now() });

/** For a terminal: the world's clock follows the wall. `refWhileWaiting` keeps the process alive while a timer is due. */
export function liveOutside(): Outside {
  const startMs = performance.now();
  const liveMs = (): number => performance.now() - startMs;
  return {
    turn: then => void setImmediate(then),
    wallMs: () => performance.now(),
    liveMs,
    waitUntil(ms, then) {
      const timer = setTimeout(then, Math.min(Math.max(0, ms - liveMs()), 2 ** 31 - 1));
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
