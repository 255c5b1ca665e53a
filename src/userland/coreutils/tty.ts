// tty: the terminal on standard input. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { isTerminal } from '../lib/stdout.ts';

export default command({
  name: 'tty',
  summary: 'print the file name of the terminal connected to standard input',
  usage: '[OPTION]...',
  help: '  -s, --silent, --quiet   print nothing, only return an exit status',
  short: 's',
  long: { silent: '-s', quiet: '-s' },
  usageStatus: 2,
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    const terminal = await isTerminal(tool.sys, 0);
    if (tool.has('-s')) return terminal ? 0 : 1;
    if (!terminal) {
      tool.out.write('not a tty\n');
      return 1;
    }
    try {
      tool.out.write(`${await tool.sys.readlink('/proc/self/fd/0')}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.out.write('not a tty\n');
      return 1;
    }
    return 0;
  },
});
