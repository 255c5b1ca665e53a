// write(2): to a pipe, socket or terminal that blocks, all of it, however often it has to sleep.

import { Errno } from '../../abi/errno.ts';
import type { Thread } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { writeTo } from '../vfs/transfer.ts';
import { defineSyscall } from './define.ts';

function writeWhole(thread: Thread, open: OpenFile, bytes: Uint8Array): number | WaitQueue {
  for (;;) {
    const done = thread.transferred;
    let taken: number | WaitQueue;
    try {
      taken = writeTo(thread.process, open, done === 0 ? bytes : bytes.subarray(done));
    } catch (error) {
      if (done > 0 && error instanceof Errno) return done;
      throw error;
    }
    if (taken instanceof WaitQueue) return taken;
    thread.transferred = done + taken;
    if (taken === 0 || thread.transferred >= bytes.length) return thread.transferred;
  }
}

export default defineSyscall({
  name: 'write',
  args: ['fd', 'bytes'],
  status: 'whole',
  run(thread, fd, bytes) {
    const { process } = thread;
    const open = process.fds.get(fd);
    if (open.file.stream && !open.flags.nonblock) return writeWhole(thread, open, bytes);
    return writeTo(process, open, bytes);
  },
});
