// bind(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'bind',
  args: ['fd', 'address'],
  status: 'whole',
  run({ process }, fd, to) {
    const { socket } = socketOf(process, fd);
    if (!socket.bind) throw new Errno('EOPNOTSUPP');
    return socket.bind(to, process);
  },
});
