// chage: the ages of a password, told (-l). shadow 4.20; changing them is passwd's and usermod's here.

import { civilOf, MONTH_NAMES } from '../lib/dates.ts';
import { print } from '../lib/io.ts';
import { DAY_SECONDS } from './database.ts';
import { Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/chage.ts';

const NEVER = 'never';

function dateOf(days: number): string {
  const { year, month, day } = civilOf(days * DAY_SECONDS);
  return `${MONTH_NAMES[month - 1]!.slice(0, 3)} ${String(day).padStart(2, '0')}, ${year}`;
}

export default shadowProgram({
  name: 'chage',
  summary: 'change user password expiry information',
  help: HELP,
  short: 'd:E:hI:ilm:M:R:P:W:',
  long: {
    lastday: '-d',
    expiredate: '-E',
    inactive: '-I',
    iso8601: '-i',
    list: '-l',
    mindays: '-m',
    maxdays: '-M',
    root: '-R',
    prefix: '-P',
    warndays: '-W',
  },
  refused: ['-d', '-E', '-I', '-i', '-m', '-M', '-R', '-P', '-W'],
  open: true,

  async run({ sys, database, options, has }) {
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0) throw new Usage();
    const user = database.find('passwd', name);
    const { uid } = await sys.getids();
    if (uid !== 0 && Number(user?.[2]) !== uid) throw new Refusal('Permission denied.', 1);
    if (!user) throw new Refusal(`user '${name}' does not exist in /etc/passwd`, 1);
    if (!has('-l')) throw new Refusal('asking for each of the ages is not simulated here', 1);
    const [, , changed = '', least = '', most = '', warned = '', inactive = '', expires = ''] = database.find('shadow', name) ?? [];
    const ends = changed === '' || most === '' ? undefined : Number(changed) + Number(most);
    const rows: [string, string][] = [
      ['Last password change\t\t\t\t\t', changed === '' ? NEVER : changed === '0' ? 'password must be changed' : dateOf(Number(changed))],
      ['Password expires\t\t\t\t\t', changed === '0' ? 'password must be changed' : ends === undefined ? NEVER : dateOf(ends)],
      ['Password inactive\t\t\t\t\t', ends === undefined || inactive === '' ? NEVER : dateOf(ends + Number(inactive))],
      ['Account expires\t\t\t\t\t\t', expires === '' ? NEVER : dateOf(Number(expires))],
      ...(least === '' ? [] : ([['Minimum number of days between password change\t\t', least]] as [string, string][])),
      ['Maximum number of days between password change\t\t', most === '' ? '-1' : most],
      ['Number of days of warning before password expires\t', warned === '' ? '-1' : warned],
    ];
    await print(sys, rows.map(([words, value]) => `${words}: ${value}\n`).join(''));
  },
});
