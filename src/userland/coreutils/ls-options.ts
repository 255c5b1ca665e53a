// What the command line of ls asks for. As GNU coreutils 9.10.

import type { Tool } from '../lib/command.ts';
import type { LongOptions } from '../lib/getopt.ts';
import { quote } from '../lib/quote.ts';
import { type BlockSize, parseBlockSize } from '../lib/sizes.ts';
import { isTerminal, terminalColumns } from '../lib/stdout.ts';

export type Format = 'long' | 'vertical' | 'across' | 'commas' | 'single';
export type SortBy = 'name' | 'none' | 'size' | 'time' | 'version' | 'extension' | 'width';
export type Quoting = 'literal' | 'shell' | 'shell-always' | 'shell-escape' | 'shell-escape-always' | 'c' | 'escape' | 'locale';

export interface LsOptions {
  format: Format;
  sortBy: SortBy;
  reverse: boolean;
  time: 'mtime' | 'atime' | 'ctime' | 'btime';
  /** Which hidden names are shown. */
  hidden: 'none' | 'almost' | 'all';
  directory: boolean;
  recursive: boolean;
  follow: 'never' | 'arguments' | 'argument-directories' | 'always';
  indicator: 'none' | 'slash' | 'file-type' | 'classify';
  inode: boolean;
  blocks: boolean;
  context: boolean;
  numeric: boolean;
  owner: boolean;
  group: boolean;
  author: boolean;
  size: BlockSize;
  blockSize: BlockSize;
  timeStyle: string;
  quoting: Quoting;
  hideControl: boolean;
  color: boolean;
  width: number;
  tab: number;
  ignore: string[];
  hide: string[];
  directoriesFirst: boolean;
  end: '\n' | '\0';
}

export const SHORT = 'abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ1';
export const LONG: LongOptions = {
  all: '-a',
  'almost-all': '-A',
  author: 'none',
  escape: '-b',
  'block-size': 'required',
  'ignore-backups': '-B',
  color: 'optional',
  directory: '-d',
  dired: '-D',
  classify: 'optional',
  'file-type': 'none',
  format: 'required',
  'full-time': 'none',
  'group-directories-first': 'none',
  'no-group': '-G',
  'human-readable': '-h',
  si: 'none',
  'dereference-command-line': '-H',
  'dereference-command-line-symlink-to-dir': 'none',
  hide: 'required',
  hyperlink: 'optional',
  'indicator-style': 'required',
  inode: '-i',
  ignore: '-I',
  kibibytes: '-k',
  dereference: '-L',
  'numeric-uid-gid': '-n',
  literal: '-N',
  'hide-control-chars': '-q',
  'show-control-chars': 'none',
  'quote-name': '-Q',
  'quoting-style': 'required',
  reverse: '-r',
  recursive: '-R',
  size: '-s',
  sort: 'required',
  time: 'required',
  'time-style': 'required',
  tabsize: '-T',
  width: '-w',
  context: '-Z',
  zero: 'none',
};

/** One of the words, by unique prefix; complains as argmatch does. */
function choose(tool: Tool, option: string, text: string, groups: readonly (readonly string[])[]): string {
  const words = groups.flat();
  const found = words.filter(word => word.startsWith(text));
  const kinds = new Set(found.map(word => groups.findIndex(group => group.includes(word))));
  if (words.includes(text)) return groups.find(group => group.includes(text))![0]!;
  if (kinds.size === 1 && text !== '') return groups[[...kinds][0]!]![0]!;
  const list = groups.map(group => `  - ${group.map(quote).join(', ')}`).join('\n');
  return tool.usage(
    `${kinds.size > 1 ? 'ambiguous' : 'invalid'} argument ${quote(text)} for ${quote(`--${option}`)}\nValid arguments are:\n${list}`,
  );
}

const WHEN = [
  ['always', 'yes', 'force'],
  ['never', 'no', 'none'],
  ['auto', 'tty', 'if-tty'],
];
const KIB: BlockSize = { unitBytes: 1024, suffix: '' };

