// id: who runs it, and who is who. As GNU coreutils 9.10.

import { type Group, groups, groupsOf, parseId, users } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';

export default command({
  name: 'id',
  summary: 'print user and group information for each specified USER, or (when USER omitted) for the current process',
  usage: '[OPTION]... [USER]...',
  help: `  -a             ignore, for compatibility with other versions
  -Z, --context  print only the security context of the process
  -g, --group    print only the effective group ID
  -G, --groups   print all group IDs
  -n, --name     print a name instead of a number, for -u,-g,-G
  -r, --real     print the real ID instead of the effective ID, with -u,-g,-G
  -u, --user     print only the effective user ID
  -z, --zero     delimit entries with NUL characters, not whitespace`,
  short: 'agnruzGZ',
  long: { context: '-Z', group: '-g', groups: '-G', name: '-n', real: '-r', user: '-u', zero: '-z' },
  run: id,
});

interface Who {
  uid: number;
  gid: number;
  euid: number;
  egid: number;
  groups: number[];
}

async function id(tool: Tool): Promise<void> {
  if (tool.has('-Z')) tool.fail('--context (-Z) works only on an SELinux-enabled kernel');
  const only = ['-u', '-g', '-G'].filter(option => tool.has(option));
  if (only.length > 1) tool.fail('cannot print "only" of more than one choice');
  if (only.length === 0 && tool.has('-n', '-r')) tool.fail('printing only names or real IDs requires -u, -g, or -G');
  if (only.length === 0 && tool.has('-z')) tool.fail('option --zero not permitted in default format');
  const allUsers = await users(tool.sys);
  const allGroups = await groups(tool.sys);
  const userName = (uid: number): string | undefined => allUsers.find(user => user.uid === uid)?.name;
  const groupName = (gid: number): string | undefined => allGroups.find(group => group.gid === gid)?.name;
  const show = async (who: Who): Promise<void> => {
    if (only.length === 0) return tool.out.write(`${whole(who, userName, groupName)}\n`);
    const real = tool.has('-r');
    const ids = only[0] === '-u' ? [real ? who.uid : who.euid] : only[0] === '-g' ? [real ? who.gid : who.egid] : groupList(who, real);
    const texts: string[] = [];
    for (const number of ids) {
      const name = tool.has('-n') ? (only[0] === '-u' ? userName(number) : groupName(number)) : String(number);
      if (name === undefined) await tool.warn(`cannot find name for ${only[0] === '-u' ? 'user' : 'group'} ID ${number}`);
      texts.push(name ?? String(number));
    }
    tool.out.write(texts.join(tool.has('-z') ? '\0' : ' ') + (tool.has('-z') ? '\0' : '\n'));
  };
  if (tool.operands.length === 0) return show(await own(tool));
  for (const text of tool.operands) {
    const user = allUsers.find(({ name }) => name === text) ?? allUsers.find(({ uid }) => uid === parseId(text));
    if (user === undefined) {
      await tool.warn(`${quote(text)}: no such user`);
      continue;
    }
    await show({ uid: user.uid, euid: user.uid, gid: user.gid, egid: user.gid, groups: groupsOf(user, allGroups as Group[]) });
  }
}

async function own(tool: Tool): Promise<Who> {
  const { uid, euid, gid, egid, groups: list } = await tool.sys.getids();
  return { uid, euid, gid, egid, groups: [...list] };
}

/** The group ids of -G: the real, the effective, then the others. */
const groupList = (who: Who, real: boolean): number[] => [...new Set([who.gid, ...(real ? [] : [who.egid]), ...who.groups])];

function whole(who: Who, userName: (uid: number) => string | undefined, groupName: (gid: number) => string | undefined): string {
  const user = (uid: number): string => `${uid}${userName(uid) === undefined ? '' : `(${userName(uid)})`}`;
  const group = (gid: number): string => `${gid}${groupName(gid) === undefined ? '' : `(${groupName(gid)})`}`;
  const parts = [`uid=${user(who.uid)}`, `gid=${group(who.gid)}`];
  if (who.euid !== who.uid) parts.push(`euid=${user(who.euid)}`);
  if (who.egid !== who.gid) parts.push(`egid=${group(who.egid)}`);
  // The process's own list comes as the kernel has it, with the effective group first where it is not in it.
  const list = who.groups.includes(who.egid) || who.groups.length === 0 ? who.groups : [who.egid, ...who.groups];
  parts.push(`groups=${(list.length > 0 ? list : [who.egid]).map(group).join(',')}`);
  return parts.join(' ');
}
