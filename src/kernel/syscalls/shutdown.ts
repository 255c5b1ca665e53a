// shutdown(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'shutdown',
  args: ['fd', 'string'],
  status: 'whole',
  run({ process }, fd, how) {
    const { socket } = socketOf(process, fd);
    if (!socket.shutdown) throw new Errno('EOPNOTSUPP');
    return socket.shutdown(how);
  },
});
