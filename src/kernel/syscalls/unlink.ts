// unlink(2).

import { unlinkAt } from '../vfs/make.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'unlink',
  args: ['path'],
  status: 'whole',
  run(thread, path) {
    unlinkAt(thread.process, path);
  },
});
