// stat: the state of files and filesystems. As coreutils/stat.c of BusyBox.

import type { Stat, Statfs, Timespec } from '../../../abi/types.ts';
import { Names } from '../../lib/accounts.ts';
import { strftime } from '../../lib/dates.ts';
import { KIND_BITS, kindWords, modeString } from '../../lib/modes.ts';
import { type Zone, zoneOf } from '../../lib/zones.ts';
import { applet, type Run } from '../applet.ts';

interface Facts {
  path: string;
  target: string | undefined;
  stat: Stat;
  names: Names;
  zone: Zone;
}

const deviceNumber = ({ major, minor }: Stat['dev']): number => major * 256 + minor;
const human = (time: Timespec, zone: Zone): string => strftime('%Y-%m-%d %H:%M:%S.%N %z', time, zone);
const quoted = ({ path, target }: Facts): string => (target === undefined ? path : `'${path}' -> '${target}'`);

const FIELDS: Readonly<Record<string, (facts: Facts) => string | number>> = {
  a: ({ stat }) => stat.mode.toString(8),
  A: ({ stat }) => modeString(stat.kind, stat.mode),
  b: ({ stat }) => stat.blocks,
  B: () => 512,
  d: ({ stat }) => deviceNumber(stat.dev),
  D: ({ stat }) => deviceNumber(stat.dev).toString(16),
  f: ({ stat }) => (KIND_BITS[stat.kind] | stat.mode).toString(16),
  F: ({ stat }) => kindWords(stat.kind, stat.sizeBytes),
  g: ({ stat }) => stat.gid,
  G: ({ stat, names }) => names.group(stat.gid) ?? 'UNKNOWN',
  h: ({ stat }) => stat.nlink,
  i: ({ stat }) => stat.ino,
  n: ({ path }) => path,
  N: quoted,
  o: ({ stat }) => stat.blockSizeBytes,
  s: ({ stat }) => stat.sizeBytes,
  t: ({ stat }) => stat.rdev.major.toString(16),
  T: ({ stat }) => stat.rdev.minor.toString(16),
  u: ({ stat }) => stat.uid,
  U: ({ stat, names }) => names.user(stat.uid) ?? 'UNKNOWN',
  x: ({ stat, zone }) => human(stat.atime, zone),
  X: ({ stat }) => stat.atime.seconds,
  y: ({ stat, zone }) => human(stat.mtime, zone),
  Y: ({ stat }) => stat.mtime.seconds,
  z: ({ stat, zone }) => human(stat.ctime, zone),
  Z: ({ stat }) => stat.ctime.seconds,
};

const SYSTEM_FIELDS: Readonly<Record<string, (statfs: Statfs, path: string) => string | number>> = {
  a: statfs => statfs.blocksAvailable,
  b: statfs => statfs.blocks,
  c: statfs => statfs.inodes,
  d: statfs => statfs.inodesFree,
  f: statfs => statfs.blocksFree,
  l: statfs => statfs.nameBytesMax,
  n: (_, path) => path,
  s: statfs => statfs.blockSizeBytes,
  S: statfs => statfs.blockSizeBytes,
  T: statfs => statfs.type,
};

const TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o';

