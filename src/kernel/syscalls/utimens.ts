// utimensat(2).

import { utimensFor } from '../vfs/attributes.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'utimens',
  args: ['path', 'json', 'json', 'json'],
  status: 'whole',
  run(thread, path, atime, mtime, how) {
    const { process } = thread;
    utimensFor(process, walk(process, path, how), atime, mtime);
  },
});
