// Becoming another program: util-linux's words and statuses where that fails, and the shell that is run where none is named.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Waited } from '../../abi/types.ts';
import { Failure } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { execProgram } from '../lib/run-program.ts';

/** execvp(3); gives 127 or 126 after having said why not. */
export async function become(sys: Sys, name: string, argv: readonly string[], env: Env): Promise<number> {
  try {
    return await execProgram(sys, argv, env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `${name}: failed to execute ${argv[0]}: ${error.message}\n`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** The shell of the environment as a login shell. */
export async function becomeShell(sys: Sys, name: string, env: Env): Promise<number> {
  const shell = env.SHELL || '/bin/sh';
  try {
    return await sys.execve(shell, [`-${shell.slice(shell.lastIndexOf('/') + 1)}`], env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `${name}: failed to execute ${shell}: ${error.message}\n`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** Ends as a child ended: with its status, or by the signal that killed it. */
export async function endAs(sys: Sys, waited: Waited | undefined): Promise<number> {
  if (waited?.how === 'exited') return waited.status;
  if (waited?.how !== 'killed') return 1;
  await sys.sigaction(waited.signal, 'default').catch(() => undefined);
  await sys.sigprocmask('unblock', [waited.signal]);
  await sys.kill(await sys.getpid(), waited.signal);
  return 1;
}

/** Waits for a child, stopping with it, and ends as it does. */
export async function waitAs(sys: Sys, child: number): Promise<number> {
  for (;;) {
    try {
      const waited = await sys.wait(child, { untraced: true });
      if (waited?.how === 'stopped') {
        await sys.kill(await sys.getpid(), 'SIGSTOP');
        await sys.kill(child, 'SIGCONT');
        continue;
      }
      return await endAs(sys, waited);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
    }
  }
}

/** Runs the rest of a program in a child, whose failures it says itself. */
export async function reported(name: string, sys: Sys, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.message !== '') await warn(sys, `${name}: ${error.message}\n`);
    return error.status;
  }
}
