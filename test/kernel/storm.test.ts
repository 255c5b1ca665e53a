// A seeded storm of clones, pipes, signals, stops and namespaces: whatever happens, nothing is left behind and the kernel never oopses.

import { expect, test } from 'vitest';
import { Errno } from '../../src/abi/errno.ts';
import type { Signal } from '../../src/abi/signal.ts';
import type { Sys } from '../../src/abi/sys.ts';
import { testWorld } from './world.ts';

const SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGSTOP', 'SIGCONT', 'SIGKILL', 'SIGUSR1', 'SIGHUP', 'SIGTSTP', 'SIGPIPE', 'SIGINT'];

/** Does at most `steps` random things; whatever fails with an Errno is left alone. */
async function storm(sys: Sys, depth: number, steps: number, descriptors: number[]): Promise<number> {
  const chance = async (below: number): Promise<number> => (await sys.getrandom(1))[0]! % below;
  await sys.sigaction('SIGUSR1', async () => void (await sys.getpid()), { restart: (await chance(2)) === 0 });
  for (let step = 0; step < steps; step++) {
    try {
      await act(sys, await chance(14), depth, descriptors, chance);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return chance(100);
}

async function act(
  sys: Sys,
  what: number,
  depth: number,
  descriptors: number[],
  chance: (below: number) => Promise<number>,
): Promise<void> {
  const some = descriptors[await chance(Math.max(1, descriptors.length))] ?? 0;
  if (what < 4 && depth < 3) {
    const kinds = (['pid', 'user', 'uts', 'net', 'ipc', 'mnt', 'time', 'cgroup'] as const).filter((_, at) => at === what * 2);
    const mine = [...descriptors];
    await sys.clone(child => storm(child, depth + 1, 14, mine), what < 2 ? { new: kinds } : {});
  } else if (what === 4) descriptors.push(...(await sys.pipe()));
  else if (what === 5) await sys.write(some, new Uint8Array(3000));
  else if (what === 6) await sys.poll([{ fd: some, want: 'read' }], 3);
  else if (what === 7) await sys.kill((await sys.getpid()) + (await chance(9)) - 4, SIGNALS[await chance(SIGNALS.length)]);
  else if (what === 8) await sys.wait('any', { nohang: true, untraced: true, continued: true });
  else if (what === 9) await sys.close(some);
  else if (what === 10) await sys.nanosleep(await chance(20));
  else if (what === 11) await ((await chance(2)) ? sys.setsid() : sys.setpgid(0, 0));
  else if (what === 12) await sys.setitimer(await chance(30));
  else if (what === 13) await sys.clone(async thread => void (await thread.yield()), { thread: true });
}

test.each([1, 2, 3, 4, 5])('seed %i', async seed => {
  const { kernel, scheduler, init, run } = testWorld();
  // Process 1 of a namespace of its own hears no signal from within, and takes everything along when it ends.
  await run(async sys => {
    await sys.getrandom(seed);
    await sys.unshare(['pid']);
    await sys.clone(async first => {
      await first.setsid();
      for (let round = 0; round < 8; round++) await first.clone(child => storm(child, 0, 40, []));
      await first.nanosleep(500);
    });
    expect(await sys.wait()).toMatchObject({ how: 'exited', status: 0 });
  });
  const namespace = init.ns.pid as unknown as {
    processes: Map<number, unknown>;
    groups: Map<number, unknown>;
    threads: Map<number, unknown>;
  };
  expect([...namespace.processes.keys()]).toEqual([1]);
  expect(namespace.threads.size).toBe(0);
  expect(namespace.groups.size).toBe(2);
  expect(kernel.log.lines.filter(({ priority }) => priority < 5)).toEqual([]);
  expect(scheduler.clock.nextDueMs).toBe(Number.POSITIVE_INFINITY);
  for (const key of ['net', 'uts', 'ipc', 'user', 'mnt'] as const) expect(init.ns[key].references).toBe(2);
});
