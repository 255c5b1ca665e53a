// pwrite(2).

import { writeAt } from '../vfs/transfer.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'pwrite',
  args: ['fd', 'bytes', 'int'],
  status: 'whole',
  run(thread, fd, bytes, offset) {
    const { process } = thread;
    return writeAt(process, process.fds.get(fd), bytes, offset);
  },
});
