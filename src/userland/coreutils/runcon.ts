// runcon: named, and refused: what it does has no place in this system.

import { program, warn } from '../lib/io.ts';

export default program({
  name: 'runcon',
  summary: 'not simulated here',
  async main(sys, argv) {
    await warn(sys, `${argv[0]}: runcon is not simulated here\n`);
    return 125;
  },
});
