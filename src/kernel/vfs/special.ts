// What vfs asks of modules above it when an inode is no plain file: fifos, and the limits of a cgroup on devices. They register here.

import { Errno } from '../../abi/errno.ts';
import type { Device, OpenFlags } from '../../abi/types.ts';
import type { Process } from '../process/process.ts';
import type { WaitQueue } from '../sched/wait-queue.ts';
import type { File, Inode } from './inode.ts';

/** Opens a fifo's inode (the lowest one that stands for it); a queue where the other end must come first. */
export type FifoOpener = (inode: Inode, flags: OpenFlags) => File | WaitQueue;

let fifoOpener: FifoOpener = () => {
  throw new Errno('ENXIO');
};

/** For ipc, once. */
export function registerFifoOpener(open: FifoOpener): void {
  fifoOpener = open;
}

export const openFifo: FifoOpener = (inode, flags) => fifoOpener(inode, flags);

/** Throws EPERM where the process's cgroup is not allowed that access to the device. */
export type DeviceGuard = (
  process: Process,
  kind: 'char' | 'block',
  device: Device,
  access: { read?: boolean; write?: boolean; make?: boolean },
) => void;

let deviceGuard: DeviceGuard | undefined;

export function registerDeviceGuard(guard: DeviceGuard): void {
  deviceGuard = guard;
}

export const guardDevice: DeviceGuard = (process, kind, device, access) => deviceGuard?.(process, kind, device, access);
