// Processes on a bare kernel: what a transcript cannot point at. Pipes, signals, waiting, fairness, namespaces of pids.

import { expect, test } from 'vitest';
import { Errno } from '../../src/abi/errno.ts';
import type { Sys } from '../../src/abi/sys.ts';
import { decode, encode, testWorld } from './world.ts';

/** The code of what a call throws. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
}

/** Writes for ever, as yes(1). */
const yes = (fd: number) => async (sys: Sys) => {
  for (;;) await sys.write(fd, encode('y\n'));
};

test('a writer whose reader has gone dies of SIGPIPE', async () => {
  const { run } = testWorld();
  await run(async sys => {
    const [reader, writer] = await sys.pipe();
    const pid = await sys.clone(async child => {
      await child.close(reader);
      await yes(writer)(child);
    });
    await sys.close(writer);
    expect(decode(await sys.read(reader, 4))).toBe('y\ny\n');
    await sys.close(reader);
    expect(await sys.wait(pid)).toMatchObject({ how: 'killed', signal: 'SIGPIPE' });
  });
});

test('a full pipe holds its writer back, and PIPE_BUF bytes are never torn', async () => {
  const { run } = testWorld();
  await run(async sys => {
    const [reader, writer] = await sys.pipe({ nonblock: true });
    expect(await sys.write(writer, new Uint8Array(100_000))).toBe(65536);
    expect(await codeOf(sys.write(writer, new Uint8Array(1)))).toBe('EAGAIN');
    await sys.read(reader, 100);
    expect(await codeOf(sys.write(writer, new Uint8Array(4096)))).toBe('EAGAIN');
    expect(await sys.write(writer, new Uint8Array(100))).toBe(100);
    await sys.close(writer);
    let sum = 0;
    for (let part = await sys.read(reader, 9999); part.length > 0; part = await sys.read(reader, 9999)) sum += part.length;
    expect(sum).toBe(65536);
  });
});

test('a blocking write takes all, and tells what it took where a signal ends it', async () => {
  const { run } = testWorld();
  await run(async sys => {
    const [reader, writer] = await sys.pipe();
    const parent = await sys.getpid();
    await sys.clone(async child => {
      for (let left = 200_000; left > 0; ) left -= (await child.read(reader, 1000)).length;
    });
    expect(await sys.write(writer, new Uint8Array(200_000))).toBe(200_000);
    await sys.sigaction('SIGUSR1', () => {});
    await sys.clone(child => child.kill(parent, 'SIGUSR1'));
    expect(await sys.write(writer, new Uint8Array(200_000))).toBe(65536);
  });
});

test('two busy processes take turns of 64 calls', async () => {
  const { run } = testWorld();
  const order: string[] = [];
  await run(async sys => {
    for (const name of ['a', 'b']) {
      await sys.clone(async child => {
        for (let at = 0; at < 200; at++) {
          await child.getpid();
          order.push(name);
        }
      });
    }
    await sys.wait();
    await sys.wait();
  });
  const turns = order.join('').match(/a+|b+/g)!;
  expect(turns.slice(0, 4).map(turn => turn.length)).toEqual([63, 63, 64, 64]);
});

test('a handler ends a sleep with EINTR, or the call goes on where it restarts', async () => {
  const { run } = testWorld();
  await run(async sys => {
    const seen: string[] = [];
    const parent = await sys.getpid();
    const [reader, writer] = await sys.pipe();
    await sys.sigaction('SIGUSR1', signal => void seen.push(signal));
    await sys.clone(child => child.kill(parent, 'SIGUSR1'));
    expect(await codeOf(sys.read(reader, 10))).toBe('EINTR');
    await sys.sigaction('SIGUSR1', async signal => void seen.push(`${signal} in ${await sys.getpid()}`), { restart: true });
    await sys.clone(async child => {
      await child.kill(parent, 'SIGUSR1');
      await child.yield();
      await child.write(writer, encode('after'));
    });
    expect(decode(await sys.read(reader, 10))).toBe('after');
    expect(seen).toEqual(['SIGUSR1', `SIGUSR1 in ${parent}`]);
  });
});

test('a blocked signal waits until it is let through', async () => {
  const { run } = testWorld();
  await run(async sys => {
    let count = 0;
    await sys.sigaction('SIGTERM', () => void count++);
    await sys.sigprocmask('block', ['SIGTERM']);
    await sys.kill(await sys.getpid(), 'SIGTERM');
    await sys.kill(await sys.getpid(), 'SIGTERM');
    expect(count).toBe(0);
    await sys.sigprocmask('unblock', ['SIGTERM']);
    expect(count).toBe(1);
    await sys.sigprocmask('block', ['SIGUSR1']);
    await sys.kill(await sys.getpid(), 'SIGUSR1');
    expect(await sys.sigtimedwait(['SIGUSR1'], 1000)).toBe('SIGUSR1');
    expect(await sys.sigtimedwait(['SIGUSR1'], 1000)).toBe(undefined);
  });
});

test('a stopped process does not run until it is continued, and wait tells of both', async () => {
  const { run } = testWorld();
  await run(async sys => {
    let steps = 0;
    const pid = await sys.clone(async child => {
      for (;;) {
        steps++;
        await child.yield();
      }
    });
    await sys.yield();
    await sys.kill(pid, 'SIGSTOP');
    expect(await sys.wait(pid, { untraced: true })).toMatchObject({ how: 'stopped', signal: 'SIGSTOP' });
    const before = steps;
    await sys.nanosleep(100);
    expect(steps).toBe(before);
    await sys.kill(pid, 'SIGTERM');
    expect(await sys.wait(pid, { nohang: true })).toBe(undefined);
    await sys.kill(pid, 'SIGKILL');
    expect(await sys.wait(pid)).toMatchObject({ how: 'killed' });
  });
});

