// pwd: the working directory.

import { applet } from '../applet.ts';

export default applet({
  name: 'pwd',
  usage: `Usage: pwd

Print the full filename of the current working directory`,

  async run(run) {
    run.out.write(`${await run.sys.getcwd()}\n`);
  },
});
