// ps's command line: UNIX options with a dash, BSD's without, GNU's with two. procps-ng 4.0.7.

/** What is wrong with the command line, as it follows "error: ". */
export class PsError extends Error {}

export type ListKind = 'pid' | 'ppid' | 'command' | 'euser' | 'ruser' | 'rgroup' | 'session or group' | 'session' | 'tty' | 'egroup';

export interface Selection {
  kind: ListKind;
  values: string[];
}

export interface PsOptions {
  all: boolean;
  /** -a and -d: all but what these leave out. */
  withTty: boolean;
  notLeaders: boolean;
  /** BSD's a, x, r, T. */
  bsdAll: boolean;
  bsdNoTty: boolean;
  running: boolean;
  thisTty: boolean;
  negate: boolean;
  lists: Selection[];
  /** Pieces of -o, in order, or the letters of ready-made formats. */
  formats: string[];
  extra: string[];
  ready: Set<string>;
  sort: string[];
  tree: 'forest' | 'indent' | undefined;
  threads: '' | 'L' | 'T' | 'm' | 'H';
  headings: boolean;
  width: number | undefined;
  wide: number;
  environment: boolean;
  trueName: boolean;
  bsd: boolean;
  help: string | undefined;
  version: boolean;
  listFormats: boolean;
}

const fresh = (): PsOptions => ({
  all: false,
  withTty: false,
  notLeaders: false,
  bsdAll: false,
  bsdNoTty: false,
  running: false,
  thisTty: false,
  negate: false,
  lists: [],
  formats: [],
  extra: [],
  ready: new Set(),
  sort: [],
  tree: undefined,
  threads: '',
  headings: true,
  width: undefined,
  wide: 0,
  environment: false,
  trueName: false,
  bsd: false,
  help: undefined,
  version: false,
  listFormats: false,
});

const split = (text: string): string[] => text.split(/[ ,\t]+/).filter(each => each !== '');

const UNIX_LISTS: Readonly<Record<string, ListKind>> = {
  C: 'command',
  G: 'rgroup',
  U: 'ruser',
  g: 'session or group',
  p: 'pid',
  q: 'pid',
  s: 'session',
  t: 'tty',
  u: 'euser',
};
const BSD_LISTS: Readonly<Record<string, ListKind>> = { U: 'euser', p: 'pid', q: 'pid', t: 'tty' };
const LONG_LISTS: Readonly<Record<string, ListKind>> = {
  Group: 'rgroup',
  User: 'ruser',
  group: 'egroup',
  pid: 'pid',
  ppid: 'ppid',
  'quick-pid': 'pid',
  sid: 'session',
  tty: 'tty',
  user: 'euser',
};

/** Reads the words after the name. Throws PsError. */
export function readOptions(words: readonly string[]): PsOptions {
  const options = fresh();
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word.startsWith('--')) readLong(options, word, rest);
    else if (word.startsWith('-') && word !== '-') readUnix(options, word.slice(1), rest);
    else if (/^\d/.test(word)) {
      options.bsd = true;
      options.lists.push({ kind: 'pid', values: split(word) });
    } else readBsd(options, word, rest);
  }
  return options;
}

function argument(name: string, tail: string, rest: string[], words = 'list of'): string {
  if (tail !== '') return tail;
  const next = rest.shift();
  if (next === undefined) throw new PsError(`${words} ${name} must follow -${name === 'process IDs' ? 'p' : name}`);
  return next;
}

const MISSING: Readonly<Record<string, string>> = {
  C: 'list of command names must follow -C',
  G: 'list of real groups must follow -G',
  U: 'list of real users must follow -U',
  g: 'list of session leaders OR effective group names must follow -g',
  o: 'format specification must follow -o',
  O: 'format or sort specification must follow -O',
  p: 'list of process IDs must follow -p',
  q: 'list of process IDs must follow -q',
  s: 'list of session IDs must follow -s',
  t: 'list of terminals (pty, tty...) must follow -t',
  u: 'list of effective users must follow -u',
};

function following(letter: string, tail: string, rest: string[]): string {
  if (tail !== '') return tail;
  const next = rest.shift();
  if (next === undefined) throw new PsError(MISSING[letter] ?? `argument missing`);
  return next;
}

