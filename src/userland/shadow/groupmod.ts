// groupmod: changes a group. shadow 4.20.

import { validName } from './database.ts';
import { idOf, Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/groupmod.ts';

export default shadowProgram({
  name: 'groupmod',
  summary: 'modify a group definition on the system',
  help: HELP,
  short: 'ag:hn:op:R:P:U:',
  long: { append: '-a', gid: '-g', 'new-name': '-n', 'non-unique': '-o', password: '-p', root: '-R', prefix: '-P', users: '-U' },
  refused: ['-R', '-P'],

  async run({ database, options, has, value }) {
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0) throw new Usage();
    const group = database.find('group', name);
    if (!group) throw new Refusal(`group '${name}' does not exist`, 6);
    const secret = database.find('gshadow', name);
    const users = value('-U');
    if (users !== undefined) {
      const members = has('-a') ? [...(group[3] ?? '').split(','), ...users.split(',')] : users.split(',');
      group[3] = [...new Set(members.filter(each => each !== ''))].join(',');
      if (secret) secret[3] = group[3];
    }
    if (value('-g') !== undefined) {
      const gid = idOf(value('-g')!, 'group');
      if (!has('-o') && database.entries('group').some(entry => entry !== group && Number(entry[2]) === gid))
        throw new Refusal(`GID '${gid}' already exists`, 4);
      for (const user of database.entries('passwd')) if (user[3] === group[2]) user[3] = `${gid}`;
      database.touch('passwd');
      group[2] = `${gid}`;
    }
    const renamed = value('-n');
    if (renamed !== undefined) {
      if (!validName(renamed)) throw new Refusal(`invalid group name '${renamed}'`, 3);
      if (database.find('group', renamed)) throw new Refusal(`group '${renamed}' already exists`, 9);
      group[0] = renamed;
      if (secret) secret[0] = renamed;
    }
    if (value('-p') !== undefined && secret) secret[1] = value('-p')!;
    database.touch('group');
    database.touch('gshadow');
    await database.save();
  },
});
