// sleep: pauses for the sum of its arguments.

import { applet } from '../applet.ts';

const UNITS = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };

export default applet({
  name: 'sleep',
  usage: `Usage: sleep [N]...

Pause for a time equal to the total of the args given, where each arg can
have an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays`,
  short: '',

  async run(run) {
    if (run.operands.length === 0) run.usage();
    let seconds = 0;
    for (const word of run.operands) {
      const [, number, suffix] = /^(\d*\.?\d+|inf)([smhd]?)$/.exec(word) ?? run.die(`invalid number '${word}'`);
      seconds += (number === 'inf' ? Number.POSITIVE_INFINITY : Number(number)) * UNITS[suffix as keyof typeof UNITS];
    }
    await run.sys.nanosleep(seconds * 1000);
  },
});
