// recvmsg(2) on a netlink socket.

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'netlinkReceive',
  args: ['fd', 'flags'],
  status: 'whole',
  run({ process }, fd, flags = {}) {
    const { socket, openFile } = socketOf(process, fd);
    if (!socket.netlinkReceive) throw new Errno('EOPNOTSUPP');
    const got = socket.netlinkReceive();
    if (got instanceof WaitQueue && (flags.dontwait || openFile.flags.nonblock)) throw new Errno('EAGAIN');
    return got;
  },
});
