// The command line of tar: GNU options, and the old bundle without a dash. As GNU tar 1.35.

import { Failure } from '../lib/command.ts';
import { type Given, getopt, type LongOptions, UsageError } from '../lib/getopt.ts';

export type Mode = 'create' | 'extract' | 'list' | 'append' | 'update' | 'diff' | 'concatenate' | 'delete';

/** A member or file that is named, with the folder that -C has come to. */
export interface Named {
  name: string;
  folder: string | undefined;
}

export interface TarOptions {
  mode: Mode;
  archive: string | undefined;
  gzip: boolean;
  verbose: number;
  names: Named[];
  /** -C that stand after all names count for extraction too. */
  folder: string | undefined;
  exclude: string[];
  has(option: string): boolean;
  value(option: string): string | undefined;
}

const SHORT = 'AcdrtuxC:f:T:X:zjJZvwpPOhklmSsUWGWnN:b:L:V:aBioRI:';
const LONG: LongOptions = {
  catenate: '-A',
  concatenate: '-A',
  create: '-c',
  diff: '-d',
  compare: '-d',
  delete: 'none',
  append: '-r',
  list: '-t',
  update: '-u',
  extract: '-x',
  get: '-x',
  directory: '-C',
  file: '-f',
  'files-from': '-T',
  'exclude-from': '-X',
  exclude: 'required',
  'exclude-vcs': 'none',
  gzip: '-z',
  gunzip: '-z',
  ungzip: '-z',
  bzip2: '-j',
  xz: '-J',
  zstd: 'none',
  lzma: 'none',
  compress: '-Z',
  'auto-compress': '-a',
  'use-compress-program': '-I',
  verbose: '-v',
  'same-permissions': '-p',
  'preserve-permissions': '-p',
  'absolute-names': '-P',
  'to-stdout': '-O',
  dereference: '-h',
  'keep-old-files': '-k',
  'skip-old-files': 'none',
  'keep-newer-files': 'none',
  overwrite: 'none',
  'unlink-first': '-U',
  touch: '-m',
  sparse: '-S',
  'strip-components': 'required',
  transform: 'required',
  xform: 'required',
  owner: 'required',
  group: 'required',
  mode: 'required',
  mtime: 'required',
  'numeric-owner': 'none',
  'same-owner': 'none',
  'no-same-owner': '-o',
  'no-same-permissions': 'none',
  'no-recursion': 'none',
  recursion: 'none',
  'remove-files': 'none',
  wildcards: 'none',
  'no-wildcards': 'none',
  'one-file-system': '-l',
  sort: 'required',
  null: 'none',
  format: 'required',
  totals: 'optional',
  'full-time': 'none',
  xattrs: 'none',
  acls: 'none',
  selinux: 'none',
  'ignore-failed-read': 'none',
  'show-transformed-names': 'none',
  'no-overwrite-dir': 'none',
  'block-number': '-R',
  warning: 'required',
  'blocking-factor': '-b',
  help: 'none',
  usage: 'none',
  version: 'none',
};

const MODES: Readonly<Record<string, Mode>> = {
  '-c': 'create',
  '-x': 'extract',
  '-t': 'list',
  '-r': 'append',
  '-u': 'update',
  '-d': 'diff',
  '-A': 'concatenate',
  '--delete': 'delete',
};
const REFUSED = ['-j', '-J', '-Z', '--zstd', '--lzma', '-I'];

/** The first word's letters as options, their arguments taken from the words that follow. */
function withoutBundle(argv: readonly string[]): string[] {
  const [name = '', bundle, ...rest] = argv;
  if (bundle === undefined || bundle.startsWith('-') || bundle === '') return [...argv];
  const words: string[] = [];
  for (const letter of bundle) {
    const at = SHORT.indexOf(letter);
    if (at < 0 || letter === ':') throw new UsageError(`invalid option -- '${letter}'`);
    words.push(`-${letter}`);
    if (SHORT[at + 1] !== ':') continue;
    const value = rest.shift();
    if (value === undefined) throw new UsageError(`Old option '${letter}' requires an argument.`);
    words.push(value);
  }
  return [name, ...words, ...rest];
}

/** Reads argv; throws a UsageError in tar's words. */
export function readOptions(argv: readonly string[]): TarOptions {
  const words = withoutBundle(argv);
  const { given } = getopt(words, SHORT, LONG);
  const modes = [...new Set(given.flatMap(({ option }) => (MODES[option] === undefined ? [] : [MODES[option]])))];
  const has = (option: string): boolean => given.some(one => one.option === option);
  const value = (option: string): string | undefined => given.findLast(one => one.option === option)?.value;
  const about = has('--help') || has('--version') || has('--usage');
  if (modes.length > 1) throw new UsageError("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option");
  if (modes.length === 0 && !about) throw new UsageError("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options");
  for (const option of REFUSED) {
    if (!has(option)) continue;
    const program = { '-j': 'bzip2', '-J': 'xz', '-Z': 'compress', '--zstd': 'zstd', '--lzma': 'lzma' }[option] ?? value(option)!;
    throw new Failure(`${program}: this compression is not simulated here`, 2);
  }
  const archive = value('-f');
  const { names, folder } = namesOf(words);
  return {
    mode: modes[0] ?? 'list',
    archive,
    gzip: has('-z') || (has('-a') && modes[0] === 'create' && /\.(tgz|gz|taz)$/.test(archive ?? '')),
    verbose: given.filter(({ option }) => option === '-v').length,
    names,
    folder,
    exclude: given.filter(({ option }) => option === '--exclude').map(one => one.value!),
    has,
    value,
  };
}

/** Operands in order, each with the -C that stands before it. */
function namesOf(words: readonly string[]): { names: Named[]; folder: string | undefined } {
  const names: Named[] = [];
  let folder: string | undefined;
  for (let at = 1; at < words.length; ) {
    const word = words[at]!;
    // One option at a time, with its argument, as getopt would take it.
    const isOption = word.startsWith('-') && word !== '-' && word !== '--';
    if (word === '--') {
      for (const name of words.slice(at + 1)) names.push({ name, folder });
      break;
    }
    if (!isOption) {
      names.push({ name: word, folder });
      at++;
      continue;
    }
    let taken: Given[];
    let width = 1;
    try {
      taken = getopt(['tar', word], SHORT, LONG).given;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      width = 2;
      taken = getopt(['tar', word, words[at + 1] ?? ''], SHORT, LONG).given;
    }
    for (const { option, value } of taken)
      if (option === '-C') folder = folder === undefined || value!.startsWith('/') ? value! : `${folder}/${value}`;
    at += width;
  }
  return { names, folder };
}
