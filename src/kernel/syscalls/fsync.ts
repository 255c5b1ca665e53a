// fsync(2).

import { Errno } from '../../abi/errno.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'fsync',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    const open = thread.process.fds.get(fd);
    if (open.flags.path) throw new Errno('EBADF');
    if (open.file.fsync) open.file.fsync();
    else if (!['file', 'directory', 'block'].includes(open.path.dentry.inode.kind)) throw new Errno('EINVAL');
  },
});
