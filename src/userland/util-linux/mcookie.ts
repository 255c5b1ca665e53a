// mcookie: a random 128-bit number in hexadecimal. util-linux 2.42.

import { warn } from '../lib/io.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/mcookie.ts';

const COOKIE_BYTES = 16;
const SEED_BYTES = 128;

export default utilLinux({
  name: 'mcookie',
  summary: 'generate magic cookies for xauth',
  help: HELP,
  short: 'f:m:v',
  long: { file: '-f', 'max-size': '-m', verbose: '-v' },
  async run(tool) {
    if (tool.has('-f', '-m')) tool.fail('option --file is not simulated here');
    const bytes = await tool.sys.getrandom(COOKIE_BYTES);
    if (tool.has('-v')) await warn(tool.sys, `Got ${SEED_BYTES} bytes from getrandom() function\n`);
    tool.out.write(`${[...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')}\n`);
    return 0;
  },
});
