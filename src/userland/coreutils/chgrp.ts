// chgrp: groups of files. As GNU coreutils 9.10.

import { groups, parseId } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { changeOwners, OWNER_LONG, OWNER_SHORT, referenceOwner, type Wanted } from './owner-change.ts';

export default command({
  name: 'chgrp',
  summary: 'change the group of each FILE to GROUP',
  usage: '[OPTION]... GROUP FILE...\n[OPTION]... --reference=RFILE FILE...',
  short: OWNER_SHORT,
  long: OWNER_LONG,
  async run(tool: Tool) {
    const operands = [...tool.operands];
    const reference = tool.value('--reference');
    const text = reference === undefined ? operands.shift() : '';
    if (text === undefined) tool.usage('missing operand');
    if (operands.length === 0) tool.usage(reference === undefined ? `missing operand after ${quote(text)}` : 'missing operand');
    const wanted: Wanted = {};
    if (reference !== undefined) wanted.gid = (await referenceOwner(tool, reference)).gid;
    else if (text !== '') {
      const gid = (await groups(tool.sys)).find(({ name }) => name === text)?.gid ?? parseId(text);
      if (gid === undefined) tool.fail(`invalid group: ${quote(text)}`);
      Object.assign(wanted, { gid, groupName: text });
    }
    await changeOwners(tool, operands, wanted);
  },
});
