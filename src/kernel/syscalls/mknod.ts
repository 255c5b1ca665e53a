// mknod(2).

import { Errno } from '../../abi/errno.ts';
import { capable } from '../credentials.ts';
import { makeAt } from '../vfs/make.ts';
import { guardDevice } from '../vfs/special.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'mknod',
  args: ['path', 'string', 'octal', 'json'],
  status: 'whole',
  run(thread, path, kind, mode, device) {
    const { process } = thread;
    if (kind === 'directory') throw new Errno('EPERM');
    if (kind === 'symlink') throw new Errno('EINVAL');
    const rdev = device ?? { major: 0, minor: 0 };
    if (kind === 'char' || kind === 'block') {
      // A whiteout (0:0) needs no capability.
      const whiteout = kind === 'char' && rdev.major === 0 && rdev.minor === 0;
      if (!whiteout && !capable(process, 'CAP_MKNOD')) throw new Errno('EPERM');
      if (!whiteout) guardDevice(process, kind, rdev, { make: true });
      makeAt(process, path, kind, mode & 0o7777, { rdev });
      return;
    }
    makeAt(process, path, kind, mode & 0o7777);
  },
});
