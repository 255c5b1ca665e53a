// userdel: takes an account away. shadow 4.20.

import { readText } from '../lib/io.ts';
import { pids } from '../lib/proc.ts';
import { type Job, Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/userdel.ts';
import { removeTree } from './home.ts';

export default shadowProgram({
  name: 'userdel',
  summary: 'delete a user account and related files',
  help: HELP,
  short: 'fhrR:P:Z',
  long: { force: '-f', remove: '-r', root: '-R', prefix: '-P', 'selinux-user': '-Z' },
  refused: ['-R', '-P', '-Z'],

  async run(job) {
    const { sys, database, options, has, say } = job;
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0) throw new Usage();
    const user = database.find('passwd', name);
    if (!user) throw new Refusal(`user '${name}' does not exist`, 6);
    const busy = has('-f') ? undefined : await processOf(job, user[2]!);
    if (busy !== undefined) throw new Refusal(`user ${name} is currently used by process ${busy}`, 8);
    for (const file of ['passwd', 'shadow', 'subuid', 'subgid'] as const) database.remove(file, name);
    for (const group of database.groupsOf(name)) database.setMember(group, name, false);
    const own = database.find('group', name);
    const others = own !== undefined && database.entries('passwd').some(entry => entry[3] === own[2]);
    if (own && (own[3] ?? '') === '' && !others) for (const file of ['group', 'gshadow'] as const) database.remove(file, name);
    await database.save();
    if (!has('-r')) return;
    await say(`${name} mail spool (/var/mail/${name}) not found`);
    const home = user[5]!;
    const stat = await sys.stat(home).catch(() => undefined);
    if (!stat) await say(`${name} home directory (${home}) not found`);
    else if (stat.uid !== Number(user[2])) await say(`not removing directory ${home}`);
    else await removeTree(sys, home);
  },
});

/** A process that runs as the user. */
async function processOf({ sys }: Job, uid: string): Promise<number | undefined> {
  for (const pid of await pids(sys)) {
    const status = await readText(sys, `/proc/${pid}/status`).catch(() => '');
    if (/^Uid:\s+(\d+)/m.exec(status)?.[1] === uid) return pid;
  }
  return undefined;
}
