// inotify_add_watch(2).

import { Errno } from '../../abi/errno.ts';
import { READ, requirePermission } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';
import { Inotify } from '../vfs/watch.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'inotifyAddWatch',
  args: ['fd', 'path', 'json'],
  status: 'whole',
  run(thread, fd, path, events) {
    const { process } = thread;
    const { file } = process.fds.get(fd);
    if (!(file instanceof Inotify)) throw new Errno('EINVAL');
    const { inode } = walk(process, path, { nofollow: events.includes('DONT_FOLLOW') }).dentry;
    requirePermission(process, inode, READ);
    return file.add(inode, events);
  },
});
