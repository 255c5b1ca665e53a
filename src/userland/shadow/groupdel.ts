// groupdel: takes a group away. shadow 4.20.

import { Refusal, shadowProgram, Usage } from './frame.ts';
import { HELP } from './help/groupdel.ts';

export default shadowProgram({
  name: 'groupdel',
  summary: 'delete a group',
  help: HELP,
  short: 'fhR:P:',
  long: { force: '-f', root: '-R', prefix: '-P' },
  refused: ['-R', '-P'],

  async run({ database, options, has }) {
    const [name, ...more] = options.operands;
    if (name === undefined || more.length > 0) throw new Usage();
    const group = database.find('group', name);
    if (!group) throw new Refusal(`group '${name}' does not exist`, 6);
    const user = database.entries('passwd').find(entry => entry[3] === group[2]);
    if (user && !has('-f')) throw new Refusal(`cannot remove the primary group of user '${user[0]}'`, 8);
    for (const file of ['group', 'gshadow'] as const) database.remove(file, name);
    await database.save();
  },
});
