// useradd: a new account, its group and its home. shadow 4.20.

import { today, validName } from './database.ts';
import { groupNamed, idOf, type Job, Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/useradd.ts';
import { copySkeleton } from './home.ts';

const SUBIDS = 65_536;

export default shadowProgram({
  name: 'useradd',
  summary: 'create a new user',
  help: HELP,
  short: 'b:c:d:De:f:Fg:G:hk:K:lmMNop:rR:P:s:u:UZ:',
  long: {
    'base-dir': '-b',
    comment: '-c',
    'home-dir': '-d',
    defaults: '-D',
    expiredate: '-e',
    inactive: '-f',
    gid: '-g',
    groups: '-G',
    skel: '-k',
    key: '-K',
    'create-home': '-m',
    'no-create-home': '-M',
    'no-user-group': '-N',
    'non-unique': '-o',
    password: '-p',
    system: '-r',
    root: '-R',
    prefix: '-P',
    shell: '-s',
    uid: '-u',
    'user-group': '-U',
    'selinux-user': '-Z',
    badname: 'none',
    'no-log-init': '-l',
    'add-subids-for-system': '-F',
  },
  refused: ['-D', '-e', '-f', '-K', '-R', '-P', '-Z'],

  async run(job) {
    const { sys, database, options, has, value } = job;
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0) throw new Usage();
    if (!validName(name)) throw new Refusal(`invalid user name '${name}'`, 19);
    const groups = (value('-G') ?? '')
      .split(',')
      .filter(each => each !== '')
      .map(each => groupNamed(job, each)[0]!);
    const primary = value('-g') === undefined ? undefined : groupNamed(job, value('-g')!);
    if (database.find('passwd', name)) throw new Refusal(`user '${name}' already exists`, 9);
    const ownGroup = primary === undefined && !has('-N');
    if (ownGroup && database.find('group', name))
      throw new Refusal(`group ${name} exists - if you want to add this user to that group, use -g.`, 9);
    const wanted = value('-u') === undefined ? undefined : idOf(value('-u')!, 'user');
    if (wanted !== undefined && !has('-o') && database.entries('passwd').some(entry => Number(entry[2]) === wanted))
      throw new Refusal(`UID ${wanted} is not unique`, 4);
    const system = has('-r');
    const uid = wanted ?? database.freeId('passwd', system);
    const gid = primary ? Number(primary[2]) : ownGroup ? database.freeId('group', system, system ? undefined : uid) : 100;
    const home = value('-d') ?? `${value('-b') ?? '/home'}/${name}`;
    database.add('passwd', [name, 'x', `${uid}`, `${gid}`, value('-c') ?? '', home, value('-s') ?? '/bin/sh']);
    database.add('shadow', [name, value('-p') ?? '!', `${await today(sys)}`, '', system ? '' : '99999', system ? '' : '7', '', '', '']);
    if (ownGroup) {
      database.add('group', [name, 'x', `${gid}`, '']);
      database.add('gshadow', [name, '!', '', '']);
    }
    if (!system) for (const file of ['subuid', 'subgid'] as const) addSubordinate(job, file, name);
    for (const group of groups) database.setMember(group, name, true);
    await database.save();
    if (has('-m') && !has('-M')) await copySkeleton(job, home, value('-k') ?? '/etc/skel', uid, gid);
  },
});

/** The next range of subordinate ids. */
function addSubordinate({ database }: Job, file: 'subuid' | 'subgid', name: string): void {
  const ends = database.entries(file).map(([, start, count]) => Number(start) + Number(count));
  database.add(file, [name, `${Math.max(100_000, ...ends)}`, `${SUBIDS}`]);
}