function readUnix(options: PsOptions, cluster: string, rest: string[]): void {
  for (let at = 0; at < cluster.length; at++) {
    const letter = cluster[at]!;
    const tail = cluster.slice(at + 1);
    const list = UNIX_LISTS[letter];
    if (list) {
      options.lists.push({ kind: list, values: split(following(letter, tail, rest)) });
      return;
    }
    if (letter === 'o' || letter === 'O') {
      (letter === 'o' ? options.formats : options.extra).push(following(letter, tail, rest));
      return;
    }
    if (!unixFlag(options, letter)) throw new PsError('unsupported SysV option');
  }
}

function unixFlag(options: PsOptions, letter: string): boolean {
  if (letter === 'A' || letter === 'e') options.all = true;
  else if (letter === 'a') options.withTty = options.notLeaders = true;
  else if (letter === 'd') options.notLeaders = true;
  else if (letter === 'N') options.negate = true;
  else if (letter === 'H') options.tree = 'indent';
  else if (letter === 'L' || letter === 'T' || letter === 'm') options.threads = letter;
  else if (letter === 'w') options.wide++;
  else if (letter === 'V') options.version = true;
  else if ('fFljycMPZ'.includes(letter)) options.ready.add(`-${letter === 'Z' ? 'M' : letter}`);
  else return letter === 'n' || letter === 'x';
  return true;
}

function readBsd(options: PsOptions, cluster: string, rest: string[]): void {
  options.bsd = true;
  for (let at = 0; at < cluster.length; at++) {
    const letter = cluster[at]!;
    const tail = cluster.slice(at + 1);
    const list = BSD_LISTS[letter];
    if (list) {
      options.lists.push({ kind: list, values: split(argument(letter, tail, rest)) });
      return;
    }
    if (letter === 'o' || letter === 'O' || letter === 'k') {
      const text = argument(letter, tail, rest, 'format specification');
      if (letter === 'k') options.sort.push(text);
      else (letter === 'o' ? options.formats : options.extra).push(text);
      return;
    }
    if (!bsdFlag(options, letter)) throw new PsError(letter === '-' ? 'garbage option' : 'unsupported option (BSD syntax)');
  }
}

function bsdFlag(options: PsOptions, letter: string): boolean {
  if (letter === 'a') options.bsdAll = true;
  else if (letter === 'x') options.bsdNoTty = true;
  else if (letter === 'g') return true;
  else if (letter === 'r') options.running = true;
  else if (letter === 'T') options.thisTty = true;
  else if (letter === 'f') options.tree = 'forest';
  else if (letter === 'H' || letter === 'm') options.threads = letter;
  else if (letter === 'h') options.headings = false;
  else if (letter === 'w') options.wide++;
  else if (letter === 'e') options.environment = true;
  else if (letter === 'c') options.trueName = true;
  else if (letter === 'L') options.listFormats = true;
  else if (letter === 'V') options.version = true;
  else if ('ujlvsXZ'.includes(letter)) options.ready.add(letter);
  else return 'nNS'.includes(letter);
  return true;
}

function readLong(options: PsOptions, word: string, rest: string[]): void {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const given = equals < 0 ? undefined : word.slice(equals + 1);
  const value = (): string => {
    const text = given ?? rest.shift();
    if (text === undefined) throw new PsError(`unknown gnu long option`);
    return text;
  };
  const list = LONG_LISTS[name];
  if (list) options.lists.push({ kind: list, values: split(value()) });
  else if (name === 'format') options.formats.push(value());
  else if (name === 'sort') options.sort.push(value());
  else if (name === 'forest') options.tree = 'forest';
  else if (['no-headers', 'no-heading', 'no-headings', 'noheader', 'noheaders', 'noheading', 'noheadings'].includes(name))
    options.headings = false;
  else if (['headers', 'heading', 'headings', 'header', 'cumulative'].includes(name)) options.headings = true;
  else if (['cols', 'columns', 'width'].includes(name)) options.width = Number(value());
  else if (name === 'rows' || name === 'lines') value();
  else if (name === 'deselect') options.negate = true;
  else if (name === 'context') options.ready.add('-M');
  else if (name === 'version') options.version = true;
  else if (name === 'help') options.help = given ?? rest.shift() ?? '';
  else throw new PsError('unknown gnu long option');
}