function defaults(tool: Tool, kind: 'ls' | 'dir' | 'vdir', terminal: boolean, width: number): LsOptions {
  const shown = { ls: terminal ? 'vertical' : 'single', dir: 'vertical', vdir: 'long' } as const;
  const environment = tool.env.BLOCK_SIZE ?? tool.env.LS_BLOCK_SIZE;
  return {
    format: shown[kind],
    sortBy: 'name',
    reverse: false,
    time: 'mtime',
    hidden: 'none',
    directory: false,
    recursive: false,
    follow: 'argument-directories',
    indicator: 'none',
    inode: false,
    blocks: false,
    context: false,
    numeric: false,
    owner: true,
    group: true,
    author: false,
    size: (environment === undefined ? undefined : parseBlockSize(environment)) ?? { unitBytes: 1, suffix: '' },
    blockSize: (environment === undefined ? undefined : parseBlockSize(environment)) ?? KIB,
    timeStyle: tool.env.TIME_STYLE ?? 'locale',
    quoting: kind === 'ls' ? ((tool.env.QUOTING_STYLE as Quoting | undefined) ?? (terminal ? 'shell-escape' : 'literal')) : 'escape',
    hideControl: terminal && kind === 'ls',
    color: false,
    width,
    tab: terminal ? 8 : 8,
    ignore: [],
    hide: [],
    directoriesFirst: false,
    end: '\n',
  };
}

/** Reads the options of ls, dir or vdir. */
export async function readOptions(tool: Tool, kind: 'ls' | 'dir' | 'vdir'): Promise<LsOptions> {
  const terminal = await isTerminal(tool.sys, 1);
  const options = defaults(tool, kind, terminal, await terminalColumns(tool.sys, 1, tool.env));
  let sorted = false;
  let formatted = false;
  let timed = false;
  let explicitFollow = false;
  for (const { option, value } of tool.given) {
    if (SORTS[option] !== undefined || option === '--sort') {
      sorted = true;
      options.sortBy = SORTS[option] ?? (choose(tool, 'sort', value!, SORT_WORDS) as SortBy);
      if (option === '-f') {
        options.hidden = 'all';
        if (options.format === 'long') options.format = 'single';
      }
      continue;
    }
    if (FORMATS[option] !== undefined || option === '--format') {
      // -1 does not undo -l.
      if (option === '-1' && options.format === 'long' && formatted) continue;
      formatted = true;
      options.format = FORMATS[option] ?? (choose(tool, 'format', value!, FORMAT_WORDS) as Format);
      if (option === '-g') options.owner = false;
      if (option === '-o') options.group = false;
      if (option === '-n') options.numeric = true;
      continue;
    }
    if (option === '-u' || option === '-c' || option === '--time') timed = true;
    if (['-L', '-H', '--dereference-command-line-symlink-to-dir'].includes(option)) explicitFollow = true;
    apply(tool, options, option, value, terminal);
  }
  if (timed && !sorted && options.format !== 'long') options.sortBy = 'time';
  if (!explicitFollow && (options.directory || options.indicator === 'classify' || options.format === 'long')) options.follow = 'never';
  if (options.timeStyle.startsWith('posix-')) options.timeStyle = 'locale';
  if (!options.timeStyle.startsWith('+') && !STYLES.includes(options.timeStyle)) {
    const list = "  - +FORMAT (e.g., +%H:%M) for a 'date'-style format";
    tool.usage(
      `invalid argument ${quote(options.timeStyle)} for ‘time style’\nValid arguments are:\n  - [posix-]full-iso\n  - [posix-]long-iso\n  - [posix-]iso\n  - [posix-]locale\n${list}`,
    );
  }
  return options;
}

const STYLES = ['full-iso', 'long-iso', 'iso', 'locale'];
const SORTS: Readonly<Record<string, SortBy>> = {
  '-S': 'size',
  '-t': 'time',
  '-U': 'none',
  '-f': 'none',
  '-v': 'version',
  '-X': 'extension',
};
const SORT_WORDS = [['none'], ['size'], ['time'], ['version'], ['extension'], ['name'], ['width']];
const FORMATS: Readonly<Record<string, Format>> = {
  '-l': 'long',
  '-g': 'long',
  '-o': 'long',
  '-n': 'long',
  '-C': 'vertical',
  '-x': 'across',
  '-m': 'commas',
  '-1': 'single',
};
const FORMAT_WORDS = [['long', 'verbose'], ['commas'], ['across', 'horizontal'], ['vertical'], ['single', 'single-column']];
const QUOTINGS = [
  ['literal'],
  ['shell'],
  ['shell-always'],
  ['shell-escape'],
  ['shell-escape-always'],
  ['c', 'c-maybe'],
  ['escape'],
  ['locale', 'clocale'],
];
const TIMES = [
  ['atime', 'access', 'use'],
  ['ctime', 'status'],
  ['mtime', 'modification'],
  ['btime', 'birth', 'creation'],
];

