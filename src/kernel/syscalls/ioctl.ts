// ioctl(2): what the open file makes of the request.

import { Errno } from '../../abi/errno.ts';
import type { Ioctls } from '../../abi/tty.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'ioctl',
  args: ['fd', 'string', 'json'],
  status: 'whole',
  run({ process }, fd, request, argument) {
    const { file, flags } = process.fds.get(fd);
    if (flags.path) throw new Errno('EBADF');
    if (!file.ioctl) throw new Errno('ENOTTY');
    const result = file.ioctl(request, argument);
    if (result instanceof WaitQueue && flags.nonblock) throw new Errno('EAGAIN');
    return result as Ioctls[typeof request]['gives'];
  },
});
