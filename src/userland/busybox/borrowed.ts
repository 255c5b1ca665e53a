// Applets that do what the packages' own programs do: busybox is by its nature the other packages in one file, so their code serves here too
// (the one exception to "no package imports another", see ARCHITECTURE.md). What they complain of is put into busybox's words.

import type { Program } from '../../abi/program.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';
import { decode, encode, print, STDERR } from '../lib/io.ts';
import { BANNER } from './applet.ts';
import { USAGES } from './usages.ts';

type Load = () => Promise<{ default: Program }>;

const PROGRAMS: Readonly<Record<string, Load>> = {
  '[': () => import('../coreutils/test.ts'),
  '[[': () => import('../coreutils/test.ts'),
  awk: () => import('../gawk/gawk.ts'),
  base64: () => import('../coreutils/base64.ts'),
  chgrp: () => import('../coreutils/chgrp.ts'),
  chmod: () => import('../coreutils/chmod.ts'),
  chown: () => import('../coreutils/chown.ts'),
  chroot: () => import('../coreutils/chroot.ts'),
  cksum: () => import('../coreutils/cksum.ts'),
  comm: () => import('../coreutils/comm.ts'),
  cp: () => import('../coreutils/cp.ts'),
  cut: () => import('../coreutils/cut.ts'),
  date: () => import('../coreutils/date.ts'),
  dd: () => import('../coreutils/dd.ts'),
  du: () => import('../coreutils/du.ts'),
  egrep: () => import('../grep/egrep.ts'),
  expand: () => import('../coreutils/expand.ts'),
  expr: () => import('../coreutils/expr.ts'),
  factor: () => import('../coreutils/factor.ts'),
  fgrep: () => import('../grep/fgrep.ts'),
  find: () => import('../findutils/find.ts'),
  fold: () => import('../coreutils/fold.ts'),
  grep: () => import('../grep/grep.ts'),
  head: () => import('../coreutils/head.ts'),
  hostid: () => import('../coreutils/hostid.ts'),
  install: () => import('../coreutils/install.ts'),
  ip: () => import('../iproute2/ip/main.ts'),
  link: () => import('../coreutils/link.ts'),
  ln: () => import('../coreutils/ln.ts'),
  logname: () => import('../coreutils/logname.ts'),
  md5sum: () => import('../coreutils/md5sum.ts'),
  mkfifo: () => import('../coreutils/mkfifo.ts'),
  mknod: () => import('../coreutils/mknod.ts'),
  mktemp: () => import('../coreutils/mktemp.ts'),
  mv: () => import('../coreutils/mv.ts'),
  nice: () => import('../coreutils/nice.ts'),
  nl: () => import('../coreutils/nl.ts'),
  nohup: () => import('../coreutils/nohup.ts'),
  od: () => import('../coreutils/od.ts'),
  paste: () => import('../coreutils/paste.ts'),
  printenv: () => import('../coreutils/printenv.ts'),
  printf: () => import('../coreutils/printf.ts'),
  readlink: () => import('../coreutils/readlink.ts'),
  realpath: () => import('../coreutils/realpath.ts'),
  sed: () => import('../sed/sed.ts'),
  sha1sum: () => import('../coreutils/sha1sum.ts'),
  sha256sum: () => import('../coreutils/sha256sum.ts'),
  sha384sum: () => import('../coreutils/sha384sum.ts'),
  sha512sum: () => import('../coreutils/sha512sum.ts'),
  shred: () => import('../coreutils/shred.ts'),
  shuf: () => import('../coreutils/shuf.ts'),
  sort: () => import('../coreutils/sort.ts'),
  sum: () => import('../coreutils/sum.ts'),
  sync: () => import('../coreutils/sync.ts'),
  tac: () => import('../coreutils/tac.ts'),
  tail: () => import('../coreutils/tail.ts'),
  test: () => import('../coreutils/test.ts'),
  timeout: () => import('../coreutils/timeout.ts'),
  tr: () => import('../coreutils/tr.ts'),
  truncate: () => import('../coreutils/truncate.ts'),
  tty: () => import('../coreutils/tty.ts'),
  unexpand: () => import('../coreutils/unexpand.ts'),
  uniq: () => import('../coreutils/uniq.ts'),
  users: () => import('../coreutils/users.ts'),
  xargs: () => import('../findutils/xargs.ts'),
  cmp: () => import('../diffutils/cmp.ts'),
  tar: () => import('../tar/tar.ts'),
  nsenter: () => import('../util-linux/nsenter.ts'),
  unshare: () => import('../util-linux/unshare/main.ts'),
  setsid: () => import('../util-linux/setsid.ts'),
  sysctl: () => import('../procps/sysctl.ts'),
  setpriv: () => import('../util-linux/setpriv/main.ts'),
  gzip: () => import('../gzip/gzip.ts'),
  gunzip: () => import('../gzip/gunzip.ts'),
  zcat: () => import('../gzip/zcat.ts'),
};

