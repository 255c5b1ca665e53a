// pivot_root(2).

import { Errno } from '../../abi/errno.ts';
import { pivotRoot } from '../vfs/namespace.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'pivotRoot',
  args: ['path', 'path'],
  status: 'whole',
  run(thread, newRoot, putOld) {
    const { process } = thread;
    const next = walk(process, newRoot);
    if (next.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    const old = walk(process, putOld);
    if (old.dentry.inode.kind !== 'directory') throw new Errno('ENOTDIR');
    pivotRoot(process, next, old);
  },
});
