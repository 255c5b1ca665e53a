// nproc: how many processors may be used.

import { readText } from '../../lib/io.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'nproc',
  usage:
    'Usage: nproc [--all] [--ignore=N]\n\nPrint number of available CPUs\n\n\t--all\t\tNumber of installed CPUs\n\t--ignore=N\tExclude N CPUs',
  short: '',
  long: { all: 'none', ignore: 'required' },

  async run(run) {
    const stat = await readText(run.sys, '/proc/stat');
    const processors = stat.split('\n').filter(line => /^cpu\d/.test(line)).length;
    run.out.write(`${Math.max(1, processors - Number(run.value('--ignore') ?? 0))}\n`);
  },
});
