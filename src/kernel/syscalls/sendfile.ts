// sendfile(2) and splice(2) in one: bytes from one descriptor to another inside the kernel.

import { WaitQueue } from '../sched/wait-queue.ts';
import { readFrom, writeTo } from '../vfs/transfer.ts';
import { defineSyscall } from './define.ts';

const CHUNK_BYTES = 65536;

export default defineSyscall({
  name: 'sendfile',
  args: ['fd', 'fd', 'int'],
  status: 'whole',
  run(thread, out, from, max) {
    const { fds } = thread.process;
    const source = fds.get(from);
    const sink = fds.get(out);
    // What was read and not yet taken waits in the thread over its sleeps.
    let bytes = thread.state as Uint8Array | undefined;
    if (!bytes) {
      const read = readFrom(thread.process, source, Math.min(max, CHUNK_BYTES));
      if (read instanceof WaitQueue) return read;
      if (read.length === 0) return 0;
      bytes = read;
    }
    thread.state = bytes;
    const taken = writeTo(thread.process, sink, bytes);
    if (taken instanceof WaitQueue) return taken;
    if (taken < bytes.length && !source.file.stream) source.offset -= bytes.length - taken;
    return taken;
  },
});
