// mkdir(2).

import { makeAt } from '../vfs/make.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'mkdir',
  args: ['path', 'octal'],
  status: 'whole',
  run(thread, path, mode = 0o777) {
    makeAt(thread.process, path, 'directory', mode & 0o1777);
  },
});
