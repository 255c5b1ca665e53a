// Pseudoterminals: a master for who plays the terminal, a slave for who believes it is one. As pty(7). Their names are devpts's.

import { Errno } from '../../abi/errno.ts';
import type { IoctlRequest } from '../../abi/tty.ts';
import type { OpenFlags } from '../../abi/types.ts';
import { current, currentOrNone } from '../process/current.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';
import type { File } from '../vfs/inode.ts';
import { Tty, TtyFile } from './tty.ts';

const EMPTY = new Uint8Array(0);

/** One pty of a devpts instance. */
export class Pty {
  readonly index: number;
  readonly tty: Tty;
  readonly registry: PtyRegistry;
  /** Until TIOCSPTLCK says otherwise, the slave can't be opened (unlockpt). */
  locked = true;
  /** Of the slave's inode. */
  uid: number;
  gid: number;

  constructor(registry: PtyRegistry, index: number) {
    this.registry = registry;
    this.index = index;
    this.tty = new Tty(index, { rows: 0, columns: 0 });
    const credentials = currentOrNone()?.process.credentials;
    this.uid = credentials?.fsuid ?? 0;
    this.gid = credentials?.fsgid ?? 0;
  }

  /** An open file of the slave; a session's leader without a terminal gets it as its controlling one. Throws EIO while locked. */
  openSlave(flags: OpenFlags): File {
    if (this.locked || this.tty.masterClosed) throw new Errno('EIO');
    const file = new TtyFile(this.tty);
    const process = currentOrNone()?.process;
    if (process && !flags.noctty && process.session.leader === process && !process.session.tty && !this.tty.session) {
      this.tty.attach(process.session, process.group);
    }
    return file;
  }
}

/** The ptys of one devpts instance, by number. */
export class PtyRegistry {
  readonly ptys = new Map<number, Pty>();
  /** /proc/sys/kernel/pty/max. */
  max = 4096;

  /** Opens /dev/ptmx: a new pty with the lowest free number, and its master. Throws ENOSPC. */
  open(): { pty: Pty; master: PtyMaster } {
    let index = 0;
    while (this.ptys.has(index)) index++;
    if (index >= this.max) throw new Errno('ENOSPC');
    const pty = new Pty(this, index);
    this.ptys.set(index, pty);
    return { pty, master: new PtyMaster(pty) };
  }
}

/** The master's open file. */
export class PtyMaster implements File {
  readonly stream = true;
  readonly pty: Pty;

  constructor(pty: Pty) {
    this.pty = pty;
  }

  get #slaveGone(): boolean {
    return this.pty.tty.everOpened && this.pty.tty.opens === 0;
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const { tty } = this.pty;
    if (max === 0) return EMPTY;
    if (tty.discipline.stopped && tty.output.bytes > 0) return tty.output.readable;
    if (tty.output.bytes > 0) return tty.output.read(max);
    if (this.#slaveGone) throw new Errno('EIO');
    return tty.output.readable;
  }

  write(_offset: number, bytes: Uint8Array): number | WaitQueue {
    if (bytes.length === 0) return 0;
    if (this.#slaveGone) throw new Errno('EIO');
    return this.pty.tty.type(bytes);
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    const { tty } = this.pty;
    if (want === 'write') return tty.discipline.room > 0 || this.#slaveGone ? true : tty.roomQueue;
    return (tty.output.bytes > 0 && !tty.discipline.stopped) || this.#slaveGone ? true : tty.output.readable;
  }

  hungUp(): boolean {
    return this.#slaveGone;
  }

  ioctl(request: IoctlRequest, argument: unknown): unknown {
    const { pty } = this;
    if (request === 'TIOCGPTN') return pty.index;
    if (request === 'FIONREAD') return pty.tty.output.bytes;
    if (request === 'TIOCSPTLCK') {
      pty.locked = argument === true;
      return undefined;
    }
    return pty.tty.ioctl(request, argument, true);
  }

  release(): void {
    const { pty } = this;
    pty.registry.ptys.delete(pty.index);
    pty.tty.masterClosed = true;
    pty.tty.hangUp();
  }
}

/** /dev/tty: the caller's controlling terminal. Throws ENXIO where it has none. */
export function openControllingTty(): File {
  const { tty } = current().process.session;
  if (!(tty instanceof Tty)) throw new Errno('ENXIO');
  return new TtyFile(tty);
}
