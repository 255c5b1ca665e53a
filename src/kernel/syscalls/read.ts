// read(2).

import { readFrom } from '../vfs/transfer.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'read',
  args: ['fd', 'int'],
  status: 'whole',
  run(thread, fd, max) {
    const { process } = thread;
    return readFrom(process, process.fds.get(fd), max);
  },
});
