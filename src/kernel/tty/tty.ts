// A terminal as programs see it: the slave's side of a pty. What is behind it (an emulator's window, script(1), sshd) has the master.

import { Errno } from '../../abi/errno.ts';
import type { Signal } from '../../abi/signal.ts';
import type { IoctlRequest, Termios, Winsize } from '../../abi/tty.ts';
import { capable } from '../credentials.ts';
import { Pipe } from '../ipc/pipe.ts';
import { pidNamespaceOf } from '../ns/pid.ts';
import { current } from '../process/current.ts';
import type { ControllingTty, ProcessGroup, Session } from '../process/process.ts';
import { sendSignal, signalGroup } from '../process/signal.ts';
import { deadline } from '../process/timeout.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import type { File } from '../vfs/inode.ts';
import { background } from './job-control.ts';
import { type Line, LineDiscipline } from './line-discipline.ts';

const EMPTY = new Uint8Array(0);
/** Most that a single write puts through the discipline: what is shown stays within the buffer. */
const WRITE_BYTES_MAX = 16384;

export class Tty implements ControllingTty, Line {
  /** major 136 packed with the minor, as /proc/PID/stat has it. */
  readonly number: number;
  /** As ps shows it: "pts/0". */
  readonly name: string;
  readonly discipline: LineDiscipline;
  winsize: Winsize;
  session: Session | undefined;
  foreground: ProcessGroup | undefined;
  /** What the terminal shows: the master reads it. */
  readonly output = new Pipe();
  readonly readableQueue = new WaitQueue();
  /** Woken when typed bytes can be taken in again, or ^Q lets output go on. */
  readonly roomQueue = new WaitQueue();
  /** Raised by a hangup: files opened before it are dead. */
  generation = 0;
  masterClosed = false;
  /** Open files of the slave. */
  opens = 0;
  everOpened = false;

  constructor(index: number, winsize: Winsize) {
    this.number = (136 << 8) | (index & 0xff) | ((index >> 8) << 20);
    this.name = `pts/${index}`;
    this.winsize = winsize;
    this.discipline = new LineDiscipline(this);
    this.output.readers = 1;
    this.output.writers = 1;
    this.output.capacity = 65536;
  }

  show(bytes: readonly number[]): void {
    if (bytes.length > 0 && !this.masterClosed) this.output.push(new Uint8Array(bytes));
  }

  signal(signal: Signal, flush: boolean): void {
    if (flush) this.output.flush();
    if (this.foreground) signalGroup(this.foreground, signal, 'kernel');
  }

  readable(): void {
    this.readableQueue.wake();
  }

  flow(stopped: boolean): void {
    if (stopped) return;
    this.roomQueue.wake();
    this.output.readable.wake();
  }

  /** Bytes that somebody types (the master's write). How many were taken. */
  type(bytes: Uint8Array): number | WaitQueue {
    const { room } = this.discipline;
    if (room === 0) return this.roomQueue;
    const taken = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.discipline.type(taken);
    return taken.length;
  }

  /** The session that opened it first, or asked for it, gets it. */
  attach(session: Session, group: ProcessGroup): void {
    this.session = session;
    this.foreground = group;
    session.tty = this;
  }

  disassociate(): void {
    const { foreground, session } = this;
    if (session?.leader.exit) this.hangUpFiles();
    if (session) session.tty = undefined;
    this.session = undefined;
    this.foreground = undefined;
    if (!foreground) return;
    signalGroup(foreground, 'SIGHUP', 'kernel');
    signalGroup(foreground, 'SIGCONT', 'kernel');
  }

  /** The line is cut: the session's leader and the foreground group hear SIGHUP, and every open file is dead. */
  hangUp(): void {
    const { session, foreground } = this;
    this.hangUpFiles();
    if (session) {
      session.tty = undefined;
      this.session = undefined;
      this.foreground = undefined;
      sendSignal(session.leader, 'SIGHUP', 'kernel');
      sendSignal(session.leader, 'SIGCONT', 'kernel');
    }
    if (foreground) signalGroup(foreground, 'SIGHUP', 'kernel');
  }

  private hangUpFiles(): void {
    this.generation++;
    this.readableQueue.wake();
    this.roomQueue.wake();
    this.output.writable.wake();
    this.output.readable.wake();
  }

  resize(winsize: Winsize): void {
    const { rows, columns } = this.winsize;
    if (rows === winsize.rows && columns === winsize.columns) return;
    this.winsize = winsize;
    if (this.foreground) signalGroup(this.foreground, 'SIGWINCH', 'kernel');
  }

  /** Requests that master and slave answer alike. */
  ioctl(request: IoctlRequest, argument: unknown, master: boolean): unknown {
    switch (request) {
      case 'TCGETS':
        return this.discipline.termios;
      case 'TCSETS':
      case 'TCSETSW':
      case 'TCSETSF':
        return this.#configure(request, argument as Termios, master);
      case 'TIOCGWINSZ':
        return this.winsize;
      case 'TIOCSWINSZ':
        return this.resize(argument as Winsize);
      case 'TIOCGPGRP':
        if (!master && current().process.session.tty !== this) throw new Errno('ENOTTY');
        return this.foreground ? pidNamespaceOf(current().process).groupNumberOf(this.foreground) : 0;
      case 'TIOCSPGRP':
        return this.#setForeground(argument as number);
      case 'TIOCGSID':
        if (!this.session || (!master && current().process.session !== this.session)) throw new Errno('ENOTTY');
        return pidNamespaceOf(current().process).numberOf(this.session.leader);
      case 'TIOCSCTTY':
        return this.#takeControl(argument === true);
      case 'TIOCNOTTY':
        return this.#giveUpControl();
      default:
        throw new Errno('ENOTTY');
    }
  }

