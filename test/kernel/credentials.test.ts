// Who may do what: ids, capabilities over execve, user namespaces, and descriptors that travel.

import { expect, test } from 'vitest';
import { Errno } from '../../src/abi/errno.ts';
import type { Entry, Sys } from '../../src/abi/sys.ts';
import { decode, encode, testWorld } from './world.ts';

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
}

/** Runs an entry in a child and gives its status. */
async function inChild(sys: Sys, entry: Entry): Promise<number> {
  const pid = await sys.clone(entry);
  const told = await sys.wait(pid);
  return told?.how === 'exited' ? told.status : -1;
}

test('who is root no longer has no capabilities, and cannot go back', async () => {
  const { run } = testWorld();
  await run(async sys => {
    expect((await sys.capget()).effective.size).toBe(41);
    await sys.setgroups([7, 5]);
    await sys.setresgid(1000, 1000, 1000);
    await sys.setresuid(1000, 1000, 1000);
    expect(await sys.getids()).toMatchObject({ uid: 1000, euid: 1000, fsuid: 1000, egid: 1000, groups: [5, 7] });
    expect((await sys.capget()).permitted.size).toBe(0);
    expect(await codeOf(sys.setresuid(0, 0, 0))).toBe('EPERM');
    expect(await codeOf(sys.sethostname('x'))).toBe('EPERM');
    expect(await codeOf(sys.unshare(['net']))).toBe('EPERM');
    expect(await codeOf(sys.kill(1, 'SIGTERM'))).toBe('EPERM');
    expect(await codeOf(sys.prlimit(0, 'nofile', { soft: 10, hard: 30_000 }))).toBe('EPERM');
  });
});

test("set-user-id gives the owner's id, unless no_new_privs says no; ambient capabilities survive, bounding ones cap", async () => {
  const { run } = testWorld({
    whoami: async sys => {
      const { euid } = await sys.getids();
      const { effective } = await sys.capget();
      return effective.size * 2 + (euid === 0 ? 1 : 0);
    },
  });
  await run(async sys => {
    const fd = await sys.open('/whoami', { write: true, create: true }, 0o755);
    await sys.write(fd, encode('\x7fELFwhoami\n'));
    await sys.close(fd);
    const become = (before: (child: Sys) => Promise<void>): Promise<number> =>
      inChild(sys, async child => {
        await before(child);
        return child.execve('/whoami', ['whoami'], {});
      });
    const user = (child: Sys): Promise<void> => child.setresuid(1000, 1000, 1000);
    expect(await become(async () => {})).toBe(83);
    expect(await become(user)).toBe(0);
    await sys.chmod('/whoami', 0o4755);
    expect(await become(user)).toBe(83);
    expect(
      await become(async child => {
        await child.prctl('PR_SET_NO_NEW_PRIVS');
        await user(child);
      }),
    ).toBe(0);
    await sys.chmod('/whoami', 0o755);
    expect(await become(child => child.prctl('PR_CAPBSET_DROP', 'CAP_CHOWN'))).toBe(81);
    expect(
      await become(async child => {
        await child.prctl('PR_SET_KEEPCAPS', true);
        await user(child);
        await child.capset({ inheritable: new Set(['CAP_NET_RAW']) });
        await child.capset({ ambient: new Set(['CAP_NET_RAW']) });
      }),
    ).toBe(2);
  });
});

test('root of a user namespace rules what the namespace owns, and no more', async () => {
  const { run } = testWorld();
  await run(async sys => {
    await sys.setresgid(1000, 1000, 1000);
    await sys.setresuid(1000, 1000, 1000);
    await sys.unshare(['user']);
    expect((await sys.capget()).effective.size).toBe(41);
    expect(await sys.getids()).toMatchObject({ uid: 65534, gid: 65534 });
    expect(await codeOf(sys.sethostname('x'))).toBe('EPERM');
    expect(await codeOf(sys.setresuid(0, 0, 0))).toBe('EINVAL');
    await sys.unshare(['uts']);
    await sys.sethostname('inner');
    expect((await sys.uname()).nodename).toBe('inner');
  });
});

test("descriptors travel over a unix socket, with the sender's credentials", async () => {
  const { run } = testWorld();
  await run(async sys => {
    const [one, other] = await sys.socketpair('stream');
    const [reader, writer] = await sys.pipe();
    const pid = await sys.clone(async child => {
      const got = await child.recvfrom(other, 100);
      await child.write(got.fds![0]!, got.data);
    });
    await sys.sendto(one, encode('hello'), undefined, { fds: [writer] });
    await sys.close(writer);
    await sys.wait(pid);
    expect(decode(await sys.read(reader, 100))).toBe('hello');
    expect(await sys.read(reader, 100)).toHaveLength(0);
    expect(await sys.getsockopt(one, 'SO_PEERCRED')).toEqual({ pid: await sys.getpid(), uid: 0, gid: 0 });
    await sys.sendto(one, encode('unread'));
    await sys.close(other);
    expect(await codeOf(sys.read(one, 1))).toBe('ECONNRESET');
    expect(await sys.read(one, 1)).toHaveLength(0);
  });
});

test("a unix socket's name is taken, refused and gone as its path says", async () => {
  const { run } = testWorld();
  await run(async sys => {
    const at = (path: string) => ({ family: 'unix', path }) as const;
    const [server, client] = [await sys.socket('unix', 'stream'), await sys.socket('unix', 'stream')];
    expect(await codeOf(sys.connect(client, at('/s')))).toBe('ENOENT');
    await sys.bind(server, at('/s'));
    expect((await sys.stat('/s')).kind).toBe('socket');
    expect(await codeOf(sys.connect(client, at('/s')))).toBe('ECONNREFUSED');
    expect(await codeOf(sys.bind(client, at('/s')))).toBe('EADDRINUSE');
    await sys.listen(server, 0);
    await sys.connect(client, at('/s'));
    const accepted = await sys.accept(server);
    await sys.write(client, encode('x'));
    expect(await sys.poll([{ fd: accepted.fd, want: 'read' }], 0)).toHaveLength(1);
    expect(await sys.getpeername(client)).toEqual(at('/s'));
    await sys.close(server);
    expect(await codeOf(sys.connect(await sys.socket('unix', 'stream'), at('/s')))).toBe('ECONNREFUSED');
    const dgram = await sys.socket('unix', 'dgram');
    await sys.bind(dgram, at('\0name'));
    await sys.sendto(await sys.socket('unix', 'dgram'), encode('longer'), at('\0name'));
    expect(await sys.recvfrom(dgram, 4)).toMatchObject({ truncatedFrom: 6, data: encode('long') });
  });
});
