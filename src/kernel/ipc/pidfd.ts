// pidfds: a process by a descriptor. Readable, for poll, once it has ended; read and write are not for it. As pidfd_open(2).

import { Errno } from '../../abi/errno.ts';
import type { Process } from '../process/process.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';
import type { File } from '../vfs/inode.ts';

export class PidFile implements File {
  readonly stream = true;
  readonly process: Process;

  constructor(process: Process) {
    this.process = process;
  }

  read(): never {
    throw new Errno('EINVAL');
  }

  write(): never {
    throw new Errno('EINVAL');
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    return want === 'read' && this.process.exit ? true : this.process.exitQueue;
  }
}
