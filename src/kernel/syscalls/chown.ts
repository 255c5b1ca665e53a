// chown(2) and lchown(2).

import { chownFor } from '../vfs/attributes.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'chown',
  args: ['path', 'int', 'int', 'json'],
  status: 'whole',
  run(thread, path, uid, gid, how) {
    const { process } = thread;
    chownFor(process, walk(process, path, how), uid, gid);
  },
});
