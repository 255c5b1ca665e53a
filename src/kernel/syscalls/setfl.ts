// fcntl(2) with F_SETFL and F_SETFD.

import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'setfl',
  args: ['fd', 'json'],
  status: 'whole',
  run(thread, fd, { cloexec, append, nonblock }) {
    const descriptor = thread.process.fds.descriptor(fd);
    const { openFile } = descriptor;
    if (cloexec !== undefined) descriptor.cloexec = cloexec;
    if (append !== undefined) openFile.flags = { ...openFile.flags, append };
    if (nonblock !== undefined) openFile.flags = { ...openFile.flags, nonblock };
  },
});
