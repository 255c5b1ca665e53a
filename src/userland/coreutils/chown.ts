// chown: owners and groups of files. As GNU coreutils 9.10.

import { groups, parseOwner } from '../lib/accounts.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { changeOwners, OWNER_LONG, OWNER_SHORT, referenceOwner, type Wanted } from './owner-change.ts';

export default command({
  name: 'chown',
  summary: 'change the owner and/or group of each FILE to OWNER and/or GROUP',
  usage: '[OPTION]... [OWNER][:[GROUP]] FILE...\n[OPTION]... --reference=RFILE FILE...',
  help: `  -c, --changes          like verbose but report only when a change is made
  -f, --silent, --quiet  suppress most error messages
  -v, --verbose          output a diagnostic for every file processed
  -h, --no-dereference   affect symbolic links instead of any referenced file
      --from=CURRENT_OWNER:CURRENT_GROUP  change only files that have these
      --reference=RFILE  use RFILE's ownership rather than specifying values
  -R, --recursive        operate on files and directories recursively
  -H, -L, -P             which symbolic links to directories -R follows`,
  short: OWNER_SHORT,
  long: OWNER_LONG,
  async run(tool: Tool) {
    const operands = [...tool.operands];
    const reference = tool.value('--reference');
    const text = reference === undefined ? operands.shift() : '';
    if (text === undefined) tool.usage('missing operand');
    if (operands.length === 0) tool.usage(reference === undefined ? `missing operand after ${quote(text)}` : 'missing operand');
    await changeOwners(tool, operands, await wantedOf(tool, text, reference));
  },
});

async function wantedOf(tool: Tool, text: string, reference: string | undefined): Promise<Wanted> {
  const wanted: Wanted = {};
  const from = tool.value('--from');
  if (from !== undefined) {
    const owner = await parseOwner(tool.sys, from);
    if (typeof owner === 'string') tool.fail(`${owner}: ${quote(from)}`);
    Object.assign(wanted, { fromUid: owner.uid, fromGid: owner.gid });
  }
  if (reference !== undefined) {
    const { uid, gid } = await referenceOwner(tool, reference);
    return { ...wanted, uid, gid };
  }
  const owner = await parseOwner(tool.sys, text);
  if (typeof owner === 'string') tool.fail(`${owner}: ${quote(text)}`);
  const [userName, groupName] = text.split(':');
  Object.assign(wanted, owner);
  if (userName !== undefined && userName !== '') wanted.userName = userName;
  if (groupName !== undefined && groupName !== '') wanted.groupName = groupName;
  else if (owner.gid !== undefined)
    wanted.groupName = (await groups(tool.sys)).find(({ gid }) => gid === owner.gid)?.name ?? String(owner.gid);
  return wanted;
}
