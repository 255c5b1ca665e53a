// Fifos: pipes with a name. Opening one end waits for the other. As fifo(7).

import { Errno } from '../../abi/errno.ts';
import type { OpenFlags } from '../../abi/types.ts';
import { current } from '../process/current.ts';
import type { Thread } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { Inode } from '../vfs/inode.ts';
import { registerFifoOpener } from '../vfs/special.ts';
import { Pipe, PipeEnd } from './pipe.ts';
import { pipeOf } from './pipe-pair.ts';

/** A fifo's pipe while it is open, and who waits for the other end. */
class Fifo {
  readonly pipe = new Pipe();
  /** How often each end was opened: a partner that came and went still counts for who waited. */
  readonly opened = { read: 0, write: 0 };
  /** Waiting openers, with the other end's count when they came. */
  readonly waiting = { read: new Map<Thread, number>(), write: new Map<Thread, number>() };
  readonly changed = new WaitQueue();

  open(read: boolean, write: boolean): PipeEnd {
    if (read) this.opened.read++;
    if (write) this.opened.write++;
    const end = new PipeEnd(this.pipe, read, write);
    this.changed.wake();
    return end;
  }

  /** Stands in open(2) from here on. It counts as an end already: who comes to it finds a pipe with both. */
  wait(end: 'read' | 'write', thread: Thread, seen: number): void {
    this.waiting[end].set(thread, seen);
    if (end === 'read') this.pipe.readers++;
    else this.pipe.writers++;
  }

  leave(end: 'read' | 'write', thread: Thread): void {
    if (!this.waiting[end].delete(thread)) return;
    if (end === 'read') this.pipe.readers--;
    else this.pipe.writers--;
  }

  /** Who still stands in its open(2): the rest was interrupted or died. */
  waitingNow(end: 'read' | 'write'): boolean {
    for (const thread of [...this.waiting[end].keys()]) if (thread.dead || thread.syscall !== 'open') this.leave(end, thread);
    return this.waiting[end].size > 0;
  }
}

const fifos = new WeakMap<Inode, Fifo>();

registerFifoOpener((inode, flags) => {
  const nameless = pipeOf(inode);
  if (nameless) return openAgain(nameless, flags);
  let fifo = fifos.get(inode);
  if (!fifo) fifos.set(inode, (fifo = new Fifo()));
  const write = flags.write ?? false;
  const read = flags.read ?? !write;
  if (read && write) return fifo.open(true, true);
  const [own, other] = read ? (['read', 'write'] as const) : (['write', 'read'] as const);
  fifo.waitingNow(other);
  const partners = read ? fifo.pipe.writers : fifo.pipe.readers;
  if (flags.nonblock) {
    if (write && partners === 0) throw new Errno('ENXIO');
    return fifo.open(read, write);
  }
  const thread = current();
  const since = fifo.waiting[own].get(thread);
  if (partners > 0 || (since !== undefined && fifo.opened[other] !== since)) {
    const end = fifo.open(read, write);
    fifo.leave(own, thread);
    return end;
  }
  if (since === undefined) fifo.wait(own, thread, fifo.opened[other]);
  return fifo.changed;
});

/** A pipe's end by way of /proc/PID/fd: a new open file of the same pipe, which waits for nobody. */
function openAgain(pipe: Pipe, flags: OpenFlags): PipeEnd {
  const write = flags.write ?? false;
  return new PipeEnd(pipe, flags.read ?? !write, write);
}
