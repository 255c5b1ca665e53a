// passwd: a password changed, locked, removed, or told of. shadow 4.20.

import { askUnseen } from '../lib/ask-unseen.ts';
import { hashPassword, verifyPassword } from '../lib/crypt.ts';
import { civilOf } from '../lib/dates.ts';
import { print, warn } from '../lib/io.ts';
import { DAY_SECONDS, type Entry, today } from './database.ts';
import { type Job, Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/passwd.ts';

export default shadowProgram({
  name: 'passwd',
  summary: 'change user password',
  help: HELP,
  short: 'adehi:kln:qr:R:P:SsuWw:x:',
  long: {
    all: '-a',
    delete: '-d',
    expire: '-e',
    inactive: '-i',
    'keep-tokens': '-k',
    lock: '-l',
    mindays: '-n',
    quiet: '-q',
    repository: '-r',
    root: '-R',
    prefix: '-P',
    status: '-S',
    stdin: '-s',
    unlock: '-u',
    warndays: '-w',
    maxdays: '-x',
  },
  refused: ['-i', '-k', '-r', '-R', '-P', '-s'],
  open: true,

  async run(job) {
    const { sys, database, options, has } = job;
    if (options.operands.length > 1) throw new Usage();
    const { uid } = await sys.getids();
    const own = database.entries('passwd').find(entry => Number(entry[2]) === uid)?.[0];
    const name = options.operands[0] ?? own;
    if (name === undefined) throw new Refusal('Cannot determine your user name.', 1);
    const user = database.find('passwd', name);
    if (!user) throw new Refusal(`user '${name}' does not exist`, 1);
    if (uid !== 0 && name !== own) throw new Refusal(`You may not view or modify password information for ${name}.`, 1);
    if (has('-S')) {
      const shown = has('-a') ? database.entries('shadow') : database.entries('shadow').filter(([each]) => each === name);
      return print(sys, shown.map(statusLine).join(''));
    }
    const entry = database.find('shadow', name);
    if (!entry) throw new Refusal(`user '${name}' does not exist`, 1);
    const administers = has('-d', '-e', '-l', '-n', '-u', '-w', '-x');
    if (administers && uid !== 0) throw new Refusal('Permission denied.', 1);
    if (administers) administer(job, entry);
    else if (!(await change(job, name, entry, uid === 0))) return;
    if (!administers) entry[2] = `${await today(sys)}`;
    database.touch('shadow');
    await database.save();
    if (!has('-q'))
      await print(
        sys,
        administers && !has('-d', '-l', '-u')
          ? 'passwd: password expiry information changed.\n'
          : `passwd: password ${administers ? 'changed' : 'updated successfully'}${administers ? '.' : ''}\n`,
      );
  },
});

function administer({ has, value }: Job, entry: Entry): void {
  const hash = entry[1]!;
  if (has('-d')) entry[1] = '';
  if (has('-l') && !hash.startsWith('!')) entry[1] = `!${hash}`;
  if (has('-u')) {
    if (hash === '!' || hash === '!!')
      throw new Refusal(
        `unlocking the password would result in a passwordless account.\nYou should set a password with usermod -p to unlock the password of this account.`,
        3,
      );
    entry[1] = hash.replace(/^!/, '');
  }
  if (has('-e')) entry[2] = '0';
  for (const [option, field] of [
    ['-n', 3],
    ['-x', 4],
    ['-w', 5],
  ] as const)
    if (value(option) !== undefined) entry[field] = value(option)!;
}

/** "lea P 2026-11-25 -1 99999 7 -1": locked, without a password, or with one; when it was changed; its ages in days. */
function statusLine([name, hash = '', changed = '', least = '', most = '', warned = '', inactive = '']: Entry): string {
  const state = hash === '' ? 'NP' : /^[!*]/.test(hash) ? 'L' : 'P';
  const date = civilOf(Number(changed) * DAY_SECONDS);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${name} ${state} ${date.year}-${two(date.month)}-${two(date.day)} ${least || -1} ${most || -1} ${warned || -1} ${inactive || -1}\n`;
}

/** Asks for the passwords; gives whether there is a new one. */
async function change({ sys }: Job, name: string, entry: Entry, byRoot: boolean): Promise<boolean> {
  const failed = async (words: string): Promise<never> => {
    await warn(sys, `${words}passwd: Authentication token manipulation error\n`);
    throw new Refusal('password unchanged', 10);
  };
  if (!byRoot) {
    await print(sys, `Changing password for ${name}.\n`);
    const current = await askUnseen(sys, 'Current password: ');
    if (current === undefined || !verifyPassword(current, entry[1]!)) return failed('');
  }
  const first = await askUnseen(sys, 'New password: ');
  const second = first === undefined ? undefined : await askUnseen(sys, 'Retype new password: ');
  if (first === undefined || second === undefined) return failed('');
  if (first !== second) return failed('Sorry, passwords do not match.\n');
  if (first === '') return failed('No password has been supplied.\n');
  entry[1] = await hashPassword(sys, first);
  return true;
}
