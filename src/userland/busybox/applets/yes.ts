// yes: the same line for ever.

import { encode, STDOUT, writeAll } from '../../lib/io.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'yes',
  usage: `Usage: yes [STRING]

Repeatedly print a line with STRING, or 'y'`,

  async run(run) {
    const line = `${run.argv.length > 1 ? run.argv.slice(1).join(' ') : 'y'}\n`;
    const block = encode(line.repeat(Math.max(1, Math.floor(4096 / line.length))));
    for (;;) await writeAll(run.sys, STDOUT, block);
  },
});
