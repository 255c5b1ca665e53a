// id, whoami and groups.

import { type Group, groups, groupsOf, users } from '../../lib/accounts.ts';
import { applet, type Run } from '../applet.ts';

interface Identity {
  uid: number;
  euid: number;
  gid: number;
  egid: number;
  groups: number[];
}

async function identityOf(run: Run, name: string | undefined, all: readonly Group[]): Promise<Identity> {
  if (name === undefined) {
    const ids = await run.sys.getids();
    return { uid: ids.uid, euid: ids.euid, gid: ids.gid, egid: ids.egid, groups: [...ids.groups] };
  }
  const user = (await users(run.sys)).find(other => other.name === name) ?? run.die(`unknown user ${name}`);
  return { uid: user.uid, euid: user.uid, gid: user.gid, egid: user.gid, groups: groupsOf(user, all) };
}

const idApplet = applet({
  name: 'id',
  usage: `Usage: id [-ugGnr] [USER]

Print information about USER or the current user

	-u	User ID
	-g	Group ID
	-G	Supplementary group IDs
	-n	Print names instead of numbers
	-r	Print real ID instead of effective ID`,
  short: 'ugGnr',

  async run(run) {
    const all = await groups(run.sys);
    const everyone = await users(run.sys);
    const userName = (uid: number): string | undefined => everyone.find(user => user.uid === uid)?.name;
    const groupName = (gid: number): string | undefined => all.find(group => group.gid === gid)?.name;
    const who = await identityOf(run, run.operands[0], all);
    const [uid, gid] = run.has('-r') ? [who.uid, who.gid] : [who.euid, who.egid];
    const supplementary = [...new Set([gid, ...who.groups])];
    const named = run.has('-n');
    if (run.has('-u')) run.out.write(`${(named && userName(uid)) || uid}\n`);
    else if (run.has('-g')) run.out.write(`${(named && groupName(gid)) || gid}\n`);
    else if (run.has('-G')) run.out.write(`${supplementary.map(each => (named && groupName(each)) || each).join(' ')}\n`);
    else {
      const paren = (id: number, name: string | undefined): string => (name === undefined ? `${id}` : `${id}(${name})`);
      const parts = [`uid=${paren(who.uid, userName(who.uid))}`, `gid=${paren(who.gid, groupName(who.gid))}`];
      if (who.euid !== who.uid) parts.push(`euid=${paren(who.euid, userName(who.euid))}`);
      if (who.egid !== who.gid) parts.push(`egid=${paren(who.egid, groupName(who.egid))}`);
      if (who.groups.length > 0) parts.push(`groups=${supplementary.map(each => paren(each, groupName(each))).join(',')}`);
      run.out.write(`${parts.join(' ')}\n`);
    }
  },
});

export default {
  id: idApplet,

  whoami: applet({
    name: 'whoami',
    usage: 'Usage: whoami\n\nPrint the user name associated with the current effective user id',
    short: '',

    async run(run) {
      if (run.operands.length > 0) run.usage();
      const { euid } = await run.sys.getids();
      run.out.write(`${(await users(run.sys)).find(user => user.uid === euid)?.name ?? run.die(`unknown uid ${euid}`)}\n`);
    },
  }),

  groups: applet({
    name: 'groups',
    usage: 'Usage: groups [USER]\n\nPrint the groups USER is in',
    short: '',

    async run(run) {
      const all = await groups(run.sys);
      const who = await identityOf(run, run.operands[0], all);
      const each = [...new Set([who.egid, ...who.groups])];
      run.out.write(`${each.map(gid => all.find(group => group.gid === gid)?.name ?? gid).join(' ')}\n`);
    },
  }),
};
