// listxattr(2) and llistxattr(2).

import { walk } from '../vfs/walk.ts';
import { listxattrFor } from '../vfs/xattr.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'listxattr',
  args: ['path', 'json'],
  status: 'whole',
  run(thread, path, how) {
    const { process } = thread;
    return listxattrFor(process, walk(process, path, how));
  },
});
