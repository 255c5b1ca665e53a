// groupadd: a new group. shadow 4.20.

import { validName } from './database.ts';
import { idOf, Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/groupadd.ts';

export default shadowProgram({
  name: 'groupadd',
  summary: 'create a new group',
  help: HELP,
  short: 'fg:hK:op:rR:P:U:',
  long: { force: '-f', gid: '-g', key: '-K', 'non-unique': '-o', password: '-p', system: '-r', root: '-R', prefix: '-P', users: '-U' },
  refused: ['-K', '-R', '-P'],

  async run({ database, options, has, value }) {
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0) throw new Usage();
    if (!validName(name)) throw new Refusal(`'${name}' is not a valid group name`, 3);
    const wanted = value('-g') === undefined ? undefined : idOf(value('-g')!, 'group');
    if (database.find('group', name)) {
      if (has('-f')) return;
      throw new Refusal(`group '${name}' already exists`, 9);
    }
    if (wanted !== undefined && !has('-o') && !has('-f') && database.entries('group').some(entry => Number(entry[2]) === wanted))
      throw new Refusal(`GID '${wanted}' already exists`, 4);
    const users = value('-U') ?? '';
    const missing = users.split(',').find(each => each !== '' && !database.find('passwd', each));
    if (missing !== undefined) throw new Refusal(`Invalid member username ${missing}`, 1);
    const gid = has('-o') && wanted !== undefined ? wanted : database.freeId('group', has('-r'), wanted);
    database.add('group', [name, 'x', `${gid}`, users]);
    database.add('gshadow', [name, value('-p') ?? '!', '', users]);
    await database.save();
  },
});
