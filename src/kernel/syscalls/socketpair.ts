// socketpair(2): two connected unix sockets.

import { unixPair } from '../ipc/unix-socket.ts';
import { installSocket } from '../net/socket/files.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'socketpair',
  args: ['string'],
  status: 'whole',
  run({ process }, type) {
    process.fds.reserve(2);
    const [one, other] = unixPair(process, type);
    return [installSocket(process, one), installSocket(process, other)];
  },
});
