// The usage lines of bash 5.3's builtins, and the reading of their options.

import { Complaint, type Shell } from '../state.ts';

export const USAGE: Readonly<Record<string, string>> = {
  '.': '. [-p path] filename [arguments]',
  ':': ':',
  '[': '[ arg... ]',
  alias: 'alias [-p] [name[=value] ... ]',
  bg: 'bg [job_spec ...]',
  bind: 'bind [-lpsvPSVX] [-m keymap] [-f filename] [-q name] [-u name] [-r keyseq] [-x keyseq:shell-command] [keyseq:readline-function or readline-command]',
  break: 'break [n]',
  builtin: 'builtin [shell-builtin [arg ...]]',
  caller: 'caller [expr]',
  cd: 'cd [-L|[-P [-e]]] [-@] [dir]',
  command: 'command [-pVv] command [arg ...]',
  compgen:
    'compgen [-V varname] [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
  complete:
    'complete [-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
  compopt: 'compopt [-o|+o option] [-DEI] [name ...]',
  continue: 'continue [n]',
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  dirs: 'dirs [-clpv] [+N] [-N]',
  disown: 'disown [-h] [-ar] [jobspec ... | pid ...]',
  echo: 'echo [-neE] [arg ...]',
  enable: 'enable [-a] [-dnps] [-f filename] [name ...]',
  eval: 'eval [arg ...]',
  exec: 'exec [-cl] [-a name] [command [argument ...]] [redirection ...]',
  exit: 'exit [n]',
  export: 'export [-fn] [name[=value] ...] or export -p [-f]',
  false: 'false',
  fc: 'fc [-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]',
  fg: 'fg [job_spec]',
  getopts: 'getopts optstring name [arg ...]',
  hash: 'hash [-lr] [-p pathname] [-dt] [name ...]',
  help: 'help [-dms] [pattern ...]',
  history: 'history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  jobs: 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]',
  kill: 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  let: 'let arg [arg ...]',
  local: 'local [option] name[=value] ...',
  logout: 'logout [n]',
  mapfile: 'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  popd: 'popd [-n] [+N | -N]',
  printf: 'printf [-v var] format [arguments]',
  pushd: 'pushd [-n] [+N | -N | dir]',
  pwd: 'pwd [-LP]',
  read: 'read [-Eers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  readarray: 'readarray [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
  return: 'return [n]',
  set: 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  shift: 'shift [n]',
  shopt: 'shopt [-pqsu] [-o] [optname ...]',
  source: 'source [-p path] filename [arguments]',
  suspend: 'suspend [-f]',
  test: 'test [expr]',
  times: 'times',
  trap: 'trap [-Plp] [[action] signal_spec ...]',
  true: 'true',
  type: 'type [-afptP] name [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  ulimit: 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]',
  umask: 'umask [-p] [-S] [mode]',
  unalias: 'unalias [-a] name [name ...]',
  unset: 'unset [-f] [-v] [-n] [name ...]',
  wait: 'wait [-fn] [-p var] [id ...]',
};

/** "NAME: usage: …" to standard error; gives 2. */
export async function usage(shell: Shell, name: string): Promise<2> {
  await shell.warn(`${name}: usage: ${USAGE[name] ?? name}\n`);
  return 2;
}

/** A complaint with the usage line after it. */
export const usageComplaint = (name: string, words: string): Complaint =>
  new Complaint(`${name}: ${words}\n${name}: usage: ${USAGE[name] ?? name}`, 2);

export interface Given {
  /** Options in order: their letter and value; `plus` where it was given with "+". */
  options: { letter: string; value: string; plus: boolean }[];
  operands: string[];
  /** Where the operands begin in args. */
  at: number;
}

/**
 * Options of a builtin, as bash's internal_getopt: "ab:" as getopt(3); with `plus`, "+x" is an option too. Throws Complaint in the dialect's words.
 */
export function readOptions(shell: Shell, args: readonly string[], letters: string, plus = false): Given {
  const name = args[0]!;
  const options: Given['options'] = [];
  let at = 1;
  for (; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') {
      at++;
      break;
    }
    const minus = word[0] === '-';
    if (word.length < 2 || !(minus || (plus && word[0] === '+'))) break;
    for (let index = 1; index < word.length; index++) {
      const letter = word[index]!;
      const known = letter === ':' ? -1 : letters.indexOf(letter);
      if (known < 0) throw invalidOption(shell, name, `${word[0]}${letter}`);
      if (letters[known + 1] !== ':') {
        options.push({ letter, value: '', plus: !minus });
        continue;
      }
      const rest = word.slice(index + 1);
      const value = rest === '' ? args[++at] : rest;
      if (value === undefined) throw missingArgument(shell, name, letter);
      options.push({ letter, value, plus: !minus });
      break;
    }
  }
  return { options, operands: args.slice(at), at };
}

function invalidOption(shell: Shell, name: string, option: string): Complaint {
  if (shell.dialect.kind === 'bash') return usageComplaint(name, `${option}: invalid option`);
  return shell.dialect.kind === 'dash'
    ? new Complaint(`${name}: Illegal option ${option}`, 2)
    : new Complaint(`illegal option ${option}`, 2);
}

function missingArgument(shell: Shell, name: string, letter: string): Complaint {
  if (shell.dialect.kind === 'bash') return usageComplaint(name, `-${letter}: option requires an argument`);
  return new Complaint(`${name}: No arg for -${letter} option`, 2);
}

/** Whether a letter is among the options (its last sign counts). */
export const has = (given: Given, letter: string): boolean => given.options.findLast(option => option.letter === letter)?.plus === false;

/** The value of an option's last use. */
export const valueOf = (given: Given, letter: string): string | undefined =>
  given.options.findLast(option => option.letter === letter)?.value;
