// logname: the name that was logged in with. As GNU coreutils 9.10.

import { users } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { readText } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';

const NOBODY = 4294967295;

export default command({
  name: 'logname',
  summary: "print the user's login name",
  usage: '[OPTION]',
  short: '',
  async run(tool: Tool) {
    if (tool.operands.length > 0) tool.usage(`extra operand ${quote(tool.operands[0]!)}`);
    const text = await readText(tool.sys, '/proc/self/loginuid').catch(() => '');
    const uid = text.trim() === '' ? NOBODY : Number(text);
    const name = uid === NOBODY ? undefined : (await users(tool.sys)).find(user => user.uid === uid)?.name;
    if (name === undefined) tool.fail('no login name');
    tool.out.write(`${name}\n`);
  },
});
