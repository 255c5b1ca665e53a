// tmpfs and ramfs: files in memory, with a limit on bytes and inodes. As mm/shmem.c and fs/ramfs, Linux 6.18; options as tmpfs(5).

import { Errno } from '../../abi/errno.ts';
import type { KernelContext } from '../context.ts';
import { machineMemoryBytes } from '../machine-size.ts';
import { currentOrNone } from '../process/current.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { FilesystemType, Superblock } from '../vfs/inode.ts';
import { MemoryFs, type MemoryFsShape } from './memory-fs.ts';
import { PAGE_BYTES, type PageCharge } from './page-store.ts';

const MAGIC = 0x01021994;
const FIRST_ENTRY_BYTES = 40;
const ENTRY_BYTES = 20;

type Options = ReadonlyMap<string, string | true>;

interface Parsed {
  pages?: number;
  inodes?: number;
  mode?: number;
  uid?: number;
  gid?: number;
}

let chargeMemory: PageCharge | undefined;

/** For the memory controller, once: it counts tmpfs's pages against the cgroup of who writes them. */
export function registerTmpfsCharge(charge: PageCharge): void {
  chargeMemory = charge;
}

const unknown = (type: string, name: string): Errno => new Errno('EINVAL', `${type}: Unknown parameter '${name}'`);
const bad = (type: string, name: string): Errno => new Errno('EINVAL', `${type}: Bad value for '${name}'`);

/** Bytes with k, m, g, t or % of the machine's memory behind them (memparse). */
function parseSize(text: string, kernel: KernelContext): number | undefined {
  const match = /^(0x[0-9a-f]+|\d+)([kmgtpe%]?)$/i.exec(text);
  if (!match) return undefined;
  const number = Number(match[1]);
  const unit = (match[2] ?? '').toLowerCase();
  if (unit === '%') return Math.floor((machineMemoryBytes(kernel) * number) / 100);
  return number * 1024 ** ' kmgtpe'.indexOf(unit || ' ');
}

function parseOptions(kernel: KernelContext, options: Options): Parsed {
  const parsed: Parsed = {};
  for (const [name, value] of options) {
    const text = value === true ? '' : value;
    if (name === 'size' || name === 'nr_blocks' || name === 'nr_inodes') {
      const size = parseSize(text, kernel);
      if (size === undefined) throw bad('tmpfs', name);
      if (name === 'size') parsed.pages = size === 0 ? Infinity : Math.ceil(size / PAGE_BYTES);
      else if (name === 'nr_blocks') parsed.pages = size === 0 ? Infinity : size;
      else parsed.inodes = size === 0 ? Infinity : size;
    } else if (name === 'mode') {
      if (!/^[0-7]+$/.test(text)) throw bad('tmpfs', name);
      parsed.mode = Number.parseInt(text, 8) & 0o7777;
    } else if (name === 'uid' || name === 'gid') {
      if (!/^\d+$/.test(text)) throw bad('tmpfs', name);
      parsed[name] = Number(text);
    } else if (!/^(huge|mpol|inode32|inode64|noswap|source)$/.test(name)) {
      throw unknown('tmpfs', name);
    }
  }
  return parsed;
}

function showOptions(fs: MemoryFs, given: Parsed, defaults: { pages: number; inodes: number }): string {
  const shown: string[] = [];
  // No limit is kept, and shown, as 0.
  const finite = (limit: number): number => (limit === Infinity ? 0 : limit);
  if (fs.pagesMax !== defaults.pages) shown.push(`size=${finite(fs.pagesMax) * (PAGE_BYTES / 1024)}k`);
  if (fs.inodesMax !== defaults.inodes) shown.push(`nr_inodes=${finite(fs.inodesMax)}`);
  if ((given.mode ?? 0o1777) !== 0o1777) shown.push(`mode=${(given.mode ?? 0).toString(8).padStart(3, '0')}`);
  if (given.uid) shown.push(`uid=${given.uid}`);
  if (given.gid) shown.push(`gid=${given.gid}`);
  return shown.join(',');
}

function remount(kernel: KernelContext, fs: MemoryFs, options: Options): void {
  const parsed = parseOptions(kernel, options);
  if (parsed.pages !== undefined) {
    if (parsed.pages < fs.pages) throw new Errno('EINVAL', 'tmpfs: Too small a size for current use');
    fs.pagesMax = parsed.pages;
  }
  if (parsed.inodes !== undefined) {
    if (parsed.inodes < fs.inodes) throw new Errno('EINVAL', 'tmpfs: Too few inodes for current use');
    fs.inodesMax = parsed.inodes;
  }
}

/** Half of the machine's memory: what tmpfs may take, and as many inodes, where nothing is said. */
export function tmpfsDefaults(kernel: KernelContext): { pages: number; inodes: number } {
  const pages = Math.floor(machineMemoryBytes(kernel) / PAGE_BYTES / 2);
  return { pages, inodes: pages };
}

function tmpfsShape(kernel: KernelContext, type: FilesystemType, parsed: Parsed): MemoryFsShape {
  const defaults = tmpfsDefaults(kernel);
  return {
    type,
    dev: anonymousDevice(kernel),
    magic: MAGIC,
    folderSize: entries => FIRST_ENTRY_BYTES + ENTRY_BYTES * entries,
    folderBlocks: 0,
    newestFirst: true,
    rootMode: parsed.mode ?? 0o1777,
    ...rootOwner(parsed),
    rootIno: 1,
    firstIno: 2,
    showOptions: fs => showOptions(fs, parsed, defaults),
    remount: (fs, options) => remount(kernel, fs, options),
    ...(chargeMemory ? { charge: chargeMemory } : {}),
  };
}

/** The mounter's own ids where the options name none. */
function rootOwner(parsed: Parsed): { rootUid: number; rootGid: number } {
  const credentials = currentOrNone()?.process.credentials;
  return { rootUid: parsed.uid ?? credentials?.fsuid ?? 0, rootGid: parsed.gid ?? credentials?.fsgid ?? 0 };
}

/** A tmpfs. Throws EINVAL with fsconfig's words. */
export function newTmpfs(kernel: KernelContext, type: FilesystemType, options: Options): MemoryFs {
  const parsed = parseOptions(kernel, options);
  const defaults = tmpfsDefaults(kernel);
  return new MemoryFs(kernel, tmpfsShape(kernel, type, parsed), {
    pages: parsed.pages ?? defaults.pages,
    inodes: parsed.inodes ?? defaults.inodes,
  });
}

export const tmpfs: FilesystemType = {
  name: 'tmpfs',
  nodev: true,
  userns: true,
  mount: (kernel, _source, options): Superblock => newTmpfs(kernel, tmpfs, options),
};

export const ramfs: FilesystemType = {
  name: 'ramfs',
  nodev: true,
  mount(kernel, _source, options): Superblock {
    const mode = options.get('mode');
    const parsed: Parsed = typeof mode === 'string' ? { mode: Number.parseInt(mode, 8) } : {};
    const shape = {
      ...tmpfsShape(kernel, ramfs, parsed),
      rootMode: parsed.mode ?? 0o755,
      magic: 0x858458f6,
      folderSize: () => 0,
      showOptions: () => '',
    };
    return new MemoryFs(kernel, shape, { pages: Infinity, inodes: Infinity });
  },
};
