// touch: changes times, and makes files that are not there.

import { Errno } from '../../../abi/errno.ts';
import type { Timespec } from '../../../abi/types.ts';
import { parseDate } from '../../lib/parse-date.ts';
import { zoneOf } from '../../lib/zones.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'touch',
  usage: `Usage: touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...

Update mtime of FILEs

	-c	Don't create files
	-h	Don't follow links
	-a	Change only atime
	-m	Change only mtime
	-d DT	Date/time to use
	-t DT	Date/time to use
	-r FILE	Use FILE's date/time`,
  short: 'chamd:t:r:',
  long: { 'no-create': '-c', reference: '-r', date: '-d' },

  async run(run) {
    if (run.operands.length === 0) run.usage();
    const { sys } = run;
    let time: Timespec | 'now' = 'now';
    const reference = run.value('-r');
    if (reference !== undefined) time = (await sys.stat(reference)).mtime;
    const date = run.value('-d', '-t');
    if (date !== undefined)
      time = parseDate(date, await sys.clockGettime('realtime'), zoneOf(run.env.TZ)) ?? run.die(`invalid date '${date}'`);
    const [atime, mtime] = [run.has('-m') && !run.has('-a') ? undefined : time, run.has('-a') && !run.has('-m') ? undefined : time];
    for (const path of run.operands) {
      try {
        await sys.utimens(path, atime, mtime, { nofollow: run.has('-h') });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code === 'ENOENT' && run.has('-c')) continue;
        try {
          if (error.code !== 'ENOENT') throw error;
          await sys.close(await sys.open(path, { write: true, create: true }, 0o666));
          if (time !== 'now') await sys.utimens(path, atime, mtime);
        } catch (failed) {
          await run.perror(path, failed);
        }
      }
    }
  },
});
