// Running another program: PATH search, as execvp(3), and waiting for it.

import { Errno, type ErrnoCode } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd, Pid, Waited } from '../../abi/types.ts';

const DEFAULT_PATH = '/bin:/usr/bin';

/** execvp(3): replaces the caller's program; throws the Errno that counts where none could be started. */
export async function execProgram(sys: Sys, argv: readonly string[], env: Env): Promise<never> {
  const name = argv[0] ?? '';
  if (name === '') throw new Errno('ENOENT');
  if (name.includes('/')) return execOrScript(sys, name, argv, env);
  let denied: ErrnoCode = 'ENOENT';
  for (const folder of (env.PATH ?? DEFAULT_PATH).split(':')) {
    try {
      return await execOrScript(sys, `${folder === '' ? '.' : folder}/${name}`, argv, env);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EACCES') denied = 'EACCES';
      else if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR' && error.code !== 'ELOOP') throw error;
    }
  }
  throw new Errno(denied);
}

/** A file that is neither a program nor begins with "#!" is one of the shell's, as execvp has it. */
async function execOrScript(sys: Sys, path: string, argv: readonly string[], env: Env): Promise<never> {
  try {
    return await sys.execve(path, argv, env);
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'ENOEXEC') throw error;
    return sys.execve('/bin/sh', ['/bin/sh', path, ...argv.slice(1)], env);
  }
}

export interface RunHow {
  /** Descriptors put in place in the child before it starts: [from, to]. */
  fds?: readonly (readonly [Fd, Fd])[];
  /** Closed in the child. */
  closes?: readonly Fd[];
  /** What the child does before it becomes the program. */
  prepare?: (sys: Sys) => Promise<void>;
  /** What the child prints and gives as its status where the program cannot be started. */
  failed?: (sys: Sys, error: Errno) => Promise<number>;
}

/** Starts a program in a child process. */
export function spawn(sys: Sys, argv: readonly string[], env: Env, how: RunHow = {}): Promise<Pid> {
  return sys.clone(async child => {
    for (const [from, to] of how.fds ?? []) if (from !== to) await child.dup2(from, to);
    for (const fd of how.closes ?? []) await child.close(fd);
    await how.prepare?.(child);
    try {
      return await execProgram(child, argv, env);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return (await how.failed?.(child, error)) ?? (error.code === 'ENOENT' ? 127 : 126);
    }
  });
}

/** Waits for one child to end. */
export async function waitFor(sys: Sys, pid: Pid): Promise<Extract<Waited, { how: 'exited' | 'killed' }>> {
  for (;;) {
    try {
      const waited = await sys.wait(pid);
      if (waited !== undefined && (waited.how === 'exited' || waited.how === 'killed')) return waited;
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

/** A status as shells count it: a signal is 128 and its number. */
export const shellStatus = (waited: Extract<Waited, { how: 'exited' | 'killed' }>): number =>
  waited.how === 'exited' ? waited.status : 128 + signalNumber(waited.signal);

/** The output of a command that the shell runs, and its status. */
export async function captureShell(sys: Sys, script: string, env: Env): Promise<{ pid: Pid; fd: Fd }> {
  const [readEnd, writeEnd] = await sys.pipe({ cloexec: true });
  const pid = await spawn(sys, ['/bin/sh', '-c', script], env, { fds: [[writeEnd, 1]] });
  await sys.close(writeEnd);
  return { pid, fd: readEnd };
}
