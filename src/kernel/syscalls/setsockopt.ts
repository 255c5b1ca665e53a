// setsockopt(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setsockopt',
  args: ['fd', 'string', 'json'],
  status: 'whole',
  run({ process }, fd, option, value) {
    const { socket } = socketOf(process, fd);
    if (!socket.setsockopt) throw new Errno('ENOPROTOOPT');
    socket.setsockopt(option, value, process);
  },
});
