// accept4(2).

import { Errno } from '../../abi/errno.ts';
import { installSocket, socketOf } from '../net/socket/files.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'accept',
  args: ['fd', 'json'],
  status: 'whole',
  run({ process }, fd, how = {}) {
    const { socket, openFile } = socketOf(process, fd);
    if (!socket.accept) throw new Errno('EOPNOTSUPP');
    process.fds.reserve(1);
    const accepted = socket.accept();
    if (accepted instanceof WaitQueue) {
      if (openFile.flags.nonblock) throw new Errno('EAGAIN');
      return accepted;
    }
    return { fd: installSocket(process, accepted.socket, how), peer: accepted.peer };
  },
});
