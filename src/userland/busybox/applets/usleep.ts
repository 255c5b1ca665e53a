// usleep: waits for microseconds. As coreutils/usleep.c of BusyBox.

import { applet } from '../applet.ts';
import { number } from '../network.ts';

export default applet({
  name: 'usleep',
  usage: `Usage: usleep N

Pause for N microseconds`,
  short: '',

  async run(run) {
    const [word] = run.operands;
    if (word === undefined) return run.usage();
    await run.sys.nanosleep(number(run, word) / 1000);
  },
});
