// time: runs a program and tells what it used. As miscutils/time.c of BusyBox.

import { warn, wordsOf } from '../../lib/io.ts';
import { shellStatus, spawn, waitFor } from '../../lib/run-program.ts';
import { applet } from '../applet.ts';
import { nowMs } from '../network.ts';

export default applet({
  name: 'time',
  usage: `Usage: time [-vpa] [-o FILE] PROG ARGS

Run PROG, display resource usage when it exits

	-v	Verbose
	-p	POSIX output format
	-f FMT	Custom format
	-o FILE	Write result to FILE
	-a	Append (else overwrite)`,
  short: '+vpao:f:',

  async run(run) {
    for (const option of ['-v', '-f', '-o', '-a']) if (run.has(option)) run.die(`option ${option} is not simulated here`);
    if (run.operands.length === 0) run.usage();
    const before = await nowMs(run.sys);
    const pid = await spawn(run.sys, run.operands, run.env, {
      failed: async (child, error) => {
        await warn(child, `time: can't execute '${run.operands[0]}': ${wordsOf(error)}\n`);
        return error.code === 'ENOENT' ? 127 : 126;
      },
    });
    const waited = await waitFor(run.sys, pid);
    const real = (await nowMs(run.sys)) - before;
    const status = shellStatus(waited);
    if (waited.how === 'killed') await run.report(`Command terminated by signal ${status - 128}\n`);
    else if (status !== 0 && !run.has('-p')) await run.report(`Command exited with non-zero status ${status}\n`);
    const line = (name: string, ms: number): string => {
      const seconds = (ms / 1000) % 60;
      return run.has('-p') ? `${name} ${(ms / 1000).toFixed(2)}\n` : `${name}\t${Math.floor(ms / 60000)}m ${seconds.toFixed(2)}s\n`;
    };
    await run.report(line('real', real) + line('user', waited.usage.userMs) + line('sys', waited.usage.systemMs));
    return status;
  },
});
