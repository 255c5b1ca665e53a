// Options of mount(8): which are flags of mount(2), which are for mount itself, and which the filesystem reads. As libmount 2.42.

import type { MountFlags, MountOption } from '../../../abi/mount.ts';

const FLAGS: readonly string[] = [
  'ro',
  'nosuid',
  'nodev',
  'noexec',
  'noatime',
  'nodiratime',
  'relatime',
  'strictatime',
  'sync',
  'dirsync',
  'lazytime',
  'mand',
  'silent',
];

/** What takes a flag away, or changes nothing. */
const OPPOSITES: Readonly<Record<string, string>> = {
  rw: 'ro',
  suid: 'nosuid',
  dev: 'nodev',
  exec: 'noexec',
  atime: 'noatime',
  diratime: 'nodiratime',
  norelatime: 'relatime',
  nostrictatime: 'strictatime',
  async: 'sync',
  nolazytime: 'lazytime',
  nomand: 'mand',
  loud: 'silent',
};

const USER_SPACE = new Set([
  'defaults',
  'auto',
  'noauto',
  'user',
  'nouser',
  'users',
  'nousers',
  'owner',
  'noowner',
  'group',
  'nogroup',
  'nofail',
  '_netdev',
]);
const PROPAGATION = /^r?(shared|slave|private|unbindable)$/;

export interface Options {
  /** The flags of the mount, in the order of their names above. */
  flags: Set<MountOption>;
  /** Whether any of them, or an opposite, was named. */
  flagsGiven: boolean;
  operation: 'bind' | 'rbind' | 'move' | undefined;
  remount: boolean;
  propagation: { kind: NonNullable<MountFlags['propagation']>; recursive: boolean }[];
  /** For the filesystem, as mount(2)'s data. */
  data: string[];
  /** Known to mount alone. */
  user: string[];
  /** X-mount.mkdir: the mode of folders made. */
  mkdir: number | undefined;
  loop: boolean;
}

/** Comma-separated words; commas between quotes are not separators. */
export function splitOptions(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === ',' && !quoted) {
      words.push(word);
      word = '';
    } else word += character;
  }
  return [...words, word].filter(each => each !== '');
}

const none = (): Options => ({
  flags: new Set(),
  flagsGiven: false,
  operation: undefined,
  remount: false,
  propagation: [],
  data: [],
  user: [],
  mkdir: undefined,
  loop: false,
});

/** Reads a list of options, the later ones over the earlier; `before` are flags in force (remount). */
export function readOptions(words: readonly string[], before: Iterable<MountOption> = []): Options {
  const options = none();
  for (const flag of before) options.flags.add(flag);
  for (const word of words) readOption(options, word);
  return options;
}

const TIMES: readonly MountOption[] = ['noatime', 'relatime', 'strictatime'];

function readOption(options: Options, word: string): void {
  const { flags } = options;
  if (FLAGS.includes(word)) {
    if (TIMES.includes(word as MountOption)) for (const other of TIMES) flags.delete(other);
    flags.add(word as MountOption);
    options.flagsGiven = true;
  } else if (word in OPPOSITES) {
    flags.delete(OPPOSITES[word] as MountOption);
    options.flagsGiven = true;
  } else if (word === 'bind' || word === 'rbind' || word === 'move') options.operation = word;
  else if (word === 'remount') options.remount = true;
  else if (PROPAGATION.test(word)) {
    const recursive = word.startsWith('r');
    options.propagation.push({ kind: (recursive ? word.slice(1) : word) as NonNullable<MountFlags['propagation']>, recursive });
  } else if (/^X-mount\.mkdir(=|$)/.test(word)) options.mkdir = Number.parseInt(word.split('=')[1] ?? '755', 8);
  else if (word === 'loop' || word.startsWith('loop=')) options.loop = true;
  else if (USER_SPACE.has(word) || /^(x-|X-|comment=|uhelper=|helper=)/.test(word)) readUserOption(options, word);
  else options.data.push(word);
}

function readUserOption(options: Options, word: string): void {
  if (['user', 'users', 'owner', 'group'].includes(word)) {
    for (const flag of word === 'user' || word === 'users' ? (['noexec', 'nosuid', 'nodev'] as const) : (['nosuid', 'nodev'] as const))
      options.flags.add(flag);
  }
  if (word !== 'defaults') options.user.push(word);
}
