// The devices of major number 1: null, zero, full, random, urandom, kmsg. As drivers/char/mem.c and random.c, and kernel/printk, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { KernelContext } from '../context.ts';
import { demand } from '../credentials.ts';
import { current } from '../process/current.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';
import { registerDevice } from '../vfs/devices.ts';
import type { File } from '../vfs/inode.ts';

const MEM_MAJOR = 1;
const EMPTY = new Uint8Array(0);
/** The most that one read of random gives at once. */
const RANDOM_BYTES_MAX = 33554431;
const READ_BYTES_MAX = 1048576;

const zeros = (max: number): Uint8Array => new Uint8Array(Math.min(max, READ_BYTES_MAX));
const all = (_offset: number, bytes: Uint8Array): number => bytes.length;

const NULL: File = { read: () => EMPTY, write: all, endOffset: 0 };
const ZERO: File = { read: (_offset, max) => zeros(max), write: all, endOffset: 0 };
const FULL: File = {
  read: (_offset, max) => zeros(max),
  write: () => {
    throw new Errno('ENOSPC');
  },
  endOffset: 0,
};

const random = (kernel: KernelContext): File => ({
  read: (_offset, max) => kernel.random.bytes(Math.min(max, RANDOM_BYTES_MAX, READ_BYTES_MAX)),
  write: all,
  endOffset: 0,
});

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const KERN_FACILITY = 8;

/** /dev/kmsg: one record a read, "priority,number,microseconds,-;text"; what is written is logged. */
class Kmsg implements File {
  readonly stream = true;
  readonly #kernel: KernelContext;
  #next = 0;

  constructor(kernel: KernelContext) {
    this.#kernel = kernel;
  }

  read(_offset: number, max: number): Uint8Array | WaitQueue {
    const line = this.#kernel.log.lines[this.#next];
    if (!line) throw new Errno('EAGAIN');
    const record = encoder.encode(`${line.priority},${this.#next},${Math.round(line.seconds * 1e6)},-;${line.text}\n`);
    if (record.length > max) throw new Errno('EINVAL');
    this.#next++;
    return record;
  }

  write(_offset: number, bytes: Uint8Array): number {
    const text = decoder.decode(bytes).replace(/\n$/, '');
    const match = /^<(\d+)>/.exec(text);
    const priority = match ? Number(match[1]) % KERN_FACILITY : 4;
    this.#kernel.log.print(priority, match ? text.slice(match[0].length) : text);
    return bytes.length;
  }
}

/** Registers them with a machine. */
export function registerMemDevices(kernel: KernelContext): void {
  const add = (minor: number, name: string, open: () => File): void => registerDevice(kernel, 'char', MEM_MAJOR, minor, name, open);
  add(3, 'null', () => NULL);
  add(5, 'zero', () => ZERO);
  add(7, 'full', () => FULL);
  add(8, 'random', () => random(kernel));
  add(9, 'urandom', () => random(kernel));
  add(11, 'kmsg', () => new Kmsg(kernel));
  add(1, 'mem', () => {
    demand(current().process, 'CAP_SYS_RAWIO');
    throw new Errno('EPERM');
  });
}
