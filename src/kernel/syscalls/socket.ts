// socket(2).

import { installSocket } from '../net/socket/files.ts';
import { newSocket } from '../net/socket/socket.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'socket',
  args: ['string', 'string', 'json'],
  status: 'whole',
  run: ({ process }, family, type, protocol = 0) => installSocket(process, newSocket(process, family, type, protocol)),
});
