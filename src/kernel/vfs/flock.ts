// flock(2): advisory locks of whole files, held by open file descriptions. As fs/locks.c, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import { type KernelContext, singleton } from '../context.ts';
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
const HELD = Symbol('held locks');

/** All locks that are held, oldest first: what /proc/locks lists. */
const heldLocks = (kernel: KernelContext): Map<OpenFile, Lock> => singleton(kernel, HELD, () => new Map<OpenFile, Lock>());

const hex = (number: number): string => number.toString(16).padStart(2, '0');

/** /proc/locks. */
export function showLocks(kernel: KernelContext): string {
  let text = '';
  let number = 1;
  for (const [open, { kind, pid }] of heldLocks(kernel)) {
    const { ino, superblock } = open.path.dentry.inode;
    const { major, minor } = superblock.dev;
    const mode = kind === 'shared' ? 'READ ' : 'WRITE';
    text += `${number++}: FLOCK  ADVISORY  ${mode} ${pid} ${hex(major)}:${hex(minor)}:${ino} 0 EOF\n`;
  }
  return text;
}

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
  const held = heldLocks(process.kernel);
  const drop = (): void => {
    held.delete(open);
    if (holders.delete(open)) waiting.wake();
  };
  if (how === 'unlock') {
    drop();
    return undefined;
  }
  const conflict = [...holders].some(([holder, lock]) => holder !== open && (how === 'exclusive' || lock.kind === 'exclusive'));
  if (conflict) {
    // A conversion gives up the old lock first, as the manual says.
    drop();
    if (nonblock) throw new Errno('EAGAIN');
    return waiting;
  }
  if (!holders.has(open)) {
    open.closing.push(drop);
  }
  const before = holders.get(open);
  const lock = { kind: how, pid: process.pid };
  holders.set(open, lock);
  held.set(open, lock);
  if (before?.kind === 'exclusive' && how === 'shared') waiting.wake();
  return undefined;
}
