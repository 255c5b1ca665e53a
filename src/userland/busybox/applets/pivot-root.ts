// pivot_root: makes another mount the root. As util-linux/pivot_root.c of BusyBox.

import { Errno } from '../../../abi/errno.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'pivot_root',
  usage: `Usage: pivot_root NEW_ROOT PUT_OLD

Move the current root file system to PUT_OLD and make NEW_ROOT
the new root file system`,
  short: '',

  async run(run) {
    const [newRoot, putOld] = run.operands;
    if (newRoot === undefined || putOld === undefined || run.operands.length > 2) return run.usage();
    try {
      await run.sys.pivotRoot(newRoot, putOld);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      // It names no file, and yet has the colon.
      run.die(`: ${error.message}`);
    }
  },
});
