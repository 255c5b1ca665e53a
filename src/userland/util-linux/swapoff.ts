// swapoff: ends swapping to a device or file. There is no swap here: nothing is ever to be ended. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/swapoff.ts';

const FAILED = 4;

export default utilLinux({
  name: 'swapoff',
  summary: 'disable devices and files for paging and swapping',
  help: HELP,
  short: 'aL:U:v',
  long: { all: '-a', verbose: '-v' },
  async run(tool) {
    if (tool.operands.length === 0 && !tool.has('-a', '-L', '-U')) tool.usage('bad usage');
    for (const path of tool.operands) {
      const reason = await tool.sys.stat(path).then(
        () => 'Invalid argument',
        error => {
          if (error instanceof Errno) return error.message;
          throw error;
        },
      );
      await tool.warn(`${path}: swapoff failed: ${reason}`, FAILED);
    }
    return tool.status;
  },
});
