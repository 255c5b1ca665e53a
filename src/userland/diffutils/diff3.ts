// diff3: named, and refused: only diff and cmp of the package are simulated.

import { program, warn } from '../lib/io.ts';

export default program({
  name: 'diff3',
  summary: 'not simulated here',
  async main(sys, argv) {
    await warn(sys, `${argv[0]}: diff3 is not simulated here\n`);
    return 2;
  },
});
