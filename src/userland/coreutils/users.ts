// users: who is logged in, by /var/run/utmp, which nothing here writes. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'users',
  summary: 'print information about users who are currently logged in',
  usage: '[OPTION]... [FILE]',
  short: '',
  long: {},
  async run(tool: Tool) {
    const most = 'users' === ('who' as string) ? 2 : 1;
    if ('users' !== ('pinky' as string) && tool.operands.length > most) tool.usage(`extra operand ${quote(tool.operands[most]!)}`);
    if (tool.has('-q')) tool.out.write('# users=0\n');
    if (tool.has('-H')) tool.out.write('NAME     LINE         TIME             COMMENT\n');
  },
});
