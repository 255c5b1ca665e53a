// fcntl(2) with F_GETFL and F_GETFD.

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'getfl',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    const { openFile, cloexec } = thread.process.fds.descriptor(fd);
    const { cloexec: _atOpen, ...flags } = openFile.flags;
    return cloexec ? { ...flags, cloexec } : flags;
  },
});
