// usermod: changes an account. shadow 4.20.

import { secondsOf } from '../lib/dates.ts';
import { DAY_SECONDS, validName } from './database.ts';
import { groupNamed, idOf, type Job, Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/usermod.ts';

export default shadowProgram({
  name: 'usermod',
  summary: 'modify a user account',
  help: HELP,
  short: 'abc:d:e:f:g:G:hl:Lmop:rR:P:s:u:Uv:V:w:W:Z:',
  long: {
    append: '-a',
    badname: '-b',
    comment: '-c',
    home: '-d',
    expiredate: '-e',
    inactive: '-f',
    gid: '-g',
    groups: '-G',
    login: '-l',
    lock: '-L',
    'move-home': '-m',
    'non-unique': '-o',
    password: '-p',
    remove: '-r',
    root: '-R',
    prefix: '-P',
    shell: '-s',
    uid: '-u',
    unlock: '-U',
    'add-subuids': '-v',
    'del-subuids': '-V',
    'add-subgids': '-w',
    'del-subgids': '-W',
    'selinux-user': '-Z',
  },
  refused: ['-f', '-R', '-P', '-v', '-V', '-w', '-W', '-Z'],

  async run(job) {
    const { sys, database, options, has, value } = job;
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0 || options.given.length === 0) throw new Usage();
    const user = database.find('passwd', name);
    if (!user) throw new Refusal(`user '${name}' does not exist`, 6);
    const groups = value('-G')
      ?.split(',')
      .filter(each => each !== '')
      .map(each => groupNamed(job, each)[0]!);
    if (value('-g') !== undefined) user[3] = groupNamed(job, value('-g')!)[2]!;
    if (value('-u') !== undefined) {
      const uid = idOf(value('-u')!, 'user');
      if (!has('-o') && database.entries('passwd').some(entry => entry !== user && Number(entry[2]) === uid))
        throw new Refusal(`UID '${uid}' already exists`, 4);
      user[2] = `${uid}`;
    }
    user[4] = value('-c') ?? user[4]!;
    user[6] = value('-s') ?? user[6]!;
    if (groups) regroup(job, name, groups);
    const oldHome = user[5]!;
    user[5] = value('-d') ?? oldHome;
    changeShadow(job, name);
    const login = value('-l');
    if (login !== undefined) rename(job, name, login);
    database.touch('passwd');
    await database.save();
    if (has('-m') && user[5] !== oldHome) await sys.rename(oldHome, user[5]!);
  },
});

function regroup({ database, has }: Job, name: string, groups: readonly string[]): void {
  const before = database.groupsOf(name);
  if (!has('-a') && !has('-r')) for (const group of before) if (!groups.includes(group)) database.setMember(group, name, false);
  for (const group of groups) database.setMember(group, name, !has('-r'));
}

function changeShadow({ database, has, value }: Job, name: string): void {
  const entry = database.find('shadow', name);
  if (!entry) return;
  const hash = value('-p') ?? entry[1]!;
  if (has('-U') && hash === '!')
    throw new Refusal(
      `unlocking the user's password would result in a passwordless account.\nYou should set a password with usermod -p to unlock this user's password.`,
      1,
    );
  entry[1] = has('-L') && !hash.startsWith('!') ? `!${hash}` : has('-U') ? hash.replace(/^!/, '') : hash;
  const expires = value('-e');
  if (expires !== undefined) {
    const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(expires) ?? [];
    if (year === undefined && expires !== '' && !/^-?\d+$/.test(expires)) throw new Refusal(`invalid date '${expires}'`, 3);
    entry[7] = year === undefined ? (expires === '-1' ? '' : expires) : `${daysOf(Number(year), Number(month), Number(day))}`;
  }
  database.touch('shadow');
}

/** Days from 1970 to a date. */
const daysOf = (year: number, month: number, day: number): number =>
  secondsOf({ year, month, day, hour: 0, minute: 0, second: 0 }) / DAY_SECONDS;

function rename({ database }: Job, from: string, to: string): void {
  if (!validName(to)) throw new Refusal(`invalid user name '${to}'`, 3);
  if (database.find('passwd', to)) throw new Refusal(`user '${to}' already exists`, 9);
  for (const group of database.groupsOf(from)) {
    database.setMember(group, from, false);
    database.setMember(group, to, true);
  }
  for (const file of ['passwd', 'shadow', 'subuid', 'subgid'] as const) {
    const entry = database.find(file, from);
    if (!entry) continue;
    entry[0] = to;
    database.touch(file);
  }
}
