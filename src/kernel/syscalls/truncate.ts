// truncate(2).

import { Errno } from '../../abi/errno.ts';
import { truncateFor } from '../vfs/attributes.ts';
import { requirePermission, requireWritable, WRITE } from '../vfs/permission.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'truncate',
  args: ['path', 'int'],
  status: 'whole',
  run(thread, path, sizeBytes) {
    const { process } = thread;
    const found = walk(process, path);
    const { inode } = found.dentry;
    if (inode.kind === 'directory') throw new Errno('EISDIR');
    if (inode.kind !== 'file') throw new Errno('EINVAL');
    requireWritable(found);
    requirePermission(process, inode, WRITE);
    truncateFor(process, found, sizeBytes);
  },
});