export default applet({
  name: 'stat',
  usage: `Usage: stat [-ltf] [-c FMT] FILE...

Display file (default) or filesystem status

	-c FMT	Use the specified format
	-f	Display filesystem status
	-L	Follow links
	-t	Terse display

FMT sequences for files:
 %a	Access rights in octal
 %A	Access rights in human readable form
 %b	Number of blocks allocated (see %B)
 %B	Size in bytes of each block reported by %b
 %d	Device number in decimal
 %D	Device number in hex
 %f	Raw mode in hex
 %F	File type
 %g	Group ID
 %G	Group name
 %h	Number of hard links
 %i	Inode number
 %n	File name
 %N	File name, with -> TARGET if symlink
 %o	I/O block size
 %s	Total size in bytes
 %t	Major device type in hex
 %T	Minor device type in hex
 %u	User ID
 %U	User name
 %x	Time of last access
 %X	Time of last access as seconds since Epoch
 %y	Time of last modification
 %Y	Time of last modification as seconds since Epoch
 %z	Time of last change
 %Z	Time of last change as seconds since Epoch

FMT sequences for file systems:
 %a	Free blocks available to non-superuser
 %b	Total data blocks
 %c	Total file nodes
 %d	Free file nodes
 %f	Free blocks
 %i	File System ID in hex
 %l	Maximum length of filenames
 %n	File name
 %s	Block size (for faster transfer)
 %S	Fundamental block size (for block counts)
 %t	Type in hex
 %T	Type in human readable form`,
  short: 'ftLc:',

  async run(run) {
    if (run.operands.length === 0) run.usage();
    const names = await new Names(run.sys).load();
    const zone = zoneOf(run.env.TZ);
    for (const path of run.operands) {
      try {
        if (run.has('-f')) run.out.write(systemText(run, path, await run.sys.statfs(path)));
        else {
          const stat = await run.sys.stat(path, { nofollow: !run.has('-L') });
          const target = stat.kind === 'symlink' ? await run.sys.readlink(path) : undefined;
          run.out.write(fileText(run, { path, target, stat, names, zone }));
        }
      } catch (error) {
        await run.perror(run.has('-f') ? `can't read file system information for '${path}'` : `can't stat '${path}'`, error);
      }
    }
  },
});

/** A format with its sequences filled; "%%" is one percent sign, and what is no sequence is a question mark. */
const filled = (format: string, of: (letter: string) => string | number | undefined): string =>
  format.replace(/%([-0 #+]*\d*)([%a-zA-Z])/g, (_, width: string, letter: string) => {
    if (letter === '%') return '%';
    const text = String(of(letter) ?? '?');
    const columns = Number(/\d+$/.exec(width)?.[0] ?? 0);
    return width.startsWith('-') ? text.padEnd(columns) : text.padStart(columns);
  });

function fileText(run: Run, facts: Facts): string {
  const format = run.value('-c') ?? (run.has('-t') ? TERSE : undefined);
  if (format !== undefined) return `${filled(format, letter => FIELDS[letter]?.(facts))}\n`;
  const { stat, names, zone } = facts;
  const device = deviceNumber(stat.dev);
  const special =
    stat.kind === 'char' || stat.kind === 'block' ? ` Device type: ${stat.rdev.major.toString(16)},${stat.rdev.minor.toString(16)}` : '';
  const owner = (id: number, name: string | undefined): string => `(${String(id).padStart(5)}/${(name ?? 'UNKNOWN').padStart(8)})`;
  return [
    `  File: ${quoted(facts)}`,
    `  Size: ${String(stat.sizeBytes).padEnd(10)}\tBlocks: ${String(stat.blocks).padEnd(10)} IO Block: ${String(stat.blockSizeBytes).padEnd(6)} ${kindWords(stat.kind)}`,
    `Device: ${device.toString(16)}h/${device}d\tInode: ${String(stat.ino).padEnd(10)}  Links: ${special === '' ? stat.nlink : `${String(stat.nlink).padEnd(5)}${special}`}`,
    `Access: (${stat.mode.toString(8).padStart(4, '0')}/${modeString(stat.kind, stat.mode)})  Uid: ${owner(stat.uid, names.user(stat.uid))}   Gid: ${owner(stat.gid, names.group(stat.gid))}`,
    `Access: ${human(stat.atime, zone)}`,
    `Modify: ${human(stat.mtime, zone)}`,
    `Change: ${human(stat.ctime, zone)}`,
    '',
  ].join('\n');
}

function systemText(run: Run, path: string, statfs: Statfs): string {
  const format = run.value('-c');
  if (format !== undefined) return `${filled(format, letter => SYSTEM_FIELDS[letter]?.(statfs, path))}\n`;
  return [
    `  File: "${path}"`,
    `    Namelen: ${String(statfs.nameBytesMax).padEnd(7)} Type: ${statfs.type}`,
    `Block size: ${String(statfs.blockSizeBytes).padEnd(10)}`,
    `Blocks: Total: ${String(statfs.blocks).padEnd(10)} Free: ${String(statfs.blocksFree).padEnd(10)} Available: ${statfs.blocksAvailable}`,
    `Inodes: Total: ${String(statfs.inodes).padEnd(10)} Free: ${statfs.inodesFree}`,
    '',
  ].join('\n');
}
