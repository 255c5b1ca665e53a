// rev: turns lines around. As util-linux/rev.c of BusyBox.

import { lines } from '../../lib/io.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'rev',
  usage: `Usage: rev [FILE]...

Reverse lines of FILE`,
  short: '',

  async run(run) {
    await run.eachInput(async fd => {
      for await (const line of lines(run.sys, fd)) run.out.write(`${[...line].reverse().join('')}\n`);
    });
  },
});
