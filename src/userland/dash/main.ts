// dash: Debian's /bin/sh. Options as dash 0.5.12; the rest is lib/shell.

import { Errno } from '../../abi/errno.ts';
import type { Env } from '../../abi/types.ts';
import { program } from '../lib/io.ts';
import { optionOfLetter, setOption } from '../lib/shell/builtins/settings.ts';
import { createShell, runStandardInput, runString } from '../lib/shell/engine.ts';
import { Jump, type Shell } from '../lib/shell/state.ts';
import { isTerminal } from '../lib/shell/test-file.ts';
import { exitTrap } from '../lib/shell/traps.ts';
import { dashDialect } from './dialect.ts';
import { prompting } from './prompting.ts';

interface Invocation {
  command: boolean;
  stdin: boolean;
  interactive: boolean;
  login: boolean;
  operands: string[];
}

export default program({
  name: 'dash',
  summary: 'command interpreter (shell)',

  async main(sys, argv, env) {
    const shell = await createShell(sys, dashDialect, argv[0] ?? 'sh', env);
    const invocation = await readInvocation(shell, argv);
    if (invocation === undefined) return 2;
    await settle(shell, env);
    let status: number;
    try {
      status = await start(shell, invocation);
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      status = error.status;
    }
    return exitTrap(shell, status & 0xff);
  },
});

async function readInvocation(shell: Shell, argv: readonly string[]): Promise<Invocation | undefined> {
  const found: Invocation = { command: false, stdin: false, interactive: false, login: (argv[0] ?? '').startsWith('-'), operands: [] };
  let at = 1;
  const refuse = async (words: string): Promise<undefined> => {
    await shell.warn(`${shell.name}: 0: ${words}\n`);
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
        if (!setOption(shell, name, on)) return refuse(`Illegal option ${on ? '-' : '+'}o ${name}`);
      } else if (option === undefined) return refuse(`Illegal option ${word[0]}${letter}`);
      else {
        setOption(shell, option, on);
        if (letter === 's') found.stdin = on;
        if (letter === 'i') found.interactive = on;
      }
    }
  }
  found.operands = argv.slice(at);
  if (found.command && found.operands.length === 0) return refuse('-c requires an argument');
  return found;
}

async function settle(shell: Shell, env: Env): Promise<void> {
  const { variables } = shell;
  variables.set('IFS', ' \t\n').exported = false;
  variables.set('OPTIND', '1').exported = false;
  variables.set('PS1', shell.euid === 0 ? '# ' : '$ ').exported = false;
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

async function start(shell: Shell, invocation: Invocation): Promise<number> {
  const { operands } = invocation;
  if (invocation.login) await sourceIfThere(shell, '/etc/profile');
  if (invocation.command) {
    shell.fromString = true;
    if (operands[1] !== undefined) shell.name = operands[1];
    shell.args = operands.slice(2);
    return runString(shell, operands[0]!);
  }
  const script = invocation.stdin ? undefined : operands[0];
  if (script !== undefined) return runScript(shell, script, operands.slice(1));
  shell.fromStdin = true;
  shell.args = operands;
  shell.interactive = invocation.interactive || ((await isTerminal(shell, 0)) && (await isTerminal(shell, 2)));
  if (!shell.interactive) return runStandardInput(shell);
  return prompting(shell);
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

async function runScript(shell: Shell, script: string, args: string[]): Promise<number> {
  let fd: number;
  try {
    fd = await shell.sys.open(script, { read: true, cloexec: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.warn(`${shell.name}: 0: cannot open ${script}: ${error.code === 'ENOENT' ? 'No such file' : error.message}\n`);
    return 2;
  }
  shell.name = script;
  shell.args = args;
  return shell.engine.file(shell, script, fd);
}
