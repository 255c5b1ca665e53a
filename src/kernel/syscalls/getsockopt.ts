// getsockopt(2): what every socket knows, else the family's.

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getsockopt',
  args: ['fd', 'string'],
  status: 'whole',
  run({ process }, fd, option) {
    const { socket } = socketOf(process, fd);
    if (option === 'SO_DOMAIN') return socket.family;
    if (option === 'SO_TYPE') return socket.type;
    if (option === 'SO_PROTOCOL') return socket.protocol;
    if (!socket.getsockopt) throw new Errno('ENOPROTOOPT');
    return socket.getsockopt(option);
  },
});