/** GNU's phrases and busybox's for the same; the first that matches a line counts. */
const PHRASES: readonly [gnu: RegExp, busybox: string][] = [
  [/^Error: Nexthop has invalid gateway\.$/, 'ip: RTNETLINK answers: Network is unreachable'],
  [/^Error: ipv4: (?:Address already assigned|.*exists)\.$/, 'ip: RTNETLINK answers: File exists'],
  [/^RTNETLINK answers: /, 'ip: RTNETLINK answers: '],
  [/^Cannot find device "(.*)"/, "ip: can't find device '$1'"],
  [/^(head|wc): cannot open (?:'(.*)' for reading|(.*)): /, '$1: $2$3: '],
  [/^(md5sum|sha\d+sum): ([^:']+): (?=No such|Permission|Is a)/, "$1: can't open '$2': "],
  [/^mv: cannot (?:stat|move) '(.*?)'(?: to '.*')?: /, "mv: can't rename '$1': "],
  [/^ln: failed to access '(.*)': /, 'ln: $1: '],
  [/^(du): cannot access '(.*)': /, '$1: $2: '],
  [/^expr: non-integer argument/, 'expr: non-numeric argument'],
  [/^date: invalid date ‘(.*)’/, "date: invalid date '$1'"],
  [/^printf: ‘(.*)’: expected a numeric value/, "printf: invalid number '$1'"],
  [/^cmp: EOF on ‘(.*)’(?: which is empty|.*)$/, 'cmp: EOF on $1'],
  [/^gzip: (.*)\.gz: No such file or directory/, 'gunzip: $1: No such file or directory'],
  [/^(\S+): cannot open (?:'(.*)' for reading|(.*)): /, "$1: can't open '$2$3': "],
  [/^(\S+): cannot (?:read|access): (.*): /, '$1: $2: '],
  [/^(\S+): cannot stat '(.*)': /, "$1: can't stat '$2': "],
  [/^ln: failed to create (?:symbolic|hard) link '(.*?)'(?: => '.*')?: /, 'ln: $1: '],
  [/^(ch\w+): cannot access '(.*)': /, '$1: $2: '],
  [/^(ch\w+): changing (?:permissions|ownership|group) of '(.*)': /, '$1: $2: '],
  [/^chown: invalid user: ['‘](.*)['’]/, 'chown: unknown user $1'],
  [/^(chown|chgrp): invalid group: ['‘](.*)['’]/, '$1: unknown group $2'],
  [/^chmod: invalid mode: ['‘](.*)['’]/, "chmod: invalid mode '$1'"],
  [/^(\S+): cannot create (?:regular file|directory) '(.*)': /, "$1: can't create '$2': "],
  [/^cp: -r not specified; omitting directory '(.*)'/, "cp: omitting directory '$1'"],
  [/^find: ['‘](.*)['’]: /, 'find: $1: '],
  [/^sysctl: cannot stat \/proc\/sys\/(\S+): No such file or directory/, "sysctl: error: '$1' is an unknown key"],
  [/^tar: Removing leading `\/' from/, "tar: removing leading '/' from"],
  [/^tar: (.*): Cannot open: /, "tar: can't open '$1': "],
  [/^sed: can't read (.*): /, 'sed: $1: '],
  [/^(\S+): missing (?:file )?operand.*/, '$1: missing operand'],
];
/** GNU's second line after a mistake of the command line. */
const TRY_HELP = /^Try '\S+ --help' for more information\.$/;

/** What is wrong with the words of a command line; busybox answers with the usage alone, where it is no unknown option. */
const OPTION_COMPLAINT = /^\S+: (?:invalid option|unrecognized option|option requires an argument|option '.*' )/;

function busyboxWords(name: string, text: string): string {
  const lines = text.split('\n');
  const misused = USAGES[name] !== undefined && lines.some(line => TRY_HELP.test(line));
  const kept = lines.filter(
    line =>
      !TRY_HELP.test(line) && !/^tar: Error is not recoverable/.test(line) && (!misused || line === '' || OPTION_COMPLAINT.test(line)),
  );
  const words = kept
    .map(line => PHRASES.reduce((found, [gnu, busybox]) => (found === line ? line.replace(gnu, busybox) : found), line))
    .join('\n');
  return misused ? words + usageOf(name) : words;
}

const usageOf = (name: string): string => `${BANNER}\n\n${USAGES[name]}\n`;

/** The same calls, with what is written to standard error in busybox's words. */
function rewording(sys: Sys, name: string): Sys {
  const write = async (fd: Fd, bytes: Uint8Array): Promise<number> => {
    if (fd !== STDERR) return sys.write(fd, bytes);
    await sys.write(fd, encode(busyboxWords(name, decode(bytes))));
    return bytes.length;
  };
  // The handle's own methods are read-only, so assigning to what is made of it would throw.
  return Object.create(sys, { write: { value: write } }) as Sys;
}

export const isBorrowed = (name: string): boolean => Object.hasOwn(PROGRAMS, name);

/** Runs a borrowed applet; gives its status. */
export async function runBorrowed(sys: Sys, argv: readonly string[], env: Env): Promise<number> {
  const name = argv[0]!;
  if (argv.length === 2 && argv[1] === '--help' && USAGES[name] !== undefined) {
    await print(sys, usageOf(name));
    return 0;
  }
  const { default: program } = await PROGRAMS[name]!();
  return (await program.main(rewording(sys, name), [...argv], env)) ?? 0;
}
