// rmdir(2).

import { rmdirAt } from '../vfs/make.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'rmdir',
  args: ['path'],
  status: 'whole',
  run(thread, path) {
    rmdirAt(thread.process, path);
  },
});
