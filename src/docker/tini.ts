// docker-init: tini 0.19.0, a process 1 that starts one child, passes signals on to it, and reaps what falls to it.

import { Errno } from '../abi/errno.ts';
import { SIGNALS, type Signal, signalNumber } from '../abi/signal.ts';
import type { Waited } from '../abi/types.ts';
import { getopt, UsageError } from '../userland/lib/getopt.ts';
import { print, program, warn } from '../userland/lib/io.ts';

const USAGE = `Usage: tini [OPTIONS] PROGRAM -- [ARGS] | --version

Execute a program under the supervision of a valid init process (tini)
`;

/** Signals that mean something to tini itself, and are not passed on. */
const OWN = new Set<Signal>([
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGBUS',
  'SIGABRT',
  'SIGTRAP',
  'SIGSYS',
  'SIGTTIN',
  'SIGTTOU',
  'SIGCHLD',
  'SIGKILL',
  'SIGSTOP',
]);

export default program({
  name: 'tini',
  summary: 'a tiny but valid init for containers',

  async main(sys, argv, env) {
    if (argv[1] === '--version') {
      await print(sys, 'tini version 0.19.0\n');
      return 0;
    }
    let operands: string[];
    try {
      ({ operands } = getopt(argv, '+vwgshp:e:l'));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `${argv[0]}: ${error.message}\n${USAGE}`);
      return 1;
    }
    const file = operands[0];
    if (file === undefined) {
      await warn(sys, USAGE);
      return 1;
    }
    const child = await sys.clone(async own => {
      await own.setpgid(0, 0);
      const folders = file.includes('/') ? [''] : (env.PATH ?? '').split(':').map(folder => `${folder}/`);
      let words = 'No such file or directory';
      for (const folder of folders) {
        try {
          return await own.execve(`${folder}${file}`, operands, env);
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          if (error.code !== 'ENOENT') words = error.message;
        }
      }
      await warn(own, `[FATAL tini (${await own.getpid()})] exec ${file} failed: ${words}\n`);
      return words.startsWith('No such') ? 127 : 126;
    });
    for (const signal of SIGNALS) {
      if (OWN.has(signal)) continue;
      await sys.sigaction(signal, async got => {
        try {
          await sys.kill(child, got);
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
        }
      });
    }
    for (;;) {
      let end: Waited | undefined;
      try {
        end = await sys.wait('any');
      } catch (error) {
        if (error instanceof Errno && error.code === 'EINTR') continue;
        throw error;
      }
      if (end?.pid !== child) continue;
      if (end.how === 'exited') return end.status;
      if (end.how === 'killed') return 128 + signalNumber(end.signal);
    }
  },
});
