// A workshop host in this process, its clock following the wall as the page's does, with one terminal whose lines are timed.

import { latin1 } from '../../../src/machine/journal.ts';
import { LiveMachine } from '../../../src/machine/live-machine.ts';
import { LiveOutside } from '../../../src/machine/live-outside.ts';
import { nodePrograms } from '../../../src/machine/node/programs.ts';
import { EPOCH_MS, type World } from '../../../src/machine/world.ts';

const TERMINAL = 1;
const PROMPT = /root@dock:[^\n]*# $/;
const TAIL = 80;
const LINE_MS_MAX = 60_000;

export interface LiveHost {
  world: World;
  live: LiveMachine;
  /** Types a line; gives the wall's milliseconds from Enter to the next prompt, and what was printed between. */
  line(text: string): Promise<{ ms: number; output: string }>;
  end(): void;
}

/** Boots a host and waits for its first prompt. */
export async function liveHost(outside = new LiveOutside(then => void setImmediate(then))): Promise<LiveHost> {
  const encoder = new TextEncoder();
  let screen = '';
  let tail = '';
  let seen = (): void => {};
  const listener = {
    onOutput: (_: number, bytes: Uint8Array): void => {
      const text = latin1(bytes);
      screen += text;
      // Not the screen's own end: looking at it would put a long text together each time.
      tail = (tail + text).slice(-TAIL);
      if (PROMPT.test(tail)) seen();
    },
    onExit: (): void => {},
  };
  const programs = await nodePrograms();
  const live = await LiveMachine.boot({ programs, outside, setup: 'workshop', seed: 1, realtimeMs: EPOCH_MS, listener });
  const { world, machine } = live;
  const prompt = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`no prompt came back:\n${screen.slice(-2000)}`)), LINE_MS_MAX);
      seen = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  outside.follow(world.clock.nowMs);
  const first = prompt();
  machine.wake();
  live.input({ kind: 'open', terminal: TERMINAL, rows: 50, columns: 200 });
  await first;
  await live.startServices();
  return {
    world,
    live,
    async line(text) {
      const type = (typed: string): void => live.input({ kind: 'type', terminal: TERMINAL, bytes: latin1(encoder.encode(typed)) });
      type(text);
      await new Promise(resolve => setImmediate(resolve));
      screen = '';
      tail = '';
      const back = prompt();
      const startedMs = performance.now();
      type('\r');
      await back;
      return { ms: performance.now() - startedMs, output: screen };
    },
    end() {
      live.input({ kind: 'close', terminal: TERMINAL });
      world.scheduler.pause();
    },
  };
}
