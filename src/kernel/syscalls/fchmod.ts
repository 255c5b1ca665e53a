// fchmod(2).

import { Errno } from '../../abi/errno.ts';
import { chmodFor } from '../vfs/attributes.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'fchmod',
  args: ['fd', 'octal'],
  status: 'whole',
  run(thread, fd, mode) {
    const { process } = thread;
    const open = process.fds.get(fd);
    if (open.flags.path) throw new Errno('EBADF');
    chmodFor(process, open.path, mode);
  },
});
