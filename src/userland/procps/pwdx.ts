// pwdx: the working directory of a process. procps-ng 4.0.7.

import { Errno, strerror } from '../../abi/errno.ts';
import { warn } from '../lib/io.ts';
import { procps } from './frame.ts';
import { HELP } from './help/pwdx.ts';

export default procps({
  name: 'pwdx',
  summary: 'report current working directory of a process',
  help: HELP,
  short: 'h',
  long: { help: '-h' },

  async run(tool) {
    if (tool.operands.length === 0) tool.usage('');
    let status = 0;
    for (const word of tool.operands) {
      if (!/^(\/proc\/)?[1-9]\d*$/.test(word)) tool.fail(`invalid process id: ${word}`);
      const folder = word.startsWith('/') ? word : `/proc/${word}`;
      try {
        tool.out.write(`${word}: ${await tool.sys.readlink(`${folder}/cwd`)}\n`);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await warn(tool.sys, `${word}: ${error.code === 'ENOENT' ? strerror('ESRCH') : error.message}\n`);
        status = 1;
      }
    }
    return status;
  },
});
