// close(2).

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'close',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    thread.process.fds.close(fd);
  },
});
