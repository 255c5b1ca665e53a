// umask(2).

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'umask',
  args: ['octal'],
  status: 'whole',
  run(thread, mask) {
    const { fs } = thread.process;
    const before = fs.umask;
    fs.umask = mask & 0o777;
    return before;
  },
});
