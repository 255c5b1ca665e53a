// ftruncate(2).

import { Errno } from '../../abi/errno.ts';
import { truncateFor } from '../vfs/attributes.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'ftruncate',
  args: ['fd', 'int'],
  status: 'whole',
  run(thread, fd, sizeBytes) {
    const { process } = thread;
    const open = process.fds.get(fd);
    if (open.flags.path) throw new Errno('EBADF');
    if (!open.flags.write || open.path.dentry.inode.kind !== 'file') throw new Errno('EINVAL');
    truncateFor(process, open.path, sizeBytes);
  },
});
