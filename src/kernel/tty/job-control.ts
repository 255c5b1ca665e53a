// Job control: who may read a terminal and change it, and what becomes of background jobs that try. As tty_jobctrl.c, Linux 6.12.

import { Errno } from '../../abi/errno.ts';
import { current } from '../process/current.ts';
import type { ControllingTty } from '../process/process.ts';
import { orphaned, signalGroup } from '../process/signal.ts';
import { WaitQueue } from '../sched/wait-queue.ts';

/** Wakes at once who would sleep on it: the thread is stopped by then, and looks again when it goes on. */
class Again extends WaitQueue {
  override add(woken: () => void): void {
    woken();
  }
}

const AGAIN = new Again();

/**
 * May the running process go on with the terminal? Undefined: yes. A queue: its group was just stopped, try again when continued.
 * Throws EIO where stopping would be for ever (an orphaned group), or the signal is not heard by a reader.
 */
export function background(tty: ControllingTty, signal: 'SIGTTIN' | 'SIGTTOU'): WaitQueue | undefined {
  const thread = current();
  const { process } = thread;
  if (process.session.tty !== tty || !tty.foreground || process.group === tty.foreground) return undefined;
  const unheard = thread.blocked.has(signal) || process.handlers.get(signal)?.handler === 'ignore';
  if (unheard) {
    if (signal === 'SIGTTIN') throw new Errno('EIO');
    return undefined;
  }
  if (orphaned(process.group)) throw new Errno('EIO');
  signalGroup(process.group, signal, 'kernel');
  return AGAIN;
}
