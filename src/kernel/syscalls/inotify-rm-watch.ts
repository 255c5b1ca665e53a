// inotify_rm_watch(2).

import { Errno } from '../../abi/errno.ts';
import { Inotify } from '../vfs/watch.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'inotifyRmWatch',
  args: ['fd', 'int'],
  status: 'whole',
  run(thread, fd, watch) {
    const { file } = thread.process.fds.get(fd);
    if (!(file instanceof Inotify)) throw new Errno('EINVAL');
    file.remove(watch);
  },
});
