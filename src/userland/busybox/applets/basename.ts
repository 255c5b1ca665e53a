// basename: a path without its folders.

import { applet } from '../applet.ts';

export default applet({
  name: 'basename',
  usage: `Usage: basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...

Strip directory path and SUFFIX from FILE

	-a		All arguments are FILEs
	-s SUFFIX	Remove SUFFIX (implies -a)`,
  short: 'as:',

  async run(run) {
    const all = run.has('-a', '-s');
    if (run.operands.length === 0 || (!all && run.operands.length > 2)) run.usage();
    const suffix = run.value('-s') ?? (all ? undefined : run.operands[1]);
    for (const path of all ? run.operands : run.operands.slice(0, 1)) {
      const name = path.replace(/(.)\/+$/, '$1').replace(/^.*\/(?=.)/s, '');
      run.out.write(`${suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
    }
  },
});
