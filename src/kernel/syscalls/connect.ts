// connect(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'connect',
  args: ['fd', 'address'],
  status: 'whole',
  run({ process }, fd, to) {
    const { socket, openFile } = socketOf(process, fd);
    if (!socket.connect) throw new Errno('EOPNOTSUPP');
    return socket.connect(to, process, openFile.flags.nonblock ?? false) as undefined;
  },
});
