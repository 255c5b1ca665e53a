// fchown(2).

import { Errno } from '../../abi/errno.ts';
import { chownFor } from '../vfs/attributes.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'fchown',
  args: ['fd', 'int', 'int'],
  status: 'whole',
  run(thread, fd, uid, gid) {
    const { process } = thread;
    const open = process.fds.get(fd);
    if (open.flags.path) throw new Errno('EBADF');
    chownFor(process, open.path, uid, gid);
  },
});
