// rm: removes files, and with -r what is in folders.

import { Errno } from '../../../abi/errno.ts';
import { folderNames } from '../../lib/folder.ts';
import { joinPath } from '../../lib/path.ts';
import { applet, type Run } from '../applet.ts';

export default applet({
  name: 'rm',
  usage: `Usage: rm [-irf] FILE...

Remove (unlink) FILEs

	-i	Always prompt before removing
	-f	Never prompt
	-R,-r	Recurse`,
  short: 'fiRr',

  async run(run) {
    if (run.operands.length === 0 && !run.has('-f')) run.usage();
    for (const path of run.operands) {
      const last = path.replace(/\/+$/, '').replace(/^.*\//, '');
      if (last === '.' || last === '..') await run.warn("can't remove '.' or '..'");
      else await remove(run, path);
    }
  },
});

async function remove(run: Run, path: string): Promise<void> {
  const { sys } = run;
  try {
    const { kind } = await sys.stat(path, { nofollow: true });
    if (kind !== 'directory') return await sys.unlink(path);
    if (!run.has('-r', '-R')) return await run.warn(`'${path}' is a directory`);
    for (const name of await folderNames(sys, path)) await remove(run, joinPath(path, name));
    await sys.rmdir(path);
  } catch (error) {
    if (error instanceof Errno && error.code === 'ENOENT' && run.has('-f')) return;
    await run.perror(`can't remove '${path}'`, error);
  }
}
