// listen(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'listen',
  args: ['fd', 'int'],
  status: 'whole',
  run({ process }, fd, backlog) {
    const { socket } = socketOf(process, fd);
    if (!socket.listen) throw new Errno('EOPNOTSUPP');
    return socket.listen(backlog);
  },
});
