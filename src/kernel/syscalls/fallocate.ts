// fallocate(2).

import { Errno } from '../../abi/errno.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'fallocate',
  args: ['fd', 'int', 'int', 'json'],
  status: 'whole',
  run(thread, fd, offset, lengthBytes, how) {
    const open = thread.process.fds.get(fd);
    if (!open.flags.write) throw new Errno('EBADF');
    if (offset < 0 || lengthBytes <= 0) throw new Errno('EINVAL');
    const { kind } = open.path.dentry.inode;
    if (open.file.stream) throw new Errno('ESPIPE');
    if (kind === 'directory') throw new Errno('EISDIR');
    if (kind !== 'file') throw new Errno('ENODEV');
    if (!open.file.fallocate || (how?.punchHole && !how.keepSize)) throw new Errno('EOPNOTSUPP');
    if (!how?.punchHole && offset + lengthBytes > thread.process.limits.fsize.soft) throw new Errno('EFBIG');
    open.file.fallocate(offset, lengthBytes, how ?? {});
  },
});
