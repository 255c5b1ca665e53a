// chpasswd: new passwords for accounts, a line each on standard input. shadow 4.20.

import { hashPassword } from '../lib/crypt.ts';
import { lines } from '../lib/io.ts';
import { today } from './database.ts';
import { Refusal, shadowProgram } from './frame.ts';
import { HELP } from './help/chpasswd.ts';

export default shadowProgram({
  name: 'chpasswd',
  summary: 'update passwords in batch mode',
  help: HELP,
  short: 'c:ehR:P:s:',
  long: { 'crypt-method': '-c', encrypted: '-e', root: '-R', prefix: '-P', 'sha-rounds': '-s' },
  refused: ['-R', '-P', '-s'],

  async run({ sys, database, has, value, say }) {
    const method = value('-c');
    if (method !== undefined && method !== 'YESCRYPT') throw new Refusal(`crypt method ${method} is not simulated here`, 1);
    let number = 0;
    let failed = false;
    for await (const line of lines(sys, 0)) {
      number++;
      const colon = line.indexOf(':');
      const name = line.slice(0, colon);
      const entry = colon < 0 ? undefined : database.find('shadow', name);
      if (!entry) {
        failed = true;
        await say(colon < 0 ? `line ${number}: missing new password` : `line ${number}: user '${name}' does not exist`);
        continue;
      }
      const password = line.slice(colon + 1);
      entry[1] = has('-e') ? password : await hashPassword(sys, password);
      entry[2] = `${await today(sys)}`;
      database.touch('shadow');
    }
    if (failed) throw new Refusal('error detected, changes ignored', 1);
    await database.save();
  },
});
