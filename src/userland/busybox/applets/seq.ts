// seq: numbers in a row.

import { applet } from '../applet.ts';

export default applet({
  name: 'seq',
  usage: `Usage: seq [-w] [-s SEP] [FIRST [INC]] LAST

Print numbers from FIRST to LAST, in steps of INC.
FIRST, INC default to 1.

	-w	Pad with leading zeros
	-s SEP	String separator`,
  short: '+ws:',

  async run(run) {
    const [first, increment, last] =
      run.operands.length === 1
        ? ['1', '1', run.operands[0]!]
        : run.operands.length === 2
          ? [run.operands[0]!, '1', run.operands[1]!]
          : run.operands.length === 3
            ? (run.operands as [string, string, string])
            : run.usage();
    const decimals = Math.max(...[first, increment].map(word => word.split('.')[1]?.length ?? 0));
    const [from, by, to] = [first, increment, last].map(word =>
      Number.isNaN(Number(word)) || word === '' ? run.die(`invalid number '${word}'`) : Number(word),
    ) as [number, number, number];
    const width = run.has('-w') ? Math.max(from.toFixed(decimals).length, to.toFixed(decimals).length) : 0;
    const separator = run.value('-s') ?? '\n';
    const steps = Math.floor((to - from) / by + 1e-10);
    if (by === 0) run.die("INC is '0'");
    for (let at = 0; at <= steps; at++) {
      run.out.write(`${at > 0 ? separator : ''}${(from + at * by).toFixed(decimals).padStart(width, '0')}`);
      if (at % 1000 === 999) await run.out.settle();
    }
    if (steps >= 0) run.out.write('\n');
  },
});
