// whoami: the effective user's name. As GNU coreutils 9.10.

import { users } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'whoami',
  summary: 'print the user name associated with the current effective user ID',
  usage: '[OPTION]...',
  short: '',
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    const { euid } = await tool.sys.getids();
    const name = (await users(tool.sys)).find(({ uid }) => uid === euid)?.name;
    if (name === undefined) tool.fail(`cannot find name for user ID ${euid}`);
    tool.out.write(`${name}\n`);
  },
});
