// A terminal whose window is outside the world: the page's, or the one that this runs in. It plays the master of a pty of /dev/pts.

import type { Winsize } from '../../abi/tty.ts';
import { setCurrent } from '../process/current.ts';
import { type Process, Thread } from '../process/process.ts';
import { WaitQueue } from '../sched/wait-queue.ts';
import { openAt } from '../vfs/open.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import type { PtyMaster } from './pty.ts';

const CHUNK_BYTES = 65536;

/** All of its methods are for the outside's side of an interrupt: between two system calls. */
export class HostTerminal {
  /** The slave, for a process's descriptors 0, 1 and 2. */
  readonly slave: OpenFile;
  readonly #master: OpenFile;
  readonly #pty: PtyMaster;
  readonly #onOutput: (bytes: Uint8Array) => void;
  readonly #process: Process;
  #waiting: Uint8Array[] = [];
  #pushing = false;
  #closed = false;
  #held = false;

  /** `opener` is the process in whose name /dev/ptmx is opened: the kernel's process 0. Throws what open(2) does. */
  constructor(opener: Process, size: Winsize, onOutput: (bytes: Uint8Array) => void) {
    this.#process = opener;
    this.#onOutput = onOutput;
    this.#master = open(opener, '/dev/ptmx').retain();
    this.#pty = this.#master.file as PtyMaster;
    this.#pty.pty.locked = false;
    const { tty } = this.#pty.pty;
    tty.winsize = size;
    // A window's program sets these on its pty before it starts a shell.
    const { termios } = tty.discipline;
    tty.discipline.configure({ ...termios, flags: new Set([...termios.flags, 'BRKINT', 'IMAXBEL', 'IUTF8']) });
    this.slave = open(opener, `/dev/pts/${this.#pty.pty.index}`);
    this.#wait();
  }

  /** Typed bytes; what does not fit now is taken later. */
  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#push();
  }

  resize(size: Winsize): void {
    this.#pty.pty.tty.resize(size);
  }

  /** The window can't keep up: output stays in the terminal, and whoever writes to it sleeps, until release. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#drain();
    this.#push();
  }

  /** The window is closed: the session hears SIGHUP. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#master.release();
  }

  /** A paste is not taken in while its echo can't be shown. */
  get #echoHeld(): boolean {
    const { output } = this.#pty.pty.tty;
    return this.#held && output.bytes >= output.capacity;
  }

  #push(): void {
    if (this.#pushing) return;
    while (this.#waiting.length > 0 && !this.#closed && !this.#echoHeld) {
      const first = this.#waiting[0]!;
      const taken = this.#pty.pty.tty.type(first);
      if (taken instanceof WaitQueue) {
        this.#pushing = true;
        taken.add(() => {
          this.#pushing = false;
          this.#process.kernel.softirq(() => this.#push());
        });
        return;
      }
      if (taken === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(taken);
    }
  }

  #wait(): void {
    this.#pty.pty.tty.output.readable.add(() => this.#process.kernel.softirq(() => this.#drain()));
  }

  #drain(): void {
    const { tty } = this.#pty.pty;
    while (tty.output.bytes > 0 && !tty.discipline.stopped && !this.#held) {
      const bytes = tty.output.read(CHUNK_BYTES);
      if (bytes instanceof Uint8Array) this.#onOutput(bytes);
    }
    if (!this.#closed && !this.#held) this.#wait();
  }
}

/** Opens in the name of a process that makes no system calls. */
function open(process: Process, path: string): OpenFile {
  setCurrent(new Thread(process, process.pids, process.scheduler));
  try {
    const opened = openAt(process, path, { read: true, write: true, noctty: true }, 0);
    if (opened instanceof WaitQueue) throw new Error(`${path} is no terminal`);
    return opened;
  } finally {
    setCurrent(undefined);
  }
}
