// users: who is logged in, by the records of utmp(5), which no program here writes. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'users',
  summary: 'output who is currently logged in according to FILE',
  usage: '[OPTION]... [FILE]',
  short: '',
  async run(tool: Tool) {
    if (tool.operands.length > 1) tool.usage(`extra operand ${quote(tool.operands[1]!)}`);
  },
});
