// arch: the machine's hardware name. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'arch',
  summary: 'print machine architecture',
  usage: '[OPTION]...',
  short: '',
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    tool.out.write(`${(await tool.sys.uname()).machine}\n`);
  },
});
