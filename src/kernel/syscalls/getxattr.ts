// getxattr(2) and lgetxattr(2).

import { walk } from '../vfs/walk.ts';
import { getxattrFor } from '../vfs/xattr.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getxattr',
  args: ['path', 'string', 'json'],
  status: 'whole',
  run(thread, path, name, how) {
    const { process } = thread;
    return getxattrFor(process, walk(process, path, how), name);
  },
});
