// read(2) on an inotify descriptor: its events.

import { Errno } from '../../abi/errno.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { Inotify } from '../vfs/watch.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'inotifyRead',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    const open = thread.process.fds.get(fd);
    if (!(open.file instanceof Inotify)) throw new Errno('EINVAL');
    const events = open.file.take();
    if (events instanceof WaitQueue && open.flags.nonblock) throw new Errno('EAGAIN');
    return events;
  },
});
