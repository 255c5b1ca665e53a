// mkdir: makes folders.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { changeMode, parseMode } from '../../lib/modes.ts';
import { applet } from '../applet.ts';

/** Makes each folder on the way; those that are there are fine. */
async function makeAll(sys: Sys, path: string): Promise<void> {
  const parts = path.split('/');
  for (let at = 1; at <= parts.length; at++) {
    const part = parts.slice(0, at).join('/');
    if (part === '' || parts[at - 1] === '') continue;
    try {
      await sys.mkdir(part, 0o777);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
      if ((await sys.stat(part)).kind !== 'directory') throw error;
    }
  }
}

export default applet({
  name: 'mkdir',
  usage: `Usage: mkdir [-m MODE] [-p] DIRECTORY...

Create DIRECTORY

	-m MODE	Mode
	-p	No error if exists; make parent directories as needed`,
  short: 'm:p',

  async run(run) {
    if (run.operands.length === 0) run.usage();
    const given = run.value('-m');
    for (const path of run.operands) {
      try {
        if (run.has('-p')) await makeAll(run.sys, path);
        else await run.sys.mkdir(path, 0o777);
        if (given !== undefined)
          await run.sys.chmod(path, changeMode(0o777, parseMode(given) ?? run.die(`invalid mode '${given}'`), { directory: true }));
      } catch (error) {
        await run.perror(`can't create directory '${path}'`, error);
      }
    }
  },
});