type Setting = (options: LsOptions, value: string | undefined, tool: Tool, terminal: boolean) => void;

const SETTINGS: Readonly<Record<string, Setting>> = {
  '-a': options => void (options.hidden = 'all'),
  '-A': options => void (options.hidden = 'almost'),
  '--author': options => void (options.author = true),
  '-b': options => void (options.quoting = 'escape'),
  '-N': options => void (options.quoting = 'literal'),
  '-Q': options => void (options.quoting = 'c'),
  '-q': options => void (options.hideControl = true),
  '--show-control-chars': options => void (options.hideControl = false),
  '-B': options => void options.ignore.push('*~', '.*~'),
  '-d': options => void (options.directory = true),
  '-R': options => void (options.recursive = true),
  '-r': options => void (options.reverse = true),
  '-i': options => void (options.inode = true),
  '-s': options => void (options.blocks = true),
  '-Z': options => void (options.context = true),
  '-G': options => void (options.group = false),
  '-L': options => void (options.follow = 'always'),
  '-H': options => void (options.follow = 'arguments'),
  '--dereference-command-line-symlink-to-dir': options => void (options.follow = 'argument-directories'),
  '-u': options => void (options.time = 'atime'),
  '-c': options => void (options.time = 'ctime'),
  '-k': options => void (options.blockSize = KIB),
  '-I': (options, value) => void options.ignore.push(value!),
  '--hide': (options, value) => void options.hide.push(value!),
  '-p': options => void (options.indicator = 'slash'),
  '--file-type': options => void (options.indicator = 'file-type'),
  '--group-directories-first': options => void (options.directoriesFirst = true),
  '--time-style': (options, value) => void (options.timeStyle = value!),
  '--full-time': options => {
    options.format = 'long';
    options.timeStyle = 'full-iso';
  },
  '--zero': options => {
    options.end = '\0';
    options.quoting = 'literal';
    if (options.format !== 'long') options.format = 'single';
  },
  '-h': options => {
    options.size = { unitBytes: 0, human: 1024, suffix: '' };
    options.blockSize = options.size;
  },
  '--si': options => {
    options.size = { unitBytes: 0, human: 1000, suffix: '' };
    options.blockSize = options.size;
  },
};

function apply(tool: Tool, options: LsOptions, option: string, value: string | undefined, terminal: boolean): void {
  const setting = SETTINGS[option];
  if (setting !== undefined) {
    setting(options, value, tool, terminal);
    return;
  }
  const when = (name: string, usual: string): boolean => {
    const chosen = choose(tool, name, value ?? usual, WHEN);
    return chosen === 'always' || (chosen === 'auto' && terminal);
  };
  if (option === '--color') options.color = when('color', 'always');
  else if (option === '-F' || option === '--classify')
    options.indicator = option === '-F' || when('classify', 'always') ? 'classify' : 'none';
  else if (option === '--indicator-style') {
    options.indicator = choose(tool, 'indicator-style', value!, [
      ['none'],
      ['slash'],
      ['file-type'],
      ['classify'],
    ]) as LsOptions['indicator'];
  } else if (option === '--quoting-style') options.quoting = choose(tool, 'quoting-style', value!, QUOTINGS) as Quoting;
  else if (option === '--time') options.time = choose(tool, 'time', value!, TIMES) as LsOptions['time'];
  else if (option === '--block-size') {
    const size = parseBlockSize(value!) ?? tool.fail(`invalid --block-size argument '${value}'`, 2);
    options.size = size;
    options.blockSize = size;
  } else if (option === '-w')
    options.width = /^\d+$/.test(value!) ? Number(value) || Number.MAX_SAFE_INTEGER : tool.fail(`invalid line width: ${quote(value!)}`, 2);
  else if (option === '-T') options.tab = /^\d+$/.test(value!) ? Number(value) : tool.fail(`invalid tab size: ${quote(value!)}`, 2);
  else tool.fail(`option ${option} is not simulated here`, 2);
}
