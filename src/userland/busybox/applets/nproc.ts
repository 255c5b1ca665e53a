// nproc: how many processors may be used.

import { readText } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';

export default applet({
  name: 'nproc',
  usage:
    'Usage: nproc [--all] [--ignore=N]\n\nPrint number of available CPUs\n\n\t--all\t\tNumber of installed CPUs\n\t--ignore=N\tExclude N CPUs',
  short: '',
  long: { all: 'none', ignore: 'required' },

  async run(run) {
    const processors = run.has('--all') ? await installed(run) : (await run.sys.schedGetaffinity(0)).length;
    run.out.write(`${Math.max(1, processors - Number(run.value('--ignore') ?? 0))}\n`);
  },
});

async function installed(run: Run): Promise<number> {
  const stat = await readText(run.sys, '/proc/stat');
  return stat.split('\n').filter(line => /^cpu\d/.test(line)).length;
}
