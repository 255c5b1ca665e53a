// tee: standard input to standard output and files.

import { chunks, STDIN, STDOUT, writeAll } from '../../lib/io.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'tee',
  usage: `Usage: tee [-ai] [FILE]...

Copy stdin to each FILE, and also to stdout

	-a	Append to the given FILEs, don't overwrite
	-i	Ignore interrupt signals (SIGINT)`,
  short: 'ai',

  async run(run) {
    if (run.has('-i')) await run.sys.sigaction('SIGINT', 'ignore');
    const fds = [STDOUT];
    for (const path of run.operands) {
      try {
        fds.push(await run.sys.open(path, { write: true, create: true, append: run.has('-a'), truncate: !run.has('-a') }, 0o666));
      } catch (error) {
        await run.perror(path, error);
      }
    }
    for await (const bytes of chunks(run.sys, STDIN, 4096)) for (const fd of fds) await writeAll(run.sys, fd, bytes);
  },
});
