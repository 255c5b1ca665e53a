// Terminals: what the line discipline echoes, and what a key does to the foreground job.

import { expect, test } from 'vitest';
import type { Sys } from '../../src/abi/sys.ts';
import { namelessFile } from '../../src/kernel/ipc/nameless.ts';
import { PtyRegistry } from '../../src/kernel/tty/pty.ts';
import { decode, encode, type TestWorld, testWorld } from './world.ts';

interface Terminal {
  /** Types, lets the world come to rest, and gives what was shown. */
  type(text: string): Promise<string>;
  hangUp(): void;
}

/** A session with a terminal of its own. */
function terminal({ kernel, scheduler }: TestWorld, entry: (sys: Sys) => Promise<number | void>): Terminal {
  const { pty, master } = new PtyRegistry().open();
  pty.locked = false;
  const what = { filesystem: 'anon_inodefs', kind: 'char', ino: 1, mode: 0o600, name: '/dev/pts/0' } as const;
  const slave = namelessFile(kernel, pty.openSlave({}), what, { read: true, write: true });
  kernel.start(entry, { stdio: [slave, slave, slave], tty: slave });
  return {
    async type(text) {
      scheduler.interrupt(() => void pty.tty.type(encode(text)));
      await new Promise(resolve => setTimeout(resolve, 20));
      let shown = '';
      while (pty.tty.output.bytes > 0) shown += decode(pty.tty.output.read(65536) as Uint8Array);
      return shown;
    },
    hangUp: () => scheduler.interrupt(() => master.release()),
  };
}

/** Reads lines and shows each in brackets. */
const reader = async (sys: Sys): Promise<void> => {
  for (let line = await sys.read(0, 100); line.length > 0; line = await sys.read(0, 100)) await sys.write(1, encode(`[${decode(line)}]`));
  await sys.write(1, encode('end'));
};

test('a line is edited before it is read', async () => {
  const { type } = terminal(testWorld(), reader);
  expect(await type('ab')).toBe('ab');
  expect(await type('\x7fc\n')).toBe('\b \bc\r\n[ac\r\n]');
  expect(await type('one two\x17x\n')).toBe('one two\b \b\b \b\b \bx\r\n[one x\r\n]');
  expect(await type('gone\x15e\x7fok\r')).toBe('gone\b \b\b \b\b \b\b \be\b \bok\r\n[ok\r\n]');
  expect(await type('\x16\x03\n')).toBe('^\b^C\r\n[\x03\r\n]');
  expect(await type('part\x04')).toBe('part[part]');
  expect(await type('\x04')).toBe('end');
});

test('^C reaches a job that floods the terminal, and ^Z stops one', async () => {
  const job = async (sys: Sys, run: (child: Sys) => Promise<void>): Promise<void> => {
    const pid = await sys.clone(async child => {
      await child.setpgid(0, 0);
      await child.ioctl(0, 'TIOCSPGRP', await child.getpid());
      await run(child);
    });
    const told = await sys.wait(pid, { untraced: true });
    await sys.ioctl(0, 'TIOCSPGRP', await sys.getpid());
    await sys.write(1, encode(told && 'signal' in told ? `${told.how} ${told.signal}\n` : 'ended\n'));
  };
  const { type } = terminal(testWorld(), async sys => {
    await sys.sigaction('SIGTTOU', 'ignore');
    await job(sys, async child => {
      for (;;) await child.write(1, encode('flood'));
    });
    await job(sys, async child => void (await child.read(0, 1)));
  });
  await type('');
  expect(await type('\x03')).toMatch(/\^Ckilled SIGINT\r\n$/);
  expect(await type('\x1a')).toBe('^Zstopped SIGTSTP\r\n');
});

test('a background job that reads is stopped; a hangup ends the session', async () => {
  const world = testWorld();
  const { type, hangUp } = terminal(world, async sys => {
    await sys.sigaction('SIGHUP', async () => void (await sys.write(2, encode('never seen'))));
    const pid = await sys.clone(async child => {
      await child.setpgid(0, 0);
      await child.read(0, 1);
    });
    const told = await sys.wait(pid, { untraced: true });
    await sys.write(1, encode(`${told?.how}\n`));
    return sys.sigsuspend([]);
  });
  expect(await type('')).toBe('stopped\r\n');
  expect(world.kernel.idle.children.size).toBe(2);
  hangUp();
  await type('');
  expect(world.kernel.idle.children.size).toBe(1);
});
