// pread(2).

import { readAt } from '../vfs/transfer.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'pread',
  args: ['fd', 'int', 'int'],
  status: 'whole',
  run(thread, fd, max, offset) {
    const { process } = thread;
    return readAt(process, process.fds.get(fd), max, offset);
  },
});
