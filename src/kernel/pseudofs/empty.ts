// Filesystems that the machine can mount and that hold nothing here: mqueue, securityfs, tracefs, debugfs, bpf and their like.

import { Errno } from '../../abi/errno.ts';
import type { KernelContext } from '../context.ts';
import { MemoryFs } from '../fs/memory-fs.ts';
import { anonymousDevice } from '../vfs/ids.ts';
import type { FilesystemType, Superblock } from '../vfs/inode.ts';

interface Row {
  name: string;
  magic: number;
  mode: number;
  /** Options it takes beside none. */
  options: readonly string[];
  userns: boolean;
  /** One superblock for the whole machine. */
  single: boolean;
}

const ROWS: readonly Row[] = [
  { name: 'cpuset', magic: 0x27e0eb, mode: 0o755, options: [], userns: false, single: true },
  { name: 'binfmt_misc', magic: 0x42494e4d, mode: 0o755, options: [], userns: true, single: true },
  { name: 'debugfs', magic: 0x64626720, mode: 0o700, options: ['uid', 'gid', 'mode'], userns: false, single: true },
  { name: 'tracefs', magic: 0x74726163, mode: 0o700, options: ['uid', 'gid', 'mode'], userns: false, single: true },
  { name: 'securityfs', magic: 0x73636673, mode: 0o755, options: [], userns: false, single: true },
  { name: 'bpf', magic: 0xcafe4a11, mode: 0o1777, options: ['uid', 'gid', 'mode'], userns: true, single: false },
  { name: 'hugetlbfs', magic: 0x958458f6, mode: 0o755, options: ['size', 'mode', 'uid', 'gid', 'pagesize'], userns: false, single: false },
  { name: 'fusectl', magic: 0x65735543, mode: 0o500, options: [], userns: false, single: true },
  { name: 'mqueue', magic: 0x19800202, mode: 0o1777, options: [], userns: true, single: false },
  { name: 'pstore', magic: 0x6165676c, mode: 0o750, options: [], userns: false, single: true },
];

function typeOf({ name, magic, mode, options, userns, single }: Row): FilesystemType {
  const mounted = new WeakMap<KernelContext, Superblock>();
  const type: FilesystemType = {
    name,
    nodev: true,
    userns,
    ...(name === 'mqueue' ? { shows: 'ipc' as const } : {}),
    mount(kernel, _source, given) {
      for (const option of given.keys()) if (!options.includes(option)) throw new Errno('EINVAL', `${name}: Unknown parameter '${option}'`);
      const there = single ? mounted.get(kernel) : undefined;
      if (there) return there;
      const made = new MemoryFs(
        kernel,
        {
          type,
          dev: anonymousDevice(kernel),
          magic,
          folderSize: () => 0,
          folderBlocks: 0,
          newestFirst: true,
          rootMode: mode,
          rootIno: 1,
          firstIno: 2,
          showOptions: () => [...given].map(([option, value]) => `${option}=${value}`).join(','),
        },
        { pages: Infinity, inodes: Infinity },
      );
      if (single) mounted.set(kernel, made);
      return made;
    },
  };
  return type;
}

/** By name: /proc/filesystems lists them among the others. */
export const emptyFilesystems: ReadonlyMap<string, FilesystemType> = new Map(ROWS.map(row => [row.name, typeOf(row)]));
