// The scheduler: time jumps where nothing can run, nothing is woken where nothing is due, and a journal replays to the same world.

import { expect, test } from 'vitest';
import { Kernel } from '../../src/kernel/kernel.ts';
import { type Outside, Scheduler } from '../../src/kernel/sched/scheduler.ts';
import { WorldClock } from '../../src/kernel/sched/world-clock.ts';
import { decode, encode, testWorld } from './world.ts';

test('a long sleep takes no time, and is as long as it says', async () => {
  const { run, kernel } = testWorld();
  await run(async sys => {
    const before = kernel.clock.monotonicMs;
    await sys.nanosleep(1_000_000);
    expect(kernel.clock.monotonicMs - before).toBeGreaterThanOrEqual(1_000_000);
    expect(kernel.clock.monotonicMs - before).toBeLessThan(1_000_001);
    expect(await sys.poll([], 500)).toEqual([]);
    await sys.setitimer(10, 10);
    let alarms = 0;
    await sys.sigaction('SIGALRM', () => void alarms++);
    while (alarms < 3) await sys.sigsuspend([]).catch(() => {});
    await sys.setitimer(0);
  });
});

/** Two processes that compute and sleep, and one that notes each piece of input with what the others had done by then. */
function world(outside: Outside, notes: string[]): { scheduler: Scheduler; input: (text: string) => () => void; done: Promise<unknown> } {
  const scheduler = new Scheduler(new WorldClock(), outside);
  const kernel = new Kernel({ scheduler, realtimeMs: 0, seed: 1, host: { loadProgram: async () => undefined }, hostname: 'x' });
  let write: ((bytes: Uint8Array) => void) | undefined;
  const done = new Promise(resolve => {
    kernel.start(
      async sys => {
        const [reader, writer] = await sys.pipe();
        write = bytes => {
          const { file } = process.fds.get(writer);
          file.write(0, bytes);
        };
        let steps = 0;
        const process = [...kernel.idle.children][0]!;
        await sys.clone(
          async child => {
            for (let at = 0; at < 40_000; at++) {
              await child.getpid();
              steps++;
              if (at % 5000 === 0) await child.nanosleep(3);
            }
            for (;;) await child.nanosleep(7);
          },
          { share: ['files'] },
        );
        for (let text = ''; text !== 'end'; ) {
          text = decode(await sys.read(reader, 100));
          notes.push(`${text} ${steps} ${kernel.clock.monotonicMs.toFixed(3)} ${kernel.random.u32()}`);
        }
      },
      { stdio: [], onExit: resolve },
    );
  });
  return { scheduler, input: text => () => write?.(encode(text)), done };
}

test('a world with the same seed and journal is the same world', async () => {
  const start = performance.now();
  const liveMs = (): number => performance.now() - start;
  const live: Outside = {
    turn: then => void setImmediate(then),
    wallMs: () => performance.now(),
    liveMs,
    waitUntil(ms, then) {
      const timer = setTimeout(then, Math.max(0, ms - liveMs()));
      return { cancel: () => clearTimeout(timer) };
    },
  };
  const notes: string[] = [];
  const first = world(live, notes);
  const journal: { calls: number; atMs: number; text: string | undefined }[] = [];
  const inputs = new Map<() => void, string>();
  first.scheduler.onInput = (calls, atMs, run) => journal.push({ calls, atMs, text: inputs.get(run) });
  for (const text of ['a', 'b', 'c', 'd', 'end']) {
    await new Promise(resolve => setTimeout(resolve, 15));
    const run = first.input(text);
    inputs.set(run, text);
    first.scheduler.interrupt(run);
  }
  await first.done;
  first.scheduler.pause();
  const again: string[] = [];
  const second = world({ turn: then => void setImmediate(then), wallMs: () => performance.now() }, again);
  for (const { calls, atMs, text } of journal) second.scheduler.plan(calls, atMs, text === undefined ? () => {} : second.input(text));
  await second.done;
  second.scheduler.pause();
  expect(again).toEqual(notes);
  expect(notes).toHaveLength(5);
});
