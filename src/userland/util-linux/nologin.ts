// nologin: the shell of accounts that may not log in. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import { readText } from '../lib/io.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/nologin.ts';

const TEXT_FILE = '/etc/nologin.txt';
const USUAL = 'This account is currently not available.\n';

export default utilLinux({
  name: 'nologin',
  summary: 'politely refuse a login',
  help: HELP,
  short: 'c:',
  long: { command: '-c' },
  async run(tool) {
    try {
      tool.out.write(await readText(tool.sys, TEXT_FILE));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.out.write(USUAL);
    }
    return 1;
  },
});
