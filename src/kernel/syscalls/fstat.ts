// fstat(2).

import { statFor } from '../vfs/attributes.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'fstat',
  args: ['fd'],
  status: 'whole',
  run(thread, fd) {
    const { process } = thread;
    return statFor(process, process.fds.get(fd).path);
  },
});
