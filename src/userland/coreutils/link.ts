// link: the system call link(2). As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'link',
  summary: 'call the link function to create a link named FILE2 to an existing FILE1',
  usage: 'FILE1 FILE2\nOPTION',
  short: '',
  async run(tool: Tool) {
    const [from, to, extra] = tool.operands;
    if (from === undefined) tool.usage('missing operand');
    if (to === undefined) tool.usage(`missing operand after ${quote(from)}`);
    if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
    try {
      await tool.sys.link(from, to);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`cannot create link ${quoteAlways(to)} to ${quoteAlways(from)}: ${error.message}`);
    }
  },
});
