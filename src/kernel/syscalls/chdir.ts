// chdir(2).

import { Errno } from '../../abi/errno.ts';
import { EXECUTE, requirePermission } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'chdir',
  args: ['path'],
  status: 'whole',
  run(thread, path) {
    const { process } = thread;
    const found = walk(process, path);
    if (found.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    requirePermission(process, found.dentry.inode, EXECUTE);
    process.fs.cwd = found;
  },
});
