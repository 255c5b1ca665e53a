// chcon: named, and refused: what it does has no place in this system.

import { program, warn } from '../lib/io.ts';

export default program({
  name: 'chcon',
  summary: 'not simulated here',
  async main(sys, argv) {
    await warn(sys, `${argv[0]}: chcon is not simulated here\n`);
    return 125;
  },
});
