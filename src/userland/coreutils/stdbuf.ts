// stdbuf: named, and refused: what it does has no place in this system.

import { program, warn } from '../lib/io.ts';

export default program({
  name: 'stdbuf',
  summary: 'not simulated here',
  async main(sys, argv) {
    await warn(sys, `${argv[0]}: stdbuf is not simulated here\n`);
    return 125;
  },
});
