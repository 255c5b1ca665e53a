// lsblk: the block devices that /sys knows, and where they are mounted. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { readText } from '../lib/io.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/lsblk.ts';
import { type MountEntry, mountTable } from './mountinfo.ts';
import { shortSize } from './size-text.ts';
import { type Column, chooseColumns, printTable, type Row } from './table.ts';

const REFUSED = [
  '-D',
  '-z',
  '-E',
  '-e',
  '-I',
  '-J',
  '-M',
  '-m',
  '-N',
  '-v',
  '-Q',
  '-S',
  '-s',
  '-T',
  '-t',
  '-x',
  '-w',
  '-H',
  '-i',
  '-A',
  '-O',
];
const SECTOR_BYTES = 512;
const NOT_FOUND = 32;

export default utilLinux({
  name: 'lsblk',
  summary: 'list block devices',
  help: HELP,
  short: 'AaDzbdE:e:fHhI:iJlMmNno:OPpQ:rST::tvw:x:sy',
  long: {
    all: '-a',
    bytes: '-b',
    nodeps: '-d',
    discard: '-D',
    zoned: '-z',
    exclude: '-e',
    fs: '-f',
    include: '-I',
    ascii: '-i',
    json: '-J',
    list: '-l',
    merge: '-M',
    perms: '-m',
    noheadings: '-n',
    output: '-o',
    'output-all': '-O',
    paths: '-p',
    pairs: '-P',
    raw: '-r',
    inverse: '-s',
    scsi: '-S',
    topology: '-t',
    tree: '-T',
    shell: '-y',
    sort: '-x',
    width: '-w',
    'list-columns': '-H',
  },
  run: lsblk,
});

interface Device {
  name: string;
  major: number;
  minor: number;
  sizeBytes: number;
  readOnly: string;
  removable: string;
  mounts: MountEntry[];
  /** Of the filesystem on it, where it is mounted. */
  fs: { type: string; availableBytes: number; sizeBytes: number; usedBytes: number } | undefined;
}

interface BlockColumn extends Column {
  value: (device: Device, how: { bytes: boolean; paths: boolean }, mount: MountEntry | undefined) => string;
}

const column = (name: string, value: BlockColumn['value'], rest: Partial<Column> = {}): BlockColumn => ({ name, value, ...rest });
const size = (bytes: number | undefined, how: { bytes: boolean }): string =>
  bytes === undefined ? '' : how.bytes ? String(bytes) : shortSize(bytes);
const RIGHT = { right: true } as const;

const COLUMNS: readonly BlockColumn[] = [
  column('NAME', ({ name }, { paths }) => (paths ? `/dev/${name}` : name)),
  column('KNAME', ({ name }, { paths }) => (paths ? `/dev/${name}` : name)),
  column('PATH', ({ name }) => `/dev/${name}`),
  column('MAJ:MIN', ({ major, minor }) => `${String(major).padStart(3)}:${String(minor).padEnd(3)}`),
  column('RM', ({ removable }) => removable, RIGHT),
  column('SIZE', ({ sizeBytes }, how) => size(sizeBytes, how), RIGHT),
  column('RO', ({ readOnly }) => readOnly, RIGHT),
  column('TYPE', ({ name }) => (name.startsWith('loop') ? 'loop' : 'disk')),
  column('FSTYPE', () => ''),
  column('FSVER', () => ''),
  column('LABEL', () => ''),
  column('UUID', () => ''),
  column('FSAVAIL', ({ fs }, how) => size(fs?.availableBytes, how), RIGHT),
  column('FSSIZE', ({ fs }, how) => size(fs?.sizeBytes, how), RIGHT),
  column('FSUSED', ({ fs }, how) => size(fs?.usedBytes, how), RIGHT),
  column('FSUSE%', ({ fs }) => (fs ? `${Math.round((fs.usedBytes / fs.sizeBytes) * 100)}%` : ''), RIGHT),
  column('MOUNTPOINT', (_device, _how, mount) => mount?.target ?? ''),
  column('MOUNTPOINTS', (_device, _how, mount) => mount?.target ?? ''),
];

const USUAL = ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS'];
const FILESYSTEMS = ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'FSAVAIL', 'FSUSE%', 'MOUNTPOINTS'];

async function lsblk(tool: Tool): Promise<number> {
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const columns = chooseColumns(COLUMNS, tool.has('-f') ? FILESYSTEMS : USUAL, tool.value('-o'));
  if (typeof columns === 'string') tool.fail(`unknown column: ${columns}`);
  const all = await devices(tool.sys);
  const shown =
    tool.operands.length === 0
      ? all.filter(({ name, sizeBytes }) => tool.has('-a') || !/^(loop|ram)/.test(name) || sizeBytes > 0)
      : await named(tool, all);
  const how = { bytes: tool.has('-b'), paths: tool.has('-p') };
  const plain = (cell: string): string => (tool.has('-P', '-r') ? cell.trim() : cell);
  const lines = columns.some(({ name }) => name === 'MOUNTPOINTS');
  const rows = shown.flatMap(device => {
    const row = (mount: MountEntry | undefined, only: boolean): Row => ({
      cells: columns.map(each => (only && each.name !== 'MOUNTPOINTS' ? '' : plain(each.value(device, how, mount)))),
      children: [],
    });
    return [row(device.mounts[0], false), ...(lines ? device.mounts.slice(1).map(mount => row(mount, true)) : [])];
  });
  const format = tool.has('-P') ? 'pairs' : tool.has('-r') ? 'raw' : 'list';
  tool.out.write(printTable(columns, rows, { format, headings: !tool.has('-n'), name: 'blockdevices', shell: tool.has('-y') }));
  return tool.status;
}

async function named(tool: Tool, all: readonly Device[]): Promise<Device[]> {
  const found: Device[] = [];
  for (const path of tool.operands) {
    try {
      const stat = await tool.sys.stat(path);
      const device = all.find(({ major, minor }) => stat.kind === 'block' && stat.rdev.major === major && stat.rdev.minor === minor);
      if (device) found.push(device);
      else await tool.warn(`${path}: not a block device`, NOT_FOUND);
    } catch (error) {
      await tool.complain(path, error, NOT_FOUND);
    }
  }
  return found;
}

/** All of /sys/block, in the order of their numbers. */
async function devices(sys: Sys): Promise<Device[]> {
  const mounts = await mountTable(sys);
  const found: Device[] = [];
  for (const name of await folderNames(sys, '/sys/block').catch(() => [])) {
    const file = async (path: string): Promise<string> => (await readText(sys, `/sys/block/${name}/${path}`).catch(() => '')).trim();
    const [major = 0, minor = 0] = (await file('dev')).split(':').map(Number);
    const own = mounts.filter(({ source }) => source === `/dev/${name}`);
    found.push({
      name,
      major,
      minor,
      sizeBytes: Number(await file('size')) * SECTOR_BYTES,
      readOnly: (await file('ro')) || '0',
      removable: (await file('removable')) || '0',
      mounts: own,
      fs: own[0] ? await usage(sys, own[0].target) : undefined,
    });
  }
  return found.sort((one, other) => one.major - other.major || one.minor - other.minor);
}

async function usage(sys: Sys, target: string): Promise<Device['fs']> {
  try {
    const { type, blockSizeBytes, blocks, blocksFree, blocksAvailable } = await sys.statfs(target);
    return {
      type,
      availableBytes: blocksAvailable * blockSizeBytes,
      sizeBytes: blocks * blockSizeBytes,
      usedBytes: (blocks - blocksFree) * blockSizeBytes,
    };
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}
