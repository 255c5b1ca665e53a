// devtmpfs: the kernel's own /dev, with a node for each device that the machine has. As drivers/base/devtmpfs.c, Linux 6.18.

import type { Device } from '../../abi/types.ts';
import { type KernelContext, singleton } from '../context.ts';
import { machineMemoryBytes } from '../machine-size.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { FilesystemType } from '../vfs/inode.ts';
import { type MemoryFolder, MemoryFs } from './memory-fs.ts';
import { PAGE_BYTES } from './page-store.ts';

const MAGIC = 0x01021994;
const ROOT = { uid: 0, gid: 0 };
const FS = Symbol('devtmpfs');
const MISC_MAJOR = 10;

type DeviceRow = readonly [name: string, kind: 'char' | 'block', major: number, minor: number, mode: number];

/** Devices that every machine has; terminals, loops and partitions are counted below. */
const DEVICES: readonly DeviceRow[] = [
  ['null', 'char', 1, 3, 0o666],
  ['zero', 'char', 1, 5, 0o666],
  ['full', 'char', 1, 7, 0o666],
  ['random', 'char', 1, 8, 0o666],
  ['urandom', 'char', 1, 9, 0o666],
  ['kmsg', 'char', 1, 11, 0o644],
  ['tty', 'char', 5, 0, 0o666],
  ['console', 'char', 5, 1, 0o600],
  ['ptmx', 'char', 5, 2, 0o666],
  ['autofs', 'char', MISC_MAJOR, 235, 0o644],
  ['btrfs-control', 'char', MISC_MAJOR, 234, 0o600],
  ['cpu_dma_latency', 'char', MISC_MAJOR, 259, 0o600],
  ['fuse', 'char', MISC_MAJOR, 229, 0o600],
  ['hwrng', 'char', MISC_MAJOR, 183, 0o600],
  ['kvm', 'char', MISC_MAJOR, 232, 0o600],
  ['loop-control', 'char', MISC_MAJOR, 237, 0o600],
  ['userfaultfd', 'char', MISC_MAJOR, 257, 0o600],
  ['vga_arbiter', 'char', MISC_MAJOR, 256, 0o600],
  ['vsock', 'char', MISC_MAJOR, 258, 0o600],
  ['vcs', 'char', 7, 0, 0o600],
  ['vcs1', 'char', 7, 1, 0o600],
  ['vcsu', 'char', 7, 64, 0o600],
  ['vcsu1', 'char', 7, 65, 0o600],
  ['vcsa', 'char', 7, 128, 0o600],
  ['vcsa1', 'char', 7, 129, 0o600],
  ['ttyS0', 'char', 4, 64, 0o600],
  ['vda', 'block', 254, 0, 0o600],
  ['zram0', 'block', 253, 0, 0o600],
  ['net/tun', 'char', MISC_MAJOR, 200, 0o666],
];
const CONSOLES = 64;
const LOOPS = 8;
const LINKS: Readonly<Record<string, string>> = {
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
};

function* rows(): Generator<DeviceRow> {
  yield* DEVICES;
  for (let minor = 0; minor < CONSOLES; minor++) yield [`tty${minor}`, 'char', 4, minor, 0o600];
  for (let minor = 0; minor < LOOPS; minor++) yield [`loop${minor}`, 'block', 7, minor, 0o600];
}

function folder(at: MemoryFolder, name: string, mode: number): MemoryFolder {
  return (at.lookup(name) ?? at.create(name, 'directory', mode, ROOT)) as MemoryFolder;
}

function newDevtmpfs(kernel: KernelContext): MemoryFs {
  const pages = Math.floor(machineMemoryBytes(kernel) / PAGE_BYTES / 2) - 1888;
  const fs = new MemoryFs(
    kernel,
    {
      type: devtmpfs,
      dev: anonymousDevice(kernel),
      magic: MAGIC,
      folderSize: entries => 40 + 20 * entries,
      folderBlocks: 0,
      newestFirst: true,
      rootMode: 0o755,
      rootIno: 1,
      firstIno: 2,
      showOptions: ({ pagesMax, inodesMax }) => `size=${pagesMax * (PAGE_BYTES / 1024)}k,nr_inodes=${inodesMax},mode=755`,
    },
    { pages, inodes: pages },
  );
  const root = fs.root as MemoryFolder;
  for (const [path, kind, major, minor, mode] of rows()) {
    const at = path.lastIndexOf('/');
    const dir = at < 0 ? root : folder(root, path.slice(0, at), 0o755);
    const rdev: Device = { major, minor };
    dir.create(path.slice(at + 1), kind, mode, ROOT, { rdev });
  }
  for (const [name, target] of Object.entries(LINKS)) root.create(name, 'symlink', 0o777, ROOT, { target });
  folder(root, 'pts', 0o755);
  folder(root, 'shm', 0o1777);
  return fs;
}

/** One for the whole machine, wherever it is mounted. */
export const devtmpfs: FilesystemType = {
  name: 'devtmpfs',
  nodev: true,
  mount: kernel => singleton(kernel, FS, () => newDevtmpfs(kernel)),
};
