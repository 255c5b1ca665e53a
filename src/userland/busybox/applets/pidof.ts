// pidof: the processes of a name. As procps/pidof.c of BusyBox.

import { baseName } from '../../lib/path.ts';
import { pids, procArguments, procStat } from '../../lib/proc.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'pidof',
  usage: `Usage: pidof [NAME]...

List PIDs of all processes with names that match NAMEs`,
  short: 'so:',

  async run(run) {
    const found: number[] = [];
    const left = new Set(run.given.filter(({ option }) => option === '-o').map(({ value }) => Number(value)));
    for (const pid of await pids(run.sys)) {
      const stat = await procStat(run.sys, pid);
      if (!stat || left.has(pid)) continue;
      const [first = ''] = await procArguments(run.sys, pid);
      if (run.operands.some(name => name === stat.comm || baseName(first) === baseName(name))) found.push(pid);
    }
    if (found.length === 0) return 1;
    run.out.write(`${(run.has('-s') ? found.slice(0, 1) : found.reverse()).join(' ')}\n`);
    return 0;
  },
});
