// A workshop host in this process, its clock following the wall as the page's does, with one terminal whose lines are timed.

import { latin1 } from '../../../src/machine/journal.ts';
import { LiveOutside } from '../../../src/machine/live-outside.ts';
import { Machine } from '../../../src/machine/machine.ts';
import { nodePrograms } from '../../../src/machine/node/programs.ts';
import { Terminals } from '../../../src/machine/terminals.ts';
import { World } from '../../../src/machine/world.ts';

const TERMINAL = 1;
const PROMPT = /root@dock:[^\n]*# $/;
const LINE_MS_MAX = 60_000;

export interface LiveHost {
  world: World;
  /** Types a line; gives the wall's milliseconds from Enter to the next prompt, and what was printed between. */
  line(text: string): Promise<{ ms: number; output: string }>;
  end(): void;
}

/** Boots a host and waits for its first prompt. */
export async function liveHost(outside = new LiveOutside(then => void setImmediate(then))): Promise<LiveHost> {
  const programs = await nodePrograms();
  const world = new World({ seed: 1, outside, loadProgram: id => programs.load(id) });
  const machine = await Machine.boot(world, programs, 'workshop');
  const encoder = new TextEncoder();
  let screen = '';
  let seen = (): void => {};
  const terminals = new Terminals(machine, {
    onOutput: (_, bytes) => {
      screen += latin1(bytes);
      if (PROMPT.test(screen.slice(-80))) seen();
    },
    onExit: () => {},
  });
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
  world.input({ kind: 'open', terminal: TERMINAL, rows: 50, columns: 200 }, terminals.perform);
  machine.wake();
  await first;
  return {
    world,
    async line(text) {
      const type = (typed: string): void =>
        world.input({ kind: 'type', terminal: TERMINAL, bytes: latin1(encoder.encode(typed)) }, terminals.perform);
      type(text);
      await new Promise(resolve => setImmediate(resolve));
      screen = '';
      const back = prompt();
      const startedMs = performance.now();
      type('\r');
      await back;
      return { ms: performance.now() - startedMs, output: screen };
    },
    end() {
      world.input({ kind: 'close', terminal: TERMINAL }, terminals.perform);
      world.scheduler.pause();
    },
  };
}
