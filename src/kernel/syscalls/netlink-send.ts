// sendmsg(2) on a netlink socket.

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'netlinkSend',
  args: ['fd', 'json'],
  status: 'whole',
  run({ process }, fd, message) {
    const { socket } = socketOf(process, fd);
    if (!socket.netlinkSend) throw new Errno('EOPNOTSUPP');
    socket.netlinkSend(message, process);
  },
});
