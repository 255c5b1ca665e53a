// stat(2) and lstat(2).

import { statFor } from '../vfs/attributes.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'stat',
  args: ['path', 'json'],
  status: 'whole',
  run(thread, path, how) {
    const { process } = thread;
    return statFor(process, walk(process, path, how));
  },
});
