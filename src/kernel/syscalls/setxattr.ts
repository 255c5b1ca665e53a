// setxattr(2) and lsetxattr(2).

import { walk } from '../vfs/walk.ts';
import { setxattrFor } from '../vfs/xattr.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setxattr',
  args: ['path', 'string', 'bytes', 'json'],
  status: 'whole',
  run(thread, path, name, value, how) {
    const { process } = thread;
    setxattrFor(process, walk(process, path, how), name, value, how ?? {});
  },
});
