// bash's command line. As GNU bash 5.3's shell.c.

import { SET_OPTIONS, SHOPT_NAMES } from '../lib/shell/options.ts';

export interface Invocation {
  command: string | undefined;
  stdin: boolean;
  interactive: boolean;
  login: boolean;
  /** Whether startup files are read. */
  profile: boolean;
  rc: boolean;
  rcFile: string | undefined;
  editing: boolean;
  version: boolean;
  help: string | undefined;
  options: { letter?: string | undefined; name?: string | undefined; on: boolean }[];
  shopts: { name: string; on: boolean }[];
  operands: string[];
}

/** The command line is wrong: the whole text for standard error. */
export class Refused extends Error {
  readonly status: number;

  constructor(text: string, status: number) {
    super(text);
    this.status = status;
  }
}

const USAGE_HEAD = `Usage:\tbash [GNU long option] [option] ...
\tbash [GNU long option] [option] script-file ...
GNU long options:
\t--debug
\t--debugger
\t--dump-po-strings
\t--dump-strings
\t--help
\t--init-file
\t--login
\t--noediting
\t--noprofile
\t--norc
\t--posix
\t--pretty-print
\t--rcfile
\t--restricted
\t--verbose
\t--version
Shell options:
\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)
\t-abefhkmnptuvxBCEHPT or -o option
`;

const HELP = `GNU bash, version 5.3.15(1)-release-(x86_64-pc-linux-gnu)
${USAGE_HEAD}Type \`bash -c "help set"' for more information about shell options.
Type \`bash -c help' for more information about shell builtin commands.
Use the \`bashbug' command to report bugs.

bash home page: <http://www.gnu.org/software/bash>
General help using GNU software: <http://www.gnu.org/gethelp/>
`;

/** Reads the command line. Throws Refused. */
export function readInvocation(argv: readonly string[]): Invocation {
  const name = argv[0] ?? 'bash';
  const found: Invocation = {
    command: undefined,
    stdin: false,
    interactive: false,
    login: name.startsWith('-'),
    profile: true,
    rc: true,
    rcFile: undefined,
    editing: true,
    version: false,
    help: undefined,
    options: [],
    shopts: [],
    operands: [],
  };
  const at = readLong(argv, name, found);
  return readShort(argv, at, name, found);
}

/** Long options come first, with one dash or two. */
function readLong(argv: readonly string[], name: string, found: Invocation): number {
  let at = 1;
  for (; at < argv.length; at++) {
    const word = argv[at]!;
    if (!/^--?[a-z-]{2,}$/.test(word) || word === '--') break;
    const option = word.replace(/^--?/, '');
    if (option === 'norc') found.rc = false;
    else if (option === 'noprofile') found.profile = false;
    else if (option === 'noediting') found.editing = false;
    else if (option === 'login') found.login = true;
    else if (option === 'version') found.version = true;
    else if (option === 'help') found.help = HELP;
    else if (option === 'posix') found.options.push({ name: 'posix', on: true });
    else if (option === 'verbose') found.options.push({ name: 'verbose', on: true });
    else if (option === 'rcfile' || option === 'init-file') {
      found.rcFile = argv[++at];
      if (found.rcFile === undefined) throw new Refused(`${name}: ${word}: option requires an argument\n`, 2);
    } else if (option === 'debugger' || option === 'restricted' || option === 'debug' || option === 'pretty-print') {
      throw new Refused(`${name}: ${word} is not simulated here\n`, 1);
    } else if (word.startsWith('--')) throw new Refused(`${name}: ${word}: invalid option\n${USAGE_HEAD}`, 2);
    else break;
  }
  return at;
}

function readShort(argv: readonly string[], from: number, name: string, found: Invocation): Invocation {
  let at = from;
  let command = false;
  for (; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--' || word === '-') {
      at++;
      break;
    }
    if (!/^[-+]./.test(word)) break;
    const on = word[0] === '-';
    for (const letter of word.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 's') found.stdin = true;
      else if (letter === 'i') found.interactive = true;
      else if (letter === 'l') found.login = true;
      else if (letter === 'o') found.options.push({ name: argv[++at] ?? '', on });
      else if (letter === 'O') {
        const option = argv[++at] ?? '';
        if (!SHOPT_NAMES.includes(option)) throw new Refused(`${name}: ${option}: invalid shell option name\n`, 2);
        found.shopts.push({ name: option, on });
      } else if (letter === 'D' || letter === 'r') throw new Refused(`${name}: -${letter} is not simulated here\n`, 1);
      else if (SET_OPTIONS.some(([, known]) => known === letter)) found.options.push({ letter, on });
      else throw new Refused(`${name}: ${word[0]}${letter}: invalid option\n${USAGE_HEAD}`, 2);
    }
  }
  found.operands = argv.slice(at);
  if (!command) return found;
  found.command = found.operands.shift();
  if (found.command === undefined) throw new Refused(`${name}: -c: option requires an argument\n`, 2);
  return found;
}
