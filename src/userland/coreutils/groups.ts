// groups: the groups that users are in. As GNU coreutils 9.10.

import { groups, groupsOf, users } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'groups',
  summary: 'print group memberships for each USERNAME or, if no USERNAME is specified, for the current process',
  usage: '[OPTION]... [USERNAME]...',
  short: '',
  async run(tool: Tool) {
    const all = await groups(tool.sys);
    const nameOf = async (gid: number): Promise<string> => {
      const found = all.find(group => group.gid === gid)?.name;
      if (found === undefined) await tool.warn(`cannot find name for group ID ${gid}`);
      return found ?? String(gid);
    };
    const list = async (ids: readonly number[]): Promise<string> => {
      const names: string[] = [];
      for (const gid of new Set(ids)) names.push(await nameOf(gid));
      return names.join(' ');
    };
    if (tool.operands.length === 0) {
      const { gid, egid, groups: ids } = await tool.sys.getids();
      tool.out.write(`${await list([gid, egid, ...ids])}\n`);
      return tool.status;
    }
    const everyone = await users(tool.sys);
    for (const name of tool.operands) {
      const user = everyone.find(one => one.name === name);
      if (user === undefined) await tool.warn(`${quote(name)}: no such user`);
      else tool.out.write(`${name} : ${await list(groupsOf(user, all))}\n`);
    }
    return tool.status;
  },
});
