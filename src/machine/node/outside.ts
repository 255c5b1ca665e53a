// The outside of a world in Node where nobody waits: the event loop gets its turn, time jumps.

import type { Outside } from '../../kernel/sched/scheduler.ts';

/** For replays and single lines: time jumps. */
export const replayOutside = (): Outside => ({ turn: then => void setImmediate(then), wallMs: () => performance.now() });
