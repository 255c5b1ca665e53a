// Devices by number: what opening a 'char' or 'block' inode leads to, wherever the inode lies. As fs/char_dev.c's table and /proc/devices.

import { Errno } from '../../abi/errno.ts';
import type { Device, OpenFlags } from '../../abi/types.ts';
import { type KernelContext, singleton } from '../context.ts';
import type { File } from './inode.ts';
import type { Path } from './path.ts';

/** Opens a device; current() is the opener. */
export type DeviceOpener = (kernel: KernelContext, device: Device, flags: OpenFlags, path: Path) => File;

interface Driver {
  name: string;
  open: DeviceOpener;
}

class DeviceTable {
  readonly single = new Map<string, Driver>();
  readonly whole = new Map<string, Driver>();
}

const TABLE = Symbol('devices');
const tableOf = (kernel: KernelContext): DeviceTable => singleton(kernel, TABLE, () => new DeviceTable());

/** Registers the driver of one number, or of a whole major number (minor left out). */
export function registerDevice(
  kernel: KernelContext,
  kind: 'char' | 'block',
  major: number,
  minor: number | undefined,
  name: string,
  open: DeviceOpener,
): void {
  const table = tableOf(kernel);
  if (minor === undefined) table.whole.set(`${kind}${major}`, { name, open });
  else table.single.set(`${kind}${major}:${minor}`, { name, open });
}

/** Opens by number. Throws ENXIO where no driver answers. */
export function openDevice(kernel: KernelContext, kind: 'char' | 'block', device: Device, flags: OpenFlags, path: Path): File {
  const table = tableOf(kernel);
  const driver = table.single.get(`${kind}${device.major}:${device.minor}`) ?? table.whole.get(`${kind}${device.major}`);
  if (!driver) throw new Errno('ENXIO');
  return driver.open(kernel, device, flags, path);
}
