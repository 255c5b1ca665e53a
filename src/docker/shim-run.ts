// How the shim runs runc, and the pipes and terminals it makes for the processes of its container.

import { Errno } from '../abi/errno.ts';
import type { Sys } from '../abi/sys.ts';
import type { Fd } from '../abi/types.ts';
import { readText } from '../userland/lib/io.ts';

export const RUNTIME_ROOT = '/var/run/docker/runtime-runc/moby';
const RUNC = '/usr/sbin/runc';
const ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/** Runs runc to its end with these descriptors as 0, 1 and 2. Gives undefined, or what it says went wrong. */
export async function runc(sys: Sys, bundle: string, args: readonly string[], stdio: readonly Fd[] = []): Promise<string | undefined> {
  const log = `${bundle}/log.json`;
  const pid = await sys.clone(async child => {
    for (const [to, from] of stdio.entries()) await child.dup2(from, to);
    return child.execve(RUNC, ['runc', '--root', RUNTIME_ROOT, '--log', log, '--log-format', 'json', ...args], ENV);
  });
  const end = await sys.wait(pid);
  if (end?.how === 'exited' && end.status === 0) return undefined;
  try {
    const lines = (await readText(sys, log)).trim().split('\n');
    return (JSON.parse(lines.at(-1)!) as { msg: string }).msg;
  } catch (error) {
    if (error instanceof Errno)
      return `runc did not terminate successfully: ${end?.how === 'exited' ? `exit status ${end.status}` : 'killed'}`;
    throw error;
  }
}

/** What a process is started with, and what the engine holds of it. */
export interface Stdio {
  /** To be 0, 1 and 2 of the process; closed once it is started. */
  near: Fd[];
  /** The engine's ends, by name. */
  far: { name: 'stdin' | 'stdout' | 'stderr'; fd: Fd }[];
}

/** Pipes for what is wanted and /dev/null for the rest. */
export async function makeStdio(sys: Sys, want: { stdin: boolean; stdout: boolean; stderr: boolean }): Promise<Stdio> {
  const stdio: Stdio = { near: [], far: [] };
  for (const name of ['stdin', 'stdout', 'stderr'] as const) {
    if (!want[name]) {
      stdio.near.push(await sys.open('/dev/null', { read: true, write: true, cloexec: true }));
      continue;
    }
    const [read, write] = await sys.pipe({ cloexec: true });
    stdio.near.push(name === 'stdin' ? read : write);
    stdio.far.push({ name, fd: name === 'stdin' ? write : read });
  }
  return stdio;
}

/** Runs a step with a socket to which runc sends a terminal's master; gives the master where the step went well. */
export async function withConsole(
  sys: Sys,
  path: string,
  run: () => Promise<string | undefined>,
): Promise<{ error?: string; master?: Fd }> {
  const listener = await sys.socket('unix', 'stream');
  await sys.setfl(listener, { cloexec: true });
  await sys.bind(listener, { family: 'unix', path });
  await sys.listen(listener, 1);
  try {
    const error = await run();
    if (error !== undefined) return { error };
    const { fd } = await sys.accept(listener, { cloexec: true });
    const { fds = [] } = await sys.recvfrom(fd, 4096);
    await sys.close(fd);
    return { master: fds[0]! };
  } finally {
    await sys.close(listener);
    await sys.unlink(path);
  }
}
