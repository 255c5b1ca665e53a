// true: nothing, successfully. As GNU coreutils 9.10.

import { print, program } from '../lib/io.ts';

const STATUS = 0;

export default program({
  name: 'true',
  summary: 'do nothing, successfully',
  async main(sys, argv) {
    if (argv.length === 2 && argv[1] === '--version') await print(sys, 'true (GNU coreutils) 9.10\n');
    if (argv.length === 2 && argv[1] === '--help') {
      await print(
        sys,
        `Usage: ${argv[0]} [ignored command line arguments]\n  or:  ${argv[0]} OPTION\nExit with a status code indicating success.\n`,
      );
    }
    return STATUS;
  },
});
