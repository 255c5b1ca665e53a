// A bare kernel for unit tests: no images, no programs but those that the test gives.

import type { Program } from '../../src/abi/program.ts';
import type { Entry } from '../../src/abi/sys.ts';
import { pipePair } from '../../src/kernel/ipc/pipe-pair.ts';
import { Kernel } from '../../src/kernel/kernel.ts';
import type { Exit, Process } from '../../src/kernel/process/process.ts';
import { Scheduler } from '../../src/kernel/sched/scheduler.ts';
import { WorldClock } from '../../src/kernel/sched/world-clock.ts';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export interface TestWorld {
  kernel: Kernel;
  scheduler: Scheduler;
  init: Process;
  /** Runs an entry as a child of process 0 until it ends. */
  run(entry: Entry): Promise<Exit>;
}

/** A kernel whose process 1 sleeps and reaps for ever. */
export function testWorld(programs: Record<string, Program['main']> = {}): TestWorld {
  const scheduler = new Scheduler(new WorldClock(), { turn: then => void setImmediate(then), wallMs: () => performance.now() });
  const host = {
    async loadProgram(id: string): Promise<Program | undefined> {
      const main = programs[id];
      return main && { name: id, summary: id, main };
    },
  };
  const kernel = new Kernel({ scheduler, realtimeMs: 1_700_000_000_000, seed: 7, host, hostname: 'test' });
  const errors: string[] = [];
  kernel.log.onLine = (priority, text) => {
    if (priority < 5) errors.push(text);
  };
  const init = kernel.start(
    async sys => {
      await sys.sigaction('SIGCHLD', () => {});
      for (;;) {
        try {
          await sys.wait('any');
        } catch {
          await sys.sigsuspend([]).catch(() => {});
        }
      }
    },
    { stdio: [] },
  );
  const run = (entry: Entry): Promise<Exit> =>
    new Promise((resolve, reject) => {
      const onExit = (exit: Exit): void => (errors.length > 0 ? reject(new Error(errors.splice(0).join('\n'))) : resolve(exit));
      scheduler.interrupt(() => kernel.start(entry, { stdio: [...pipePair(kernel)], onExit }));
    });
  return { kernel, scheduler, init, run };
}
