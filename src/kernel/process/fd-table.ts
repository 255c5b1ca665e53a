// A process's descriptors: small numbers for open files. clone copies it, or shares it (CLONE_FILES).

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import type { OpenFile } from '../vfs/open-file.ts';

export interface Descriptor {
  readonly openFile: OpenFile;
  cloexec: boolean;
}

/** Descriptors by number. Each holds its open file. */
export class FdTable {
  readonly #slots: (Descriptor | undefined)[] = [];
  #lowestFree = 0;
  /** How many processes use it: the last one to leave closes everything. */
  users = 1;
  /** RLIMIT_NOFILE's soft value: no descriptor is this or higher. */
  max: number;

  constructor(max = 1024) {
    this.max = max;
  }

  /** The open file behind a descriptor. Throws EBADF. */
  get(fd: Fd): OpenFile {
    const slot = this.#slots[fd];
    if (slot === undefined) throw new Errno('EBADF');
    return slot.openFile;
  }

  /** The descriptor itself, with its close-on-exec flag. Throws EBADF. */
  descriptor(fd: Fd): Descriptor {
    const slot = this.#slots[fd];
    if (slot === undefined) throw new Errno('EBADF');
    return slot;
  }

  has(fd: Fd): boolean {
    return this.#slots[fd] !== undefined;
  }

  /** The lowest free descriptor from `least` on, for the open file, which it holds from now on. Throws EMFILE, and EINVAL for a `least` out of range. */
  install(openFile: OpenFile, how: { cloexec?: boolean; least?: Fd } = {}): Fd {
    const least = how.least ?? 0;
    if (least < 0 || (least > 0 && least >= this.max)) throw new Errno('EINVAL');
    let fd = Math.max(least, this.#lowestFree);
    while (this.#slots[fd] !== undefined) fd++;
    if (fd >= this.max) throw new Errno('EMFILE');
    if (least <= this.#lowestFree) this.#lowestFree = fd + 1;
    this.#put(fd, openFile, how.cloexec ?? false);
    return fd;
  }

  /** Throws EMFILE unless `count` more descriptors fit: for calls that must not do half of their work. */
  reserve(count: number): void {
    let free = 0;
    for (let fd = this.#lowestFree; fd < this.max && free < count; fd++) if (this.#slots[fd] === undefined) free++;
    if (free < count) throw new Errno('EMFILE');
  }

  /** dup2: makes `to` the same open file as `from`, closing what was there. Throws EBADF. */
  dup2(from: Fd, to: Fd, cloexec = false): Fd {
    const { openFile } = this.descriptor(from);
    if (!(to >= 0 && to < this.max)) throw new Errno('EBADF');
    if (from === to) return to;
    const old = this.#slots[to];
    this.#put(to, openFile, cloexec);
    old?.openFile.release();
    return to;
  }

  /** The lowest free descriptor from `least` on, for the same open file. */
  dup(fd: Fd, how: { cloexec?: boolean; least?: Fd } = {}): Fd {
    return this.install(this.get(fd), how);
  }

  /** Throws EBADF. */
  close(fd: Fd): void {
    const { openFile } = this.descriptor(fd);
    this.#slots[fd] = undefined;
    if (fd < this.#lowestFree) this.#lowestFree = fd;
    openFile.release();
  }

  /** A table of its own with the same open files, as fork makes. */
  copy(): FdTable {
    const copy = new FdTable(this.max);
    for (let fd = 0; fd < this.#slots.length; fd++) {
      const slot = this.#slots[fd];
      if (slot) copy.#put(fd, slot.openFile, slot.cloexec);
    }
    copy.#lowestFree = this.#lowestFree;
    return copy;
  }

  /** What execve does: closes those marked close-on-exec. */
  closeOnExec(): void {
    for (let fd = 0; fd < this.#slots.length; fd++) if (this.#slots[fd]?.cloexec) this.close(fd);
  }

  /** One process leaves the table; with the last all is closed. */
  release(): void {
    if (--this.users > 0) return;
    for (let fd = 0; fd < this.#slots.length; fd++) if (this.#slots[fd]) this.close(fd);
    this.#slots.length = 0;
    this.#lowestFree = 0;
  }

  /** In the order of their numbers. */
  *entries(): Generator<[Fd, Descriptor]> {
    for (let fd = 0; fd < this.#slots.length; fd++) {
      const slot = this.#slots[fd];
      if (slot) yield [fd, slot];
    }
  }

  #put(fd: Fd, openFile: OpenFile, cloexec: boolean): void {
    while (this.#slots.length < fd) this.#slots.push(undefined);
    this.#slots[fd] = { openFile: openFile.retain(), cloexec };
  }
}
