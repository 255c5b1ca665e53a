// Every filesystem type that a machine has, in the order of /proc/filesystems.

import type { KernelContext } from '../context.ts';
import { cgroup1, cgroup2 } from '../pseudofs/cgroup2/filesystem.ts';
import { devpts } from '../pseudofs/devpts.ts';
import { emptyFilesystems } from '../pseudofs/empty.ts';
import { procfs } from '../pseudofs/procfs/filesystem.ts';
import { sysfs } from '../pseudofs/sysfs.ts';
import { registerFilesystem } from '../vfs/filesystems.ts';
import type { FilesystemType } from '../vfs/inode.ts';
import { devtmpfs } from './devtmpfs.ts';
import { blockFilesystems } from './ext4.ts';
import { registerMemDevices } from './mem-devices.ts';
import { overlay } from './overlay-mount.ts';
import { ramfs, tmpfs } from './tmpfs.ts';

const ORDER = [
  'sysfs',
  'tmpfs',
  'proc',
  'cgroup',
  'cgroup2',
  'cpuset',
  'devtmpfs',
  'binfmt_misc',
  'debugfs',
  'tracefs',
  'securityfs',
  'bpf',
  'ramfs',
  'hugetlbfs',
  'devpts',
  'ext3',
  'ext2',
  'ext4',
  'squashfs',
  'fuseblk',
  'fusectl',
  'overlay',
  'xfs',
  'erofs',
  'mqueue',
  'btrfs',
  'pstore',
];

/** Registers the types and the memory devices with a machine. */
export function registerAllFilesystems(kernel: KernelContext): void {
  const own = [sysfs, tmpfs, procfs, cgroup1, cgroup2, devtmpfs, ramfs, devpts, overlay, ...blockFilesystems, ...emptyFilesystems.values()];
  const types = new Map<string, FilesystemType>(own.map(type => [type.name, type]));
  for (const name of ORDER) {
    const type = types.get(name);
    if (type) registerFilesystem(kernel, type);
  }
  registerMemDevices(kernel);
}
