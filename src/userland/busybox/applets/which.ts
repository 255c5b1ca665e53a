// which: where a command lies. As debianutils/which.c of BusyBox.

import type { Sys } from '../../../abi/sys.ts';
import { joinPath } from '../../lib/path.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'which',
  usage: `Usage: which [-a] COMMAND...

Locate COMMAND

	-a	Show all matches`,
  short: 'a',

  async run(run) {
    if (run.operands.length === 0) run.usage();
    const folders = (run.env.PATH ?? '/sbin:/usr/sbin:/bin:/usr/bin').split(':');
    for (const name of run.operands) {
      let found = false;
      for (const path of name.includes('/') ? [name] : folders.map(folder => joinPath(folder, name))) {
        if (!(await isExecutable(run.sys, path))) continue;
        run.out.write(`${path}\n`);
        found = true;
        if (!run.has('-a')) break;
      }
      if (!found) run.status = 1;
    }
  },
});

async function isExecutable(sys: Sys, path: string): Promise<boolean> {
  const stat = await sys.stat(path).catch(() => undefined);
  if (stat?.kind !== 'file') return false;
  return sys.access(path, { execute: true }).then(
    () => true,
    () => false,
  );
}
