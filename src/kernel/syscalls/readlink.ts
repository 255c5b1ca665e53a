// readlink(2).

import { Errno } from '../../abi/errno.ts';
import { walk } from '../vfs/walk.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'readlink',
  args: ['path'],
  status: 'whole',
  run(thread, path) {
    const { inode } = walk(thread.process, path, { nofollow: true }).dentry;
    if (inode.kind !== 'symlink' || !inode.readlink) throw new Errno('EINVAL');
    return inode.readlink();
  },
});
