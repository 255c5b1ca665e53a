// rename(2) and renameat2(2).

import { renameAt } from '../vfs/make.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'rename',
  args: ['path', 'path', 'json'],
  status: 'whole',
  run(thread, from, to, how) {
    renameAt(thread.process, from, to, how ?? {});
  },
});