  #configure(request: IoctlRequest, termios: Termios, master: boolean): undefined | WaitQueue {
    const wait = master ? undefined : background(this, 'SIGTTOU');
    if (wait) return wait;
    if (request === 'TCSETSF') this.discipline.flushInput();
    this.discipline.configure({ flags: new Set(termios.flags), characters: { ...termios.characters }, speed: termios.speed });
    this.roomQueue.wake();
    return undefined;
  }

  #setForeground(number: number): undefined | WaitQueue {
    const { process } = current();
    if (process.session.tty !== this || this.session !== process.session) throw new Errno('ENOTTY');
    const wait = background(this, 'SIGTTOU');
    if (wait) return wait;
    if (number < 0) throw new Errno('EINVAL');
    const group = pidNamespaceOf(process).groups.get(number);
    if (!group) throw new Errno('ESRCH');
    if (group.session !== process.session) throw new Errno('EPERM');
    this.foreground = group;
    return undefined;
  }

  #takeControl(force: boolean): undefined {
    const { process } = current();
    const { session } = process;
    if (session.tty === this && session.leader === process) return undefined;
    if (session.leader !== process || session.tty) throw new Errno('EPERM');
    if (this.session) {
      if (!force || !capable(process, 'CAP_SYS_ADMIN')) throw new Errno('EPERM');
      this.session.tty = undefined;
    }
    this.attach(session, process.group);
    return undefined;
  }

  #giveUpControl(): undefined {
    const { process } = current();
    if (process.session.tty !== this) throw new Errno('ENOTTY');
    if (process.session.leader === process) this.disassociate();
    return undefined;
  }
}

/** An open file of the slave. */
export class TtyFile implements File {
  readonly stream = true;
  readonly tty: Tty;
  readonly #generation: number;

  constructor(tty: Tty) {
    this.tty = tty;
    this.#generation = tty.generation;
    tty.opens++;
    tty.everOpened = true;
  }

  get #dead(): boolean {
    return this.#generation !== this.tty.generation || this.tty.masterClosed;
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const { tty } = this;
    if (this.#dead) return EMPTY;
    const wait = background(tty, 'SIGTTIN');
    if (wait) return wait;
    const { discipline } = tty;
    const { VMIN: least = 1, VTIME: tenths = 0 } = discipline.termios.characters;
    if (discipline.canonical) return this.#take(max) ?? tty.readableQueue;
    const enough = discipline.available >= Math.min(Math.max(least, 1), max);
    if (enough || (discipline.available > 0 && least === 0)) return this.#take(max) ?? EMPTY;
    if (least === 0 && tenths === 0) return EMPTY;
    if (tenths === 0 || (least > 0 && discipline.available === 0)) return tty.readableQueue;
    const timeout = deadline(current(), tenths * 100);
    if (timeout === 'over' || !timeout) return this.#take(max) ?? EMPTY;
    return WaitQueue.any([tty.readableQueue, timeout]);
  }

  #take(max: number): Uint8Array | undefined {
    const taken = this.tty.discipline.take(max);
    if (taken) this.tty.roomQueue.wake();
    return taken;
  }

  write(_offset: number, bytes: Uint8Array): number | WaitQueue {
    const { tty } = this;
    if (this.#dead) throw new Errno('EIO');
    const { discipline } = tty;
    const wait = discipline.has('TOSTOP') ? background(tty, 'SIGTTOU') : undefined;
    if (wait) return wait;
    if (discipline.stopped) return tty.roomQueue;
    if (tty.output.bytes >= tty.output.capacity) return tty.output.writable;
    const taken = bytes.length > WRITE_BYTES_MAX ? bytes.subarray(0, WRITE_BYTES_MAX) : bytes;
    const shown = discipline.write(taken);
    tty.output.push(shown === bytes || shown === taken ? taken.slice() : shown);
    return taken.length;
  }

  ready(want: 'read' | 'write'): true | WaitQueue {
    const { tty } = this;
    if (this.#dead) return true;
    if (want === 'write') {
      if (tty.discipline.stopped) return tty.roomQueue;
      return tty.output.bytes < tty.output.capacity ? true : tty.output.writable;
    }
    const { discipline } = tty;
    const least = discipline.termios.characters.VMIN ?? 1;
    const some = discipline.canonical
      ? discipline.hasLine
      : discipline.available >= Math.max(1, discipline.termios.characters.VTIME ? 1 : least);
    return some ? true : tty.readableQueue;
  }

  hungUp(): boolean {
    return this.#dead;
  }

  ioctl(request: IoctlRequest, argument: unknown): unknown {
    if (this.#dead) throw new Errno('EIO');
    if (request === 'FIONREAD') return this.tty.discipline.available;
    return this.tty.ioctl(request, argument, false);
  }

  release(): void {
    const { tty } = this;
    tty.opens--;
    if (tty.opens === 0) tty.output.readable.wake();
  }
}
