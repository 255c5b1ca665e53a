// The frame of a POSIX shell: its command line, its variables at the start, and where its commands come from. dash and busybox's ash are two.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import { optionOfLetter, setOption } from './builtins/settings.ts';
import type { Dialect } from './dialect.ts';
import { createShell, runStandardInput, runString } from './engine.ts';
import { Jump, type Shell } from './state.ts';
import { isTerminal } from './test-file.ts';
import { exitTrap } from './traps.ts';

/** What such a shell says and does its own way. */
export interface PosixShell {
  dialect: Dialect;
  /** Reads and runs commands at a prompt until the end of input. */
  prompting(shell: Shell): Promise<number>;
  /** The prompt that PS1 begins as. */
  prompt(shell: Shell): string;
  /** "sh: 0: Illegal option -z": the whole line for a refused option, or for -c without a command. */
  illegalOption(name: string, option: string): string;
  missingCommand(name: string): string;
  /** The whole line for a script that can't be opened. */
  cannotOpen(name: string, script: string, error: Errno): string;
}

interface Invocation {
  command: boolean;
  stdin: boolean;
  interactive: boolean;
  login: boolean;
  operands: string[];
}

/** Runs the shell as its main; gives the exit status. */
export async function runPosixShell(sys: Sys, argv: readonly string[], env: Env, kind: PosixShell): Promise<number> {
  const shell = await createShell(sys, kind.dialect, argv[0] ?? 'sh', env);
  const invocation = await readInvocation(shell, argv, kind);
  if (invocation === undefined) return 2;
  await settle(shell, env, kind);
  let status: number;
  try {
    status = await start(shell, invocation, kind);
  } catch (error) {
    if (!(error instanceof Jump)) throw error;
    status = error.status;
  }
  return exitTrap(shell, status & 0xff);
}

async function readInvocation(shell: Shell, argv: readonly string[], kind: PosixShell): Promise<Invocation | undefined> {
  const found: Invocation = { command: false, stdin: false, interactive: false, login: (argv[0] ?? '').startsWith('-'), operands: [] };
  let at = 1;
  const refuse = async (line: string): Promise<undefined> => {
    await shell.warn(`${line}\n`);
    return undefined;
  };
  for (; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--' || word === '-') {
      at++;
      break;
    }
    if (!/^[-+]./.test(word)) break;
    const on = word[0] === '-';
    for (const letter of word.slice(1)) {
      const option = optionOfLetter(shell, letter);
      if (letter === 'c') found.command = true;
      else if (letter === 'l') found.login = true;
      else if (letter === 'o') {
        const name = argv[++at] ?? '';
        if (!setOption(shell, name, on)) return refuse(kind.illegalOption(shell.name, `${on ? '-' : '+'}o ${name}`));
      } else if (option === undefined) return refuse(kind.illegalOption(shell.name, `${word[0]}${letter}`));
      else {
        setOption(shell, option, on);
        if (letter === 's') found.stdin = on;
        if (letter === 'i') found.interactive = on;
      }
    }
  }
  found.operands = argv.slice(at);
  if (found.command && found.operands.length === 0) return refuse(kind.missingCommand(shell.name));
  return found;
}

async function settle(shell: Shell, env: Env, kind: PosixShell): Promise<void> {
  const { variables } = shell;
  variables.set('IFS', ' \t\n').exported = false;
  variables.set('OPTIND', '1').exported = false;
  variables.set('PS1', kind.prompt(shell)).exported = false;
  variables.set('PS2', '> ').exported = false;
  variables.set('PS4', '+ ').exported = false;
  variables.set('PPID', String(shell.parentPid)).exported = false;
  variables.watchers.set('PATH', () => shell.hash.clear());
  try {
    const path = await shell.sys.getcwd();
    const keeps = env.PWD?.startsWith('/') && env.PWD !== path && (await sameFolder(shell, env.PWD));
    variables.set('PWD', keeps ? env.PWD! : path).exported = true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.warn(`${shell.name}: 0: getcwd() failed: ${error.message}\n`);
  }
}

async function sameFolder(shell: Shell, path: string): Promise<boolean> {
  try {
    const there = await shell.sys.stat(path);
    const here = await shell.sys.stat('.');
    return there.ino === here.ino && there.dev.minor === here.dev.minor && there.dev.major === here.dev.major;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

async function start(shell: Shell, invocation: Invocation, kind: PosixShell): Promise<number> {
  const { operands } = invocation;
  if (invocation.login) await sourceIfThere(shell, '/etc/profile');
  if (invocation.command) {
    shell.fromString = true;
    if (operands[1] !== undefined) shell.name = operands[1];
    shell.args = operands.slice(2);
    return runString(shell, operands[0]!);
  }
  const script = invocation.stdin ? undefined : operands[0];
  if (script !== undefined) return runScript(shell, script, operands.slice(1), kind);
  shell.fromStdin = true;
  shell.args = operands;
  shell.interactive = invocation.interactive || ((await isTerminal(shell, 0)) && (await isTerminal(shell, 2)));
  if (!shell.interactive) return runStandardInput(shell);
  return kind.prompting(shell);
}

async function sourceIfThere(shell: Shell, path: string): Promise<void> {
  try {
    await shell.sys.access(path, { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return;
  }
  await shell.engine.command(shell, ['.', path], { functions: false });
}

async function runScript(shell: Shell, script: string, args: string[], kind: PosixShell): Promise<number> {
  let fd: number;
  try {
    fd = await shell.sys.open(script, { read: true, cloexec: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.warn(`${kind.cannotOpen(shell.name, script, error)}\n`);
    return 2;
  }
  shell.name = script;
  shell.args = args;
  return shell.engine.file(shell, script, fd);
}
