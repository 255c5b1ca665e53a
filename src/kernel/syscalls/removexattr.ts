// removexattr(2) and lremovexattr(2).

import { walk } from '../vfs/walk.ts';
import { setxattrFor } from '../vfs/xattr.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'removexattr',
  args: ['path', 'string', 'json'],
  status: 'whole',
  run(thread, path, name, how) {
    const { process } = thread;
    setxattrFor(process, walk(process, path, how), name, undefined, {});
  },
});
