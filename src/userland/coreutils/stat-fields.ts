// The directives of stat's formats. As GNU coreutils 9.10.

import type { Stat, Statfs, Timespec } from '../../abi/types.ts';
import type { Names } from '../lib/accounts.ts';
import { strftime } from '../lib/dates.ts';
import { KIND_BITS, kindWords, modeString } from '../lib/modes.ts';
import { quoteAlways } from '../lib/quote.ts';
import type { Zone } from '../lib/zones.ts';

/** A directive: its letter, and what flags, width and precision say of it. */
export interface Directive {
  flags: string;
  width: number;
  precision: number | undefined;
  /** 'H' or 'L' before d or r: the major or the minor number. */
  part: string;
  letter: string;
}

export interface FileFacts {
  path: string;
  target: string | undefined;
  stat: Stat;
  mountPoint: string;
  names: Names;
  zone: Zone;
}

const deviceNumber = ({ major, minor }: { major: number; minor: number }): number =>
  major * 256 + (minor & 0xff) + Math.floor(minor / 256) * 1048576;

function number(value: number, directive: Directive, base: 8 | 10 | 16 = 10): string {
  let digits = value.toString(base);
  if (directive.precision !== undefined) digits = digits.padStart(directive.precision, '0');
  if (directive.flags.includes('#') && base !== 10 && value !== 0) digits = (base === 8 ? '0' : '0x') + digits;
  if (directive.flags.includes("'")) digits = digits.replace(/\B(?=(\d{3})+$)/g, '');
  if (directive.flags.includes('+') && base === 10 && value >= 0) digits = `+${digits}`;
  const zero = directive.flags.includes('0') && !directive.flags.includes('-') && directive.precision === undefined;
  return pad(digits, directive, zero ? '0' : ' ');
}

function pad(text: string, { flags, width }: Directive, fill = ' '): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width, fill);
}

const text = (value: string, directive: Directive): string =>
  pad(directive.precision === undefined ? value : value.slice(0, directive.precision), directive);

function seconds(time: Timespec, directive: Directive): string {
  if (directive.precision === undefined) return number(time.seconds, { ...directive, precision: undefined });
  if (directive.precision === 0) return number(time.seconds, { ...directive, precision: undefined });
  const digits = String(time.nanoseconds).padStart(9, '0').slice(0, directive.precision).padEnd(directive.precision, '0');
  return pad(`${time.seconds}.${digits}`, directive);
}

const readable = (time: Timespec, zone: Zone): string => strftime('%Y-%m-%d %H:%M:%S.%N %z', time, zone);

type Field = (facts: FileFacts, directive: Directive) => string;

