// open(2): a descriptor for what is at a path, made if asked.

import { WaitQueue } from '../sched/wait-queue.ts';
import { openAt } from '../vfs/open.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'open',
  args: ['path', 'flags', 'octal'],
  status: 'whole',
  run(thread, path, flags, mode = 0o666) {
    const { process } = thread;
    process.fds.reserve(1);
    const open = openAt(process, path, flags, mode);
    if (open instanceof WaitQueue) return open;
    return process.fds.install(open, flags.cloexec ? { cloexec: true } : undefined);
  },
});
