// flock(2): advisory locks of whole files, held by open file descriptions. As fs/locks.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Process } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Inode } from './inode.ts';
import { lowest } from './open.ts';
import type { OpenFile } from './open-file.ts';

interface Lock {
  kind: 'shared' | 'exclusive';
  pid: number;
}

class Locks {
  readonly holders = new Map<OpenFile, Lock>();
  readonly waiting = new WaitQueue();
}

const locks = new WeakMap<Inode, Locks>();

/** Takes, changes or gives back a lock; a queue where another's is in the way. EAGAIN instead with `nonblock`. */
export function lockFile(
  process: Process,
  open: OpenFile,
  how: 'shared' | 'exclusive' | 'unlock',
  nonblock: boolean,
): undefined | WaitQueue {
  const inode = lowest(open.path.dentry.inode);
  let on = locks.get(inode);
  if (!on) locks.set(inode, (on = new Locks()));
  const { holders, waiting } = on;
  if (how === 'unlock') {
    if (holders.delete(open)) waiting.wake();
    return undefined;
  }
  const conflict = [...holders].some(([holder, lock]) => holder !== open && (how === 'exclusive' || lock.kind === 'exclusive'));
  if (conflict) {
    // A conversion gives up the old lock first, as the manual says.
    if (holders.delete(open)) waiting.wake();
    if (nonblock) throw new Errno('EAGAIN');
    return waiting;
  }
  if (!holders.has(open)) {
    open.closing.push(() => {
      if (holders.delete(open)) waiting.wake();
    });
  }
  const before = holders.get(open);
  holders.set(open, { kind: how, pid: process.pid });
  if (before?.kind === 'exclusive' && how === 'shared') waiting.wake();
  return undefined;
}
