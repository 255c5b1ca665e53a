// rmdir and unlink.

import { Errno } from '../../../abi/errno.ts';
import { applet } from '../applet.ts';

export default {
  rmdir: applet({
    name: 'rmdir',
    usage: `Usage: rmdir [-p] DIRECTORY...

Remove DIRECTORY if it is empty

	-p	Include parents
	--ignore-fail-on-non-empty`,
    short: 'p',
    long: { parents: '-p', 'ignore-fail-on-non-empty': 'none' },

    async run(run) {
      if (run.operands.length === 0) run.usage();
      for (const operand of run.operands) {
        for (let path = operand; path !== '' && path !== '.' && path !== '/'; path = path.replace(/\/*[^/]*\/*$/, '')) {
          try {
            await run.sys.rmdir(path);
          } catch (error) {
            if (error instanceof Errno && error.code === 'ENOTEMPTY' && run.has('--ignore-fail-on-non-empty')) break;
            await run.perror(`'${operand}'`, error);
            break;
          }
          if (!run.has('-p')) break;
        }
      }
    },
  }),

  unlink: applet({
    name: 'unlink',
    usage: 'Usage: unlink FILE\n\nDelete FILE by calling unlink()',
    short: '',

    async run(run) {
      if (run.operands.length !== 1) run.usage();
      try {
        await run.sys.unlink(run.operands[0]!);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        run.die(`can't remove file '${run.operands[0]}': ${error.message}`);
      }
    },
  }),
};