const FIELDS: Readonly<Record<string, Field>> = {
  a: ({ stat }, d) => number(stat.mode, d, 8),
  A: ({ stat }, d) => text(modeString(stat.kind, stat.mode), d),
  b: ({ stat }, d) => number(stat.blocks, d),
  B: (_, d) => number(512, d),
  C: (_, d) => text('?', d),
  d: ({ stat }, d) => number(d.part === 'H' ? stat.dev.major : d.part === 'L' ? stat.dev.minor : deviceNumber(stat.dev), d),
  D: ({ stat }, d) => number(deviceNumber(stat.dev), d, 16),
  f: ({ stat }, d) => number(KIND_BITS[stat.kind] | stat.mode, d, 16),
  F: ({ stat }, d) => text(kindWords(stat.kind, stat.sizeBytes), d),
  g: ({ stat }, d) => number(stat.gid, d),
  G: ({ stat, names }, d) => text(names.group(stat.gid) ?? 'UNKNOWN', d),
  h: ({ stat }, d) => number(stat.nlink, d),
  i: ({ stat }, d) => number(stat.ino, d),
  m: ({ mountPoint }, d) => text(mountPoint, d),
  n: ({ path }, d) => text(path, d),
  N: ({ path, target }, d) => text(quoteAlways(path) + (target === undefined ? '' : ` -> ${quoteAlways(target)}`), d),
  o: ({ stat }, d) => number(stat.blockSizeBytes, d),
  r: ({ stat }, d) => number(d.part === 'H' ? stat.rdev.major : d.part === 'L' ? stat.rdev.minor : deviceNumber(stat.rdev), d),
  R: ({ stat }, d) => number(deviceNumber(stat.rdev), d, 16),
  s: ({ stat }, d) => number(stat.sizeBytes, d),
  t: ({ stat }, d) => number(stat.rdev.major, d, 16),
  T: ({ stat }, d) => number(stat.rdev.minor, d, 16),
  u: ({ stat }, d) => number(stat.uid, d),
  U: ({ stat, names }, d) => text(names.user(stat.uid) ?? 'UNKNOWN', d),
  w: ({ stat, zone }, d) => text(stat.btime.seconds === 0 ? '-' : readable(stat.btime, zone), d),
  W: ({ stat }, d) => seconds(stat.btime, d),
  x: ({ stat, zone }, d) => text(readable(stat.atime, zone), d),
  X: ({ stat }, d) => seconds(stat.atime, d),
  y: ({ stat, zone }, d) => text(readable(stat.mtime, zone), d),
  Y: ({ stat }, d) => seconds(stat.mtime, d),
  z: ({ stat, zone }, d) => text(readable(stat.ctime, zone), d),
  Z: ({ stat }, d) => seconds(stat.ctime, d),
};

/** One directive of a file; undefined where there is no such one. */
export const fileField = (facts: FileFacts, directive: Directive): string | undefined => FIELDS[directive.letter]?.(facts, directive);

/** f_type as statfs(2) numbers it, and the name stat prints. */
const TYPES: Readonly<Record<string, readonly [number, string]>> = {
  tmpfs: [0x01021994, 'tmpfs'],
  devtmpfs: [0x01021994, 'tmpfs'],
  proc: [0x9fa0, 'proc'],
  sysfs: [0x62656572, 'sysfs'],
  cgroup2: [0x63677270, 'cgroup2fs'],
  devpts: [0x1cd1, 'devpts'],
  overlay: [0x794c7630, 'overlayfs'],
  ext4: [0xef53, 'ext2/ext3'],
  ext2: [0xef53, 'ext2/ext3'],
  ext3: [0xef53, 'ext2/ext3'],
  mqueue: [0x19800202, 'mqueue'],
  nsfs: [0x6e736673, 'nsfs'],
  btrfs: [0x9123683e, 'btrfs'],
  xfs: [0x58465342, 'xfs'],
  squashfs: [0x73717368, 'squashfs'],
  ramfs: [0x858458f6, 'ramfs'],
  debugfs: [0x64626720, 'debugfs'],
  tracefs: [0x74726163, 'tracefs'],
  securityfs: [0x73636673, 'securityfs'],
  bpf: [0xcafe4a11, 'bpf_fs'],
};

/** One directive of a filesystem; undefined where there is no such one. */
export function filesystemField(path: string, stat: Statfs, directive: Directive): string | undefined {
  const d = directive;
  switch (d.letter) {
    case 'a':
      return number(stat.blocksAvailable, d);
    case 'b':
      return number(stat.blocks, d);
    case 'c':
      return number(stat.inodes, d);
    case 'd':
      return number(stat.inodesFree, d);
    case 'f':
      return number(stat.blocksFree, d);
    case 'i':
      return number(0, d, 16);
    case 'l':
      return number(stat.nameBytesMax, d);
    case 'n':
      return text(path, d);
    case 's':
    case 'S':
      return number(stat.blockSizeBytes, d);
    case 't':
      return number(TYPES[stat.type]?.[0] ?? 0, d, 16);
    case 'T':
      return text(TYPES[stat.type]?.[1] ?? stat.type, d);
    default:
      return undefined;
  }
}
