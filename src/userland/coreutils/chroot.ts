// chroot: a program with another root. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { groups, groupsOf, parseId, parseOwner, users } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { execProgram } from '../lib/run-program.ts';

export default command({
  name: 'chroot',
  summary: 'run COMMAND with root directory set to NEWROOT',
  usage: '[OPTION]... NEWROOT [COMMAND [ARG]...]',
  help: `      --groups=G_LIST        specify supplementary groups as g1,g2,..,gN
      --userspec=USER:GROUP  specify user and group (ID or name) to use
      --skip-chdir           do not change working directory to '/'`,
  short: '+',
  long: { groups: 'required', userspec: 'required', 'skip-chdir': 'none' },
  usageStatus: 125,
  run: chroot,
});

async function chroot(tool: Tool): Promise<number> {
  const { sys, operands } = tool;
  const [root, ...words] = operands;
  if (root === undefined) tool.usage('missing operand');
  const attempt = async (words: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      tool.fail(`${words}: ${error.message}`, 125);
    }
  };
  await attempt(`cannot change root directory to ${quoteAlways(root)}`, () => sys.chroot(root));
  if (!tool.has('--skip-chdir')) await attempt('cannot chdir to root directory', () => sys.chdir('/'));
  await becomeUser(tool, attempt);
  const argv = words.length > 0 ? words : [tool.env.SHELL ?? '/bin/sh', '-i'];
  try {
    return await execProgram(sys, argv, tool.env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`failed to run command ${quote(argv[0]!)}: ${error.message}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

async function becomeUser(tool: Tool, attempt: (words: string, act: () => Promise<void>) => Promise<void>): Promise<void> {
  const { sys } = tool;
  const spec = tool.value('--userspec');
  const list = tool.value('--groups');
  const owner = spec === undefined ? {} : await parseOwner(sys, spec);
  if (typeof owner === 'string') tool.fail(`${owner}`, 125);
  const all = await groups(sys);
  const user = (await users(sys)).find(({ uid }) => uid === owner.uid);
  const gid = owner.gid ?? user?.gid;
  if (spec !== undefined && owner.uid !== undefined && gid === undefined)
    tool.fail(`no group specified for unknown uid: ${owner.uid}`, 125);
  if (list !== undefined) {
    const ids = list
      .split(',')
      .filter(part => part !== '')
      .map(part => all.find(({ name }) => name === part)?.gid ?? parseId(part) ?? tool.fail(`invalid group ${quote(part)}`, 125));
    await attempt('failed to set supplemental groups', () => sys.setgroups(ids));
  } else if (spec !== undefined)
    await attempt('failed to set supplemental groups', () => sys.setgroups(user === undefined ? [] : groupsOf(user, all)));
  if (gid !== undefined && spec !== undefined) await attempt('failed to set group-ID', () => sys.setresgid(gid, gid, gid));
  if (owner.uid !== undefined) await attempt('failed to set user-ID', () => sys.setresuid(owner.uid, owner.uid, owner.uid));
}