test('orphans go to the nearest subreaper, else to process 1', async () => {
  const { run } = testWorld();
  await run(async sys => {
    const [reader, writer] = await sys.pipe();
    const orphan = async (child: Sys): Promise<void> => {
      await child.clone(async grandchild => {
        await grandchild.nanosleep(10);
        await grandchild.write(writer, encode(`${await grandchild.getppid()} `));
      });
    };
    await sys.clone(orphan);
    await sys.wait();
    expect(decode(await sys.read(reader, 10))).toBe('1 ');
    await sys.prctl('PR_SET_CHILD_SUBREAPER', true);
    await sys.clone(orphan);
    expect(await sys.wait()).toMatchObject({ how: 'exited' });
    expect(decode(await sys.read(reader, 10))).toBe(`${await sys.getpid()} `);
    expect(await sys.wait()).toMatchObject({ how: 'exited' });
    expect(await codeOf(sys.wait())).toBe('ECHILD');
  });
});

test("the death of a pid namespace's first process takes all of it along", async () => {
  const { run } = testWorld();
  await run(async sys => {
    const [reader, writer] = await sys.pipe();
    await sys.unshare(['pid']);
    expect(await sys.getpid()).toBeGreaterThan(1);
    const pid = await sys.clone(async init => {
      await init.kill(1, 'SIGTERM');
      await init.kill(1, 'SIGKILL');
      await init.clone(async child => {
        await child.write(writer, encode(`${await child.getpid()} ${await child.getppid()}`));
        for (;;) await child.nanosleep(1000);
      });
      await init.nanosleep(50);
      return 3;
    });
    await sys.close(writer);
    expect(decode(await sys.read(reader, 10))).toBe('2 1');
    expect(await sys.read(reader, 10)).toHaveLength(0);
    expect(await sys.wait(pid)).toMatchObject({ how: 'exited', status: 3 });
    expect(await codeOf(sys.clone(async () => 0))).toBe('ENOMEM');
  });
});

test('a dead thread is never resumed, and its descriptors are closed', async () => {
  const { run } = testWorld();
  await run(async sys => {
    let unwound = false;
    const [reader, writer] = await sys.pipe();
    const pid = await sys.clone(async child => {
      try {
        for (;;) await child.nanosleep(1000);
      } finally {
        unwound = true;
      }
    });
    await sys.close(writer);
    await sys.kill(pid, 'SIGKILL');
    expect(await sys.read(reader, 1)).toHaveLength(0);
    await sys.nanosleep(5000);
    expect(unwound).toBe(false);
    expect(await sys.wait(pid)).toMatchObject({ how: 'killed', signal: 'SIGKILL' });
  });
});

test('an ended process leaves nothing behind', async () => {
  const { kernel, run, init } = testWorld();
  await run(async sys => {
    for (let at = 0; at < 100_000; at++) {
      await sys.clone(async () => 0);
      await sys.wait();
    }
  });
  const namespace = init.ns.pid as unknown as {
    processes: Map<number, unknown>;
    groups: Map<number, unknown>;
    threads: Map<number, unknown>;
  };
  expect(namespace.processes.size).toBe(1);
  // Process 1's, and that of process 0.
  expect(namespace.groups.size).toBe(2);
  expect(namespace.threads.size).toBe(0);
  expect(kernel.idle.children.size).toBe(1);
  expect(kernel.scheduler.clock.nextDueMs).toBe(Number.POSITIVE_INFINITY);
});

test('execve follows "#!" lines, and says why it cannot', async () => {
  const { run } = testWorld({
    args: async (sys, argv) => {
      await sys.write(1, encode(argv.join('|')));
      return 4;
    },
  });
  await run(async sys => {
    const make = async (path: string, text: string, mode: number): Promise<void> => {
      const fd = await sys.open(path, { write: true, create: true }, mode);
      await sys.write(fd, encode(text));
      await sys.close(fd);
    };
    await make('/args', '\x7fELFargs\n', 0o755);
    await make('/gone', '\x7fELFnosuch\n', 0o755);
    await make('/script', '#! /args -x  y \nrest', 0o755);
    await make('/loop', '#!/loop\n', 0o755);
    await make('/lost', '#!/nowhere\n', 0o755);
    await make('/plain', 'echo hi\n', 0o755);
    await make('/locked', '\x7fELFargs\n', 0o644);
    const [reader, writer] = await sys.pipe();
    const pid = await sys.clone(async child => {
      await child.dup2(writer, 1);
      return child.execve('/script', ['script', 'a'], {});
    });
    expect(await sys.wait(pid)).toMatchObject({ how: 'exited', status: 4 });
    expect(decode(await sys.read(reader, 100))).toBe('/args|-x  y|/script|a');
    const codes: Record<string, string> = {};
    for (const path of ['/gone', '/loop', '/lost', '/plain', '/locked', '/nothing', '/'])
      codes[path] = await codeOf(sys.execve(path, ['x'], {}));
    expect(codes).toEqual({
      '/gone': 'ENOEXEC',
      '/loop': 'ELOOP',
      '/lost': 'ENOENT',
      '/plain': 'ENOEXEC',
      '/locked': 'EACCES',
      '/nothing': 'ENOENT',
      '/': 'EACCES',
    });
  });
});

test('a crash is a SIGSEGV, and the kernel lives on', async () => {
  const { kernel, run } = testWorld();
  kernel.log.onLine = undefined;
  await run(async sys => {
    const pid = await sys.clone(async () => {
      throw new TypeError('boom');
    });
    expect(await sys.wait(pid)).toMatchObject({ how: 'killed', signal: 'SIGSEGV' });
  });
  expect(kernel.log.lines.some(line => line.text.includes('TypeError: boom'))).toBe(true);
});
