// fchdir(2).

import { Errno } from '../../abi/errno.ts';
import { EXECUTE, requirePermission } from '../vfs/permission.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'fchdir',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    const { process } = thread;
    const { path } = process.fds.get(fd);
    if (path.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    requirePermission(process, path.dentry.inode, EXECUTE);
    process.fs.cwd = path;
  },
});
