// unlink: the system call unlink(2). As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'unlink',
  summary: 'call the unlink function to remove the specified FILE',
  usage: 'FILE\nOPTION',
  short: '',
  async run(tool: Tool) {
    const [path, extra] = tool.operands;
    if (path === undefined) tool.usage('missing operand');
    if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
    try {
      await tool.sys.unlink(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`cannot unlink ${quoteAlways(path)}: ${error.message}`);
    }
  },
});
