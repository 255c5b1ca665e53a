// The machine's disk: ext4 on /dev/vda, kept in memory. What is seen of it (sizes of folders, free space, options) is ext4's, Linux 6.18.

import { Errno } from '../../abi/errno.ts';
import type { Device } from '../../abi/types.ts';
import type { KernelContext } from '../context.ts';
import type { FilesystemType, Superblock } from '../vfs/inode.ts';
import { MemoryFs } from './memory-fs.ts';
import { PAGE_BYTES } from './page-store.ts';

export const DISK_DEVICE: Device = { major: 254, minor: 0 };

/** Sizes of the disk, as df showed them on the machine that is imitated. */
const DISK = { blocks: 66053021, blocksFree: 59845413, blocksAvailable: 20390120, inodes: 16777216, inodesFree: 16351233 };
const ENTRY_BYTES = 40;

/** A folder's size grows by blocks; one of them holds about a hundred names. */
const folderSize = (entries: number): number => Math.max(1, Math.ceil((entries * ENTRY_BYTES) / PAGE_BYTES)) * PAGE_BYTES;

/** An empty disk. Its options are those that the host's was mounted with. */
export function newExt4(kernel: KernelContext, options = 'discard,resv_strict,resuid=65534,resgid=65534', dev = DISK_DEVICE): MemoryFs {
  const fs = new MemoryFs(
    kernel,
    {
      type: ext4,
      dev,
      magic: 0xef53,
      folderSize,
      folderBlocks: PAGE_BYTES / 512,
      newestFirst: false,
      rootMode: 0o755,
      rootIno: 2,
      firstIno: 16_000_001,
      showOptions: () => options,
    },
    { pages: DISK.blocksAvailable, inodes: DISK.inodesFree },
  );
  fs.statfsBase = DISK;
  return fs;
}

/** A block device can't be mounted by name: there is none but the disk, and that is mounted already. */
export const ext4: FilesystemType = {
  name: 'ext4',
  nodev: false,
  mount(_kernel, source): Superblock {
    throw new Errno('ENOENT', `${source}: Can't lookup blockdev`);
  },
};

/** Types that the machine knows and has no device for. */
export const blockFilesystems: readonly FilesystemType[] = ['ext3', 'ext2', 'ext4', 'squashfs', 'fuseblk', 'xfs', 'erofs', 'btrfs'].map(
  name => (name === 'ext4' ? ext4 : { ...ext4, name }),
);
