// dirname: the folders of a path.

import { applet } from '../applet.ts';

export default applet({
  name: 'dirname',
  usage: `Usage: dirname FILENAME

Strip non-directory suffix from FILENAME`,
  short: '',

  async run(run) {
    if (run.operands.length !== 1) run.usage();
    const path = run.operands[0]!.replace(/(.)\/+$/, '$1');
    run.out.write(`${path.includes('/') ? path.replace(/\/+[^/]*$/, '') || '/' : '.'}\n`);
  },
});
