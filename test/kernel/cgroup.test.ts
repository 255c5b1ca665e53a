// Cgroups: what a transcript of a version 1 host can't show: memory limits and the killer, quotas on the virtual clock, namespaces.

import { expect, test } from 'vitest';
import type { Sys } from '../../src/abi/sys.ts';
import { decode, encode, testWorld } from './world.ts';

async function inWorld(body: (sys: Sys) => Promise<void>): Promise<string> {
  let failure: unknown;
  const world = testWorld();
  world.kernel.log.onLine = undefined;
  await world.run(async sys => {
    try {
      for (const [type, target] of [
        ['proc', '/proc'],
        ['cgroup2', '/cg'],
        ['tmpfs', '/tmp'],
      ] as const) {
        await sys.mkdir(target);
        await sys.mount(type, target, type, {});
      }
      await put(sys, '/cg/cgroup.subtree_control', '+memory +cpu +pids');
      await sys.mkdir('/cg/a');
      await body(sys);
    } catch (error) {
      failure = error;
    }
  });
  if (failure) throw failure;
  return world.kernel.log.lines.map(line => line.text).join('\n');
}

async function put(sys: Sys, path: string, content: string): Promise<void> {
  const fd = await sys.open(path, { write: true });
  await sys.write(fd, encode(content)).finally(() => sys.close(fd));
}

async function text(sys: Sys, path: string): Promise<string> {
  const fd = await sys.open(path, { read: true });
  const bytes = await sys.read(fd, 65536);
  await sys.close(fd);
  return decode(bytes);
}

test('who exceeds memory.max is killed, and the kernel says so', async () => {
  const log = await inWorld(async sys => {
    await put(sys, '/cg/a/memory.max', '16m');
    await sys.clone(async child => {
      await put(child, '/cg/a/cgroup.procs', '0');
      for (;;) await child.mmap(1 << 20);
    });
    expect(await sys.wait()).toMatchObject({ how: 'killed', signal: 'SIGKILL' });
    expect(await text(sys, '/cg/a/memory.events')).toContain('oom_kill 1\n');
    expect(await text(sys, '/cg/a/memory.current')).toBe('0\n');
  });
  expect(log).toMatch(/Memory cgroup out of memory: Killed process \d+ /);
});

test('a tmpfs counts for who wrote to it, until the file is gone', () =>
  inWorld(async sys => {
    await sys.clone(async child => {
      await put(child, '/cg/a/cgroup.procs', '0');
      const fd = await child.open('/tmp/f', { write: true, create: true }, 0o644);
      await child.write(fd, new Uint8Array(1 << 20).fill(1));
    });
    await sys.wait();
    expect(await text(sys, '/cg/a/memory.current')).toBe(`${1 << 20}\n`);
    await sys.unlink('/tmp/f');
    expect(await text(sys, '/cg/a/memory.current')).toBe('0\n');
  }));

test('a fifth of a processor: two seconds of computing take ten', () =>
  inWorld(async sys => {
    await put(sys, '/cg/a/cpu.max', '20000 100000');
    const begin = await sys.clockGettime('monotonic');
    await sys.clone(async child => {
      await put(child, '/cg/a/cgroup.procs', '0');
      for (let step = 0; step < 200; step++) await child.compute(10);
    });
    await sys.wait();
    const end = await sys.clockGettime('monotonic');
    expect(end.seconds - begin.seconds).toBeGreaterThanOrEqual(9);
    expect(end.seconds - begin.seconds).toBeLessThanOrEqual(11);
    expect(await text(sys, '/cg/a/cpu.stat')).toMatch(/nr_throttled \d\d+\n/);
  }));

test('a cgroup namespace sees its group as the root', () =>
  inWorld(async sys => {
    await sys.clone(async child => {
      await put(child, '/cg/a/cgroup.procs', '0');
      await child.unshare(['cgroup', 'mnt']);
      expect(await text(child, '/proc/self/cgroup')).toBe('0::/\n');
      await child.mkdir('/cg2');
      await child.mount('cgroup2', '/cg2', 'cgroup2', {});
      expect(await text(child, '/cg2/cgroup.events')).toContain('populated 1');
      expect(await text(child, '/proc/self/mountinfo')).toMatch(/ \/\.\. \/cg .*\n.* \/ \/cg2 /s);
    });
    expect(await sys.wait()).toMatchObject({ how: 'exited', status: 0 });
  }));
