// flock(2).

import { Errno } from '../../abi/errno.ts';
import { lockFile } from '../vfs/flock.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'flock',
  args: ['fd', 'string', 'json'],
  status: 'whole',
  run(thread, fd, how, nonblock) {
    const open = thread.process.fds.get(fd);
    if (open.flags.path) throw new Errno('EBADF');
    return lockFile(thread.process, open, how, nonblock ?? false);
  },
});
