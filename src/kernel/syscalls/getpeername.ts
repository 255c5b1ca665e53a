// getpeername(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getpeername',
  args: ['fd'],
  status: 'whole',
  run({ process }, fd) {
    const { socket } = socketOf(process, fd);
    if (!socket.getpeername) throw new Errno('EOPNOTSUPP');
    return socket.getpeername();
  },
});
