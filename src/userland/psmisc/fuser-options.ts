// What fuser of psmisc 23.7 was asked: its options are read by hand, as it does, a signal among them.

import type { Sys } from '../../abi/sys.ts';
import { print, warn } from '../lib/io.ts';
import { nameLines, type Sent, signalOf } from '../lib/signal-words.ts';
import { AUTHORS, OLD_YEARS, versionText } from './frame.ts';
import { HELP } from './help/fuser.ts';

export type Space = 'file' | 'tcp' | 'udp';

export interface Asked {
  all: boolean;
  interactive: boolean;
  kill: boolean;
  mount: boolean;
  mountpointOnly: boolean;
  silent: boolean;
  user: boolean;
  verbose: boolean;
  writeOnly: boolean;
  /** The families of sockets. */
  families: readonly (4 | 6)[];
  signal: Sent;
  names: { name: string; space: Space }[];
}

const USAGE = HELP.slice(HELP.indexOf('Usage:'));
const LONG: Readonly<Record<string, string>> = {
  all: 'a',
  interactive: 'i',
  inode: 'I',
  kill: 'k',
  'list-signals': 'l',
  mount: 'm',
  ismountpoint: 'M',
  silent: 's',
  user: 'u',
  verbose: 'v',
  writeonly: 'w',
  version: 'V',
  ipv4: '4',
  ipv6: '6',
};
const FLAGS: Readonly<Record<string, keyof Asked>> = {
  a: 'all',
  i: 'interactive',
  k: 'kill',
  m: 'mount',
  c: 'mount',
  M: 'mountpointOnly',
  s: 'silent',
  u: 'user',
  v: 'verbose',
  w: 'writeOnly',
};

/** What was asked, or the exit status where that was help or a mistake. */
export async function readOptions(sys: Sys, argv: readonly string[]): Promise<Asked | number> {
  const asked: Asked = {
    ...{ all: false, interactive: false, kill: false, mount: false, mountpointOnly: false },
    ...{ silent: false, user: false, verbose: false, writeOnly: false },
    families: [4, 6],
    signal: 'SIGKILL',
    names: [],
  };
  let space: Space = 'file';
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!;
    if (!word.startsWith('-') || word === '-') {
      asked.names.push({ name: word, space });
      continue;
    }
    const signal = signalOf(word.slice(1));
    if (/^-(\d\d?|(SIG)?[A-Z]{2,}\d?)$/.test(word) && word !== '-4' && word !== '-6' && signal !== undefined) {
      asked.signal = signal;
      continue;
    }
    const letters = word.startsWith('--') ? (LONG[word.slice(2)] ?? (word.startsWith('--namespace') ? 'n' : word)) : word.slice(1);
    if (letters.startsWith('--')) return mistake(sys, `fuser: Invalid option ${word}`);
    for (const letter of letters) {
      if (letter === 'n') {
        const value = /^--namespace=(.*)$/.exec(word)?.[1] ?? argv[++at];
        if (value !== 'file' && value !== 'tcp' && value !== 'udp') return mistake(sys, 'Invalid namespace name');
        space = value;
      } else {
        const end = await oneLetter(sys, asked, letter);
        if (end !== undefined) return end;
      }
    }
  }
  return asked.names.length === 0 ? mistake(sys, 'No process specification given') : asked;
}

async function oneLetter(sys: Sys, asked: Asked, letter: string): Promise<number | undefined> {
  const flag = FLAGS[letter];
  if (flag) Object.assign(asked, { [flag]: true });
  else if (letter === '4' || letter === '6') asked.families = [letter === '4' ? 4 : 6];
  else if (letter === 'l') {
    await print(sys, nameLines());
    return 0;
  } else if (letter === 'V') {
    await warn(sys, `${versionText('fuser', OLD_YEARS, AUTHORS)}\n`);
    return 0;
  } else if (letter !== 'I') return mistake(sys, `fuser: Invalid option ${letter}`);
  return undefined;
}

async function mistake(sys: Sys, words: string): Promise<number> {
  await warn(sys, `${words}\n${USAGE}`);
  return 1;
}
