// chroot(2). The working directory stays: the way out that chroot(2) warns of is open.

import { Errno } from '../../abi/errno.ts';
import { demand } from '../credentials.ts';
import { EXECUTE, requirePermission } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'chroot',
  args: ['path'],
  status: 'whole',
  run(thread, path) {
    const { process } = thread;
    const found = walk(process, path);
    if (found.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    requirePermission(process, found.dentry.inode, EXECUTE);
    demand(process, 'CAP_SYS_CHROOT', process.ns.user);
    process.fs.root = found;
  },
});
