// who: who is logged in, by the records of utmp(5), which no program here writes. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'who',
  summary: 'print information about users who are currently logged in',
  usage: '[OPTION]... [ FILE | ARG1 ARG2 ]',
  short: 'abdHlmpqrstTuw',
  long: { all: '-a', boot: '-b', dead: '-d', heading: '-H', login: '-l', count: '-q', users: '-T', mesg: '-T', message: '-T', short: '-s' },
  async run(tool: Tool) {
    if (tool.operands.length > 2) tool.usage(`extra operand ${quote(tool.operands[2]!)}`);
    if (tool.has('-q')) tool.out.write('\n# users=0\n');
    else if (tool.has('-H')) tool.out.write('NAME     LINE         TIME             COMMENT\n');
  },
});
