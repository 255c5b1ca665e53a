// dup(2), and fcntl(2) with F_DUPFD.

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'dup',
  args: ['fd', 'json'],
  status: 'whole',
  run(thread, fd, how) {
    return thread.process.fds.dup(fd, how);
  },
});
