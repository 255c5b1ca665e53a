// sendto(2) and sendmsg(2).

import { Errno } from '../../abi/errno.ts';
import { socketOf } from '../net/socket/files.ts';
import { sendSignal } from '../process/signal.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { defineSyscall } from './define.ts';

const NO_FILES: readonly never[] = [];

export default defineSyscall({
  name: 'sendto',
  args: ['fd', 'bytes', 'address', 'flags'],
  status: 'whole',
  run({ process }, fd, data, to, how = {}) {
    const { socket, openFile } = socketOf(process, fd);
    if (!socket.send) throw new Errno('EOPNOTSUPP');
    const files = how.fds?.map(each => process.fds.get(each)) ?? NO_FILES;
    try {
      const sent = socket.send(data, to, how, files, process);
      if (sent instanceof WaitQueue && (how.dontwait || openFile.flags.nonblock)) throw new Errno('EAGAIN');
      return sent;
    } catch (error) {
      if (error instanceof Errno && error.code === 'EPIPE' && !how.nosignal && socket.type === 'stream')
        sendSignal(process, 'SIGPIPE', 'kernel');
      throw error;
    }
  },
});
