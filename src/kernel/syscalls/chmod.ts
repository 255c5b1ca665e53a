// chmod(2).

import { chmodFor } from '../vfs/attributes.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'chmod',
  args: ['path', 'octal'],
  status: 'whole',
  run(thread, path, mode) {
    const { process } = thread;
    chmodFor(process, walk(process, path), mode);
  },
});
