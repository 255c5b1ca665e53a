// The columns of findmnt 2.42, and where each value comes from.

import type { Sys } from '../../../abi/sys.ts';
import type { Statfs } from '../../../abi/types.ts';
import { type MountEntry, mergedOptions, propagationOf } from '../mountinfo.ts';
import { sizeText } from '../sizes.ts';
import type { Column } from '../table.ts';

export interface Context {
  sys: Sys;
  bytes: boolean;
  noRoot: boolean;
  vfsAll: boolean;
  task: number;
  statfs: Map<number, Statfs | undefined>;
}

/** What fstab knows beside a mount. */
export type Entry = MountEntry & { frequency?: number; pass?: number };

export interface FindmntColumn extends Column {
  help: string;
  type: string;
  value(entry: Entry, context: Context): string | Promise<string>;
}

async function statfs(entry: Entry, { sys, statfs }: Context): Promise<Statfs | undefined> {
  if (!statfs.has(entry.id)) statfs.set(entry.id, await sys.statfs(entry.target).catch(() => undefined));
  return statfs.get(entry.id);
}

const VFS_DEFAULTS: readonly (readonly [string, string])[] = [
  ['ro', 'rw'],
  ['noexec', 'exec'],
  ['nosuid', 'suid'],
  ['nodev', 'dev'],
  ['sync', 'async'],
  ['silent', 'loud'],
  ['mand', 'nomand'],
  ['noatime', 'atime'],
  ['iversion', 'noiversion'],
  ['nodiratime', 'diratime'],
  ['relatime', 'norelatime'],
  ['strictatime', 'nostrictatime'],
  ['lazytime', 'nolazytime'],
  ['nosymfollow', 'symfollow'],
];

function vfsOptions({ vfsOptions }: Entry, { vfsAll }: Context): string {
  if (!vfsAll) return vfsOptions;
  const words = vfsOptions.split(',');
  return VFS_DEFAULTS.map(([set, unset]) => (words.includes(set) ? set : unset)).join(',');
}

const blocks =
  (pick: (stat: Statfs) => number) =>
  async (entry: Entry, context: Context): Promise<string> => {
    const stat = await statfs(entry, context);
    return stat === undefined ? '' : sizeText(pick(stat) * stat.blockSizeBytes, context.bytes);
  };

const inodes =
  (pick: (stat: Statfs) => number) =>
  async (entry: Entry, context: Context): Promise<string> => {
    const stat = await statfs(entry, context);
    return stat === undefined ? '' : String(pick(stat));
  };

async function blocksPercent(entry: Entry, context: Context): Promise<string> {
  const stat = await statfs(entry, context);
  if (stat === undefined) return '';
  if (stat.blocks === 0) return '-';
  return `${Math.trunc(((stat.blocks - stat.blocksFree) / stat.blocks) * 100 + 0.5)}%`;
}

async function inodesPercent(entry: Entry, context: Context): Promise<string> {
  const stat = await statfs(entry, context);
  if (stat === undefined) return '';
  return stat.inodes === 0 ? '-' : `${Math.trunc(((stat.inodes - stat.inodesFree) / stat.inodes) * 100 + 0.5)}%`;
}

const source = (entry: Entry, { noRoot }: Context): string =>
  noRoot || entry.root === '/' || entry.root === '' ? entry.source : `${entry.source}[${entry.root}]`;

const nothing = (): string => '';

const column = (name: string, type: string, help: string, value: FindmntColumn['value'], rest: Partial<Column> = {}): FindmntColumn => ({
  name,
  type,
  help,
  value,
  ...rest,
});

export const COLUMNS: readonly FindmntColumn[] = [
  column('TARGET', '<string>', 'mountpoint', ({ target }) => target, { tree: true }),
  column('ACTION', '<string>', 'action detected by --poll', nothing),
  column(
    'AVAIL',
    '<string|number>',
    'filesystem size available, use <number> if --bytes is given',
    blocks(stat => stat.blocksAvailable),
    { right: true },
  ),
  column(
    'FREQ',
    '<integer>',
    'dump(8) period in days [fstab only]',
    ({ frequency }) => (frequency === undefined ? '' : String(frequency)),
    { json: 'number' },
  ),
  column('FSROOT', '<string>', 'filesystem root', ({ root }) => root),
  column('FSTYPE', '<string>', 'filesystem type', ({ type }) => type),
  column('FS-OPTIONS', '<string>', 'FS specific mount options', ({ fsOptions }) => fsOptions, { truncate: true }),
  column('ID', '<integer>', 'mount ID', ({ id }) => String(id), { right: true, json: 'number' }),
  column(
    'INO.AVAIL',
    '<string>',
    'number of available inodes',
    inodes(stat => stat.inodesFree),
    { right: true },
  ),
  column(
    'INO.TOTAL',
    '<string>',
    'total number of inodes',
    inodes(stat => stat.inodes),
    { right: true },
  ),
  column(
    'INO.USED',
    '<string>',
    'number of used inodes',
    inodes(stat => stat.inodes - stat.inodesFree),
    { right: true },
  ),
  column('INO.USE%', '<string>', 'percentage of INO.USED divided by INO.TOTAL', inodesPercent, { right: true }),
  column('LABEL', '<string>', 'filesystem label', nothing),
  column('MAJ:MIN', '<string>', 'major:minor device number', ({ device }) => device),
  column('OLD-OPTIONS', '<string>', 'old mount options saved by --poll', nothing),
  column('OLD-TARGET', '<string>', 'old mountpoint saved by --poll', nothing),
  column('OPTIONS', '<string>', 'all mount options', mergedOptions, { truncate: true }),
  column('OPT-FIELDS', '<string>', 'optional mount fields', ({ optional }) => optional.join(' ')),
  column('PARENT', '<integer>', 'mount parent ID', ({ parent }) => String(parent), { right: true, json: 'number' }),
  column('PARTLABEL', '<string>', 'partition label', nothing),
  column('PARTUUID', '<string>', 'partition UUID', nothing),
  column('PASSNO', '<integer>', 'pass number on parallel fsck(8) [fstab only]', ({ pass }) => (pass === undefined ? '' : String(pass)), {
    json: 'number',
  }),
  column('PROPAGATION', '<string>', 'VFS propagation flags', ({ optional }) => propagationOf(optional)),
  column(
    'SIZE',
    '<string|number>',
    'filesystem size, use <number> if --bytes is given',
    blocks(stat => stat.blocks),
    { right: true },
  ),
  column('SOURCE', '<string>', 'source device', source),
  column('SOURCES', '<string>', 'all possible source devices', source),
  column('TID', '<integer>', 'task ID', (_, { task }) => String(task), { right: true, json: 'number' }),
  column('UNIQ-ID', '<integer>', 'mount 64-bit ID (requires --kernel=listmount)', nothing, { json: 'number' }),
  column(
    'USED',
    '<string|number>',
    'filesystem size used, use <number> if --bytes is given',
    blocks(stat => stat.blocks - stat.blocksFree),
    { right: true },
  ),
  column('USE%', '<string>', 'filesystem use percentage', blocksPercent, { right: true }),
  column('UUID', '<string>', 'filesystem UUID', nothing),
  column('VFS-OPTIONS', '<string>', 'VFS specific mount options', vfsOptions, { truncate: true }),
];

/** Whether a filesystem has sizes at all, for -D. */
export async function hasBlocks(entry: Entry, context: Context): Promise<boolean> {
  const stat = await statfs(entry, context);
  return stat !== undefined && stat.blocks > 0;
}
