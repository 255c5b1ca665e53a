// Small numbers given out lowest first and taken back: mount ids, peer groups, the minor numbers of filesystems without a device. As lib/idr.c.

import type { Device } from '../../abi/types.ts';
import { type KernelContext, singleton } from '../context.ts';

export class Ida {
  readonly #used = new Set<number>();
  #lowest: number;

  constructor(first: number) {
    this.#lowest = first;
  }

  take(): number {
    while (this.#used.has(this.#lowest)) this.#lowest++;
    this.#used.add(this.#lowest);
    return this.#lowest++;
  }

  give(id: number): void {
    if (this.#used.delete(id) && id < this.#lowest) this.#lowest = id;
  }
}

class VfsIds {
  readonly mounts = new Ida(20);
  readonly groups = new Ida(1);
  readonly devices = new Ida(20);
  unique = 1;
}

const IDS = Symbol('vfs ids');

/** The machine's counters. */
export const vfsIds = (kernel: KernelContext): VfsIds => singleton(kernel, IDS, () => new VfsIds());

/** A number for a filesystem without a block device: 0:N (get_anon_bdev). */
export const anonymousDevice = (kernel: KernelContext): Device => ({ major: 0, minor: vfsIds(kernel).devices.take() });
