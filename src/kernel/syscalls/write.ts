// write(2).

import { writeTo } from '../vfs/transfer.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'write',
  args: ['fd', 'bytes'],
  status: 'whole',
  run(thread, fd, bytes) {
    const { process } = thread;
    return writeTo(process, process.fds.get(fd), bytes);
  },
});
