// lseek(2).

import { Errno } from '../../abi/errno.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'lseek',
  args: ['fd', 'int', 'string'],
  status: 'whole',
  run(thread, fd, offset, whence) {
    const open = thread.process.fds.get(fd);
    const { file, path } = open;
    if (open.flags.path) throw new Errno('EBADF');
    if (file.stream) throw new Errno('ESPIPE');
    const end = (): number => file.endOffset ?? path.dentry.inode.stat().sizeBytes;
    let to = offset;
    if (whence === 'current') to = open.offset + offset;
    else if (whence === 'end') to = end() + offset;
    else if (whence === 'data' || whence === 'hole') {
      const size = end();
      if (offset < 0 || offset >= size) throw new Errno('ENXIO');
      to = file.seek?.(offset, whence) ?? (whence === 'data' ? offset : size);
      if (whence === 'data' && to >= size) throw new Errno('ENXIO');
    }
    if (!(to >= 0)) throw new Errno('EINVAL');
    open.offset = to;
    open.entries = undefined;
    return to;
  },
});
