// dup2(2) and dup3(2).

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'dup2',
  args: ['fd', 'fd', 'json'],
  status: 'whole',
  run(thread, from, to, how) {
    return thread.process.fds.dup2(from, to, how?.cloexec ?? false);
  },
});
