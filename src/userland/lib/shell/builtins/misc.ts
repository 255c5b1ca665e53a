// caller, help, bind. As bash 5.3's caller.def, help.def, bind.def.

import { fnmatch, hasMagic } from '../../glob.ts';
import type { Builtin } from '../builtin-table.ts';
import { Complaint } from '../state.ts';
import { has, readOptions, USAGE } from './usage.ts';

export const caller: Builtin = async (shell, args) => {
  const frames = [...shell.frames].reverse();
  const depth = args[1] === undefined ? 0 : Number(args[1]);
  if (Number.isNaN(depth)) throw new Complaint(`caller: ${args[1]}: invalid number\ncaller: usage: ${USAGE.caller}`, 2);
  const frame = frames[depth];
  if (frame === undefined) return 1;
  const outer = frames[depth + 1];
  // Commands from a string or from standard input have no file to name.
  if (args[1] !== undefined && outer === undefined && (shell.fromString || shell.fromStdin)) return 1;
  const source = outer?.source ?? (shell.fromString || shell.fromStdin ? 'NULL' : shell.name);
  if (args[1] === undefined) return shell.print(`${frame.callLine} ${source}\n`);
  return shell.print(`${frame.callLine} ${outer?.name ?? 'main'} ${source}\n`);
};

const SUMMARIES: Readonly<Record<string, string>> = {
  alias: 'Define or display aliases.',
  bg: 'Move jobs to the background.',
  break: 'Exit for, while, or until loops.',
  cd: 'Change the shell working directory.',
  command: 'Execute a simple command or display information about commands.',
  continue: 'Resume for, while, or until loops.',
  declare: 'Set variable values and attributes.',
  echo: 'Write arguments to the standard output.',
  eval: 'Execute arguments as a shell command.',
  exec: 'Replace the shell with the given command.',
  exit: 'Exit the shell.',
  export: 'Set export attribute for shell variables.',
  false: 'Return an unsuccessful result.',
  fg: 'Move job to the foreground.',
  getopts: 'Parse option arguments.',
  hash: 'Remember or display program locations.',
  help: 'Display information about builtin commands.',
  history: 'Display or manipulate the history list.',
  jobs: 'Display status of jobs.',
  kill: 'Send a signal to a job.',
  let: 'Evaluate arithmetic expressions.',
  local: 'Define local variables.',
  printf: 'Formats and prints ARGUMENTS under control of the FORMAT.',
  pwd: 'Print the name of the current working directory.',
  read: 'Read a line from the standard input and split it into fields.',
  readonly: 'Mark shell variables as unchangeable.',
  return: 'Return from a shell function.',
  set: 'Set or unset values of shell options and positional parameters.',
  shift: 'Shift positional parameters.',
  shopt: 'Set and unset shell options.',
  source: 'Execute commands from a file in the current shell.',
  test: 'Evaluate conditional expression.',
  trap: 'Trap signals and other events.',
  true: 'Return a successful result.',
  type: 'Display information about command type.',
  ulimit: 'Modify shell resource limits.',
  umask: 'Display or set file mode mask.',
  unset: 'Unset values and attributes of shell variables and functions.',
  wait: 'Wait for job completion and return exit status.',
};

const HEAD = `GNU bash, version 5.3.15(1)-release (x86_64-pc-linux-gnu)
These shell commands are defined internally.  Type \`help' to see this list.
Type \`help name' to find out more about the function \`name'.
Use \`info bash' to find out more about the shell in general.
Use \`man -k' or \`info' to find out more about commands not in this list.

A star (*) next to a name means that the command is disabled.

`;
const COLUMN = 40;

function table(): string {
  const cells = Object.values(USAGE);
  const rows = Math.ceil(cells.length / 2);
  const cell = (text: string | undefined): string =>
    text === undefined ? '' : ` ${text.length > COLUMN - 4 ? `${text.slice(0, COLUMN - 4)}>` : text}`;
  let text = '';
  for (let row = 0; row < rows; row++) text += `${cell(cells[row]).padEnd(COLUMN)}${cell(cells[row + rows])}`.trimEnd().concat('\n');
  return HEAD + text;
}

export const help: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'dms');
  if (given.operands.length === 0) return shell.print(table());
  let status = 0;
  for (const pattern of given.operands) {
    const names = Object.keys(USAGE).filter(name => (hasMagic(pattern) ? fnmatch(pattern, name) : name === pattern));
    if (names.length === 0) {
      await shell.complain(`help: no help topics match \`${pattern}'.  Try \`help help' or \`man -k ${pattern}' or \`info ${pattern}'.`);
      status = 1;
    }
    for (const name of names) {
      const summary = SUMMARIES[name];
      if (has(given, 'd')) await shell.print(`${name} - ${summary ?? USAGE[name]}\n`);
      else if (has(given, 's')) await shell.print(`${name}: ${USAGE[name]}\n`);
      else await shell.print(`${name}: ${USAGE[name]}\n${summary === undefined ? '' : `    ${summary}\n`}`);
    }
  }
  return status;
};

export const bind: Builtin = async (shell, args) => {
  readOptions(shell, args, 'lpsvPSVXm:f:q:u:r:x:');
  if (!shell.interactive) await shell.complain('bind: warning: line editing not enabled');
  return 0;
};
