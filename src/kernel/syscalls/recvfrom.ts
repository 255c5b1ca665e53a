// recvfrom(2) and recvmsg(2): descriptors that came along are open in the receiver.

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'recvfrom',
  args: ['fd', 'int', 'flags'],
  status: 'whole',
  run({ process }, fd, max, flags = {}) {
    const { socket, openFile } = socketOf(process, fd);
    if (!socket.receive) throw new Errno('EOPNOTSUPP');
    const got = socket.receive(max, flags);
    if (got instanceof WaitQueue) {
      if (flags.dontwait || openFile.flags.nonblock) throw new Errno('EAGAIN');
      return got;
    }
    const { files, ...rest } = got;
    if (!files) return rest;
    const fds = files.map(file => process.fds.install(file));
    for (const file of files) file.release();
    return { ...rest, fds };
  },
});
