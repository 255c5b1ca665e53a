// iptables's own options: letters, long names, what they take, which stand together. As xshared.c of iptables 1.8.13.

/** What follows an option: nothing, an argument, or one that may be left out. */
export type Takes = 'none' | 'one' | 'maybe';

const LETTERS: Readonly<Record<string, Takes>> = {
  A: 'one',
  C: 'one',
  D: 'one',
  R: 'one',
  I: 'one',
  L: 'maybe',
  S: 'maybe',
  F: 'maybe',
  Z: 'maybe',
  N: 'one',
  X: 'maybe',
  E: 'one',
  P: 'one',
  V: 'none',
  h: 'maybe',
  p: 'one',
  s: 'one',
  d: 'one',
  j: 'one',
  i: 'one',
  o: 'one',
  f: 'none',
  v: 'none',
  w: 'maybe',
  W: 'maybe',
  n: 'none',
  x: 'none',
  c: 'one',
  g: 'one',
  m: 'one',
  t: 'one',
  M: 'one',
  '4': 'none',
  '6': 'none',
};

/** Long names and the letter each stands for. '0' is --line-numbers, which has none. */
export const LONG: Readonly<Record<string, string>> = {
  append: 'A',
  delete: 'D',
  check: 'C',
  insert: 'I',
  replace: 'R',
  list: 'L',
  'list-rules': 'S',
  flush: 'F',
  zero: 'Z',
  'new-chain': 'N',
  'delete-chain': 'X',
  'rename-chain': 'E',
  policy: 'P',
  source: 's',
  destination: 'd',
  src: 's',
  dst: 'd',
  protocol: 'p',
  'in-interface': 'i',
  jump: 'j',
  table: 't',
  match: 'm',
  numeric: 'n',
  'out-interface': 'o',
  verbose: 'v',
  wait: 'w',
  'wait-interval': 'W',
  exact: 'x',
  fragments: 'f',
  version: 'V',
  help: 'h',
  'line-numbers': '0',
  modprobe: 'M',
  'set-counters': 'c',
  goto: 'g',
  ipv4: '4',
  ipv6: '6',
};

export const takes = (letter: string): Takes | undefined => (letter === '0' ? 'none' : LETTERS[letter]);

export const COMMANDS = 'ACDRILSFZNXEP';

/** Options that some commands refuse, by letter, with the name they are called by. Jump and goto are one. */
export const OPTION_NAMES: Readonly<Record<string, string>> = {
  n: 'numeric',
  s: 'source',
  d: 'destination',
  p: 'protocol',
  j: 'jump',
  v: 'verbose',
  x: 'exact',
  i: 'in-interface',
  o: 'out-interface',
  '0': 'line-numbers',
  c: 'set-counters',
  f: 'fragments',
};

/** In the order they are checked. 'N' is a deletion by number. */
export const OPTION_ORDER = 'nsdpjvxio0cf';
export const REFUSED: Readonly<Record<string, string>> = {
  A: 'nx0',
  I: 'nx0',
  R: 'nx0',
  D: 'nx0c',
  C: 'nx0c',
  'D#': 'nsdpjxio0cf',
  L: 'sdpjiocf',
  S: 'nsdpjxio0cf',
  F: 'nsdpjxio0cf',
  Z: 'nsdpjxio0cf',
  N: 'nsdpjxio0cf',
  X: 'nsdpjxio0cf',
  E: 'nsdpjxio0cf',
  P: 'nsdpjxio0f',
};
