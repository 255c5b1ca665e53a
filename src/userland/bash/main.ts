// bash: the GNU shell. Options and startup files as GNU bash 5.3; the rest is lib/shell.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env } from '../../abi/types.ts';
import { program } from '../lib/io.ts';
import { optionOfLetter, setOption } from '../lib/shell/builtins/settings.ts';
import { createShell, runStandardInput, runString } from '../lib/shell/engine.ts';
import { parse } from '../lib/shell/parse.ts';
import { searchPath } from '../lib/shell/search.ts';
import { Jump, type Shell } from '../lib/shell/state.ts';
import { exitTrap } from '../lib/shell/traps.ts';
import { bashDialect } from './dialect.ts';
import { atTerminal, interactive } from './interactive.ts';
import { type Invocation, Refused, readInvocation } from './invocation.ts';
import { profile } from './startup.ts';

const DEFAULT_PATH = '/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin:.';
const VERSION = `GNU bash, version 5.3.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2025 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

export default program({
  name: 'bash',
  summary: 'GNU Bourne-Again SHell',

  async main(sys, argv, env) {
    const shell = await createShell(sys, bashDialect, argv[0] ?? 'bash', env);
    let invocation: Invocation;
    try {
      invocation = readInvocation(argv);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await shell.warn(error.message);
      return error.status;
    }
    if (invocation.version) return shell.print(VERSION);
    if (invocation.help) return shell.print(invocation.help);
    const refused = await settle(shell, invocation, env);
    if (refused !== undefined) return refused;
    let status: number;
    try {
      status = await start(sys, shell, invocation);
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      status = error.status;
    }
    return exitTrap(shell, status & 0xff);
  },
});

/** Options, variables and arguments, before anything runs. Gives a status where an option is refused. */
async function settle(shell: Shell, invocation: Invocation, env: Env): Promise<number | undefined> {
  for (const name of ['hashall', 'braceexpand', 'interactive-comments']) shell.options.set(name, true);
  for (const { letter, name, on } of invocation.options) {
    const option = letter === undefined ? name! : optionOfLetter(shell, letter)!;
    if (setOption(shell, option, on)) continue;
    await shell.warn(`${shell.name}: line 0: ${shell.name}: ${option}: invalid option name\n`);
    return 2;
  }
  for (const { name, on } of invocation.shopts) shell.shopts.set(name, on);
  const script = invocation.command === undefined && !invocation.stdin ? invocation.operands[0] : undefined;
  shell.fromString = invocation.command !== undefined;
  shell.fromStdin = invocation.command === undefined && script === undefined;
  shell.interactive = invocation.interactive || (shell.fromStdin && (await atTerminal(shell)));
  shell.login = invocation.login;
  if (shell.login) shell.shopts.set('login_shell', true);
  if (invocation.command !== undefined) {
    if (invocation.operands[0] !== undefined) shell.name = invocation.operands[0];
    shell.args = invocation.operands.slice(1);
  } else if (script !== undefined) shell.args = invocation.operands.slice(1);
  else shell.args = invocation.operands;
  await variables(shell, env);
  return undefined;
}

async function variables(shell: Shell, env: Env): Promise<void> {
  const { variables: known } = shell;
  const level = Number.parseInt(known.get('SHLVL') ?? '0', 10);
  known.set('SHLVL', String((Number.isNaN(level) ? 0 : level) + 1)).exported = true;
  if (known.get('PATH') === undefined) known.set('PATH', DEFAULT_PATH);
  known.set('IFS', ' \t\n').exported = false;
  known.set('OPTIND', '1').exported = false;
  known.set('OPTERR', '1').exported = false;
  if (shell.euid === 0 || known.get('PS4') === undefined) known.set('PS4', '+ ').exported = false;
  if (known.get('TERM') === undefined) known.set('TERM', 'dumb');
  await workingFolder(shell, env);
  for (const [name, value] of Object.entries({ UID: String(shell.uid), EUID: String(shell.euid), PPID: String(shell.parentPid) })) {
    const variable = known.set(name, value);
    variable.readonly = true;
    variable.integer = true;
    variable.exported = false;
  }
  for (const [name, value] of Object.entries(env)) {
    const exported = /^BASH_FUNC_(.+)%%$/.exec(name)?.[1];
    if (exported === undefined || !value.startsWith('() {')) continue;
    await importFunction(shell, exported, `${exported} ${value}`);
  }
  known.watchers.set('PATH', () => shell.hash.clear());
  known.global.delete('_');
  shell.lastArgument = env._ ?? '/bin/bash';
}

/** A function of the environment: only a definition is taken, and nothing behind it is run. */
async function importFunction(shell: Shell, name: string, text: string): Promise<void> {
  const parsed = parse(text, shell.dialect, 0, true);
  const statements = parsed.state === 'complete' ? parsed.script.statements : [];
  if (parsed.state !== 'complete') {
    const lines = shell.dialect.syntax(parsed.fault, { name: `${shell.name}: ${name}`, where: '', interactive: false });
    for (const line of lines) await shell.warn(`${line}\n`);
  }
  const node = statements[0]?.node;
  if (statements.length === 1 && node?.kind === 'function' && node.name === name) {
    shell.functions.set(name, { definition: node, source: 'environment', exported: true, readonly: false, trace: false });
    return;
  }
  if (statements.length > 0) await shell.warn(`${shell.name}: warning: ${name}: ignoring function definition attempt\n`);
  await shell.warn(`${shell.name}: error importing function definition for \`${name}'\n`);
}

/** PWD is kept where it names the folder we are in; else it is asked for. */
async function workingFolder(shell: Shell, env: Env): Promise<void> {
  try {
    const real = await shell.sys.getcwd();
    let path = real;
    if (env.PWD?.startsWith('/') && env.PWD !== real) {
      const there = await shell.sys.stat(env.PWD).catch((error: unknown) => {
        if (error instanceof Errno) return undefined;
        throw error;
      });
      const here = await shell.sys.stat('.');
      if (there?.ino === here.ino && there.dev.minor === here.dev.minor && there.dev.major === here.dev.major) path = env.PWD;
    }
    shell.variables.set('PWD', path).exported = true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.warn(`shell-init: error retrieving current directory: getcwd: cannot access parent directories: ${error.message}\n`);
  }
  if (env.OLDPWD === undefined) {
    const old = shell.variables.raw('OLDPWD');
    if (old === undefined) {
      shell.variables.set('OLDPWD', '').exported = true;
      shell.variables.raw('OLDPWD')!.value = undefined;
    }
  }
}

async function start(sys: Sys, shell: Shell, invocation: Invocation): Promise<number> {
  if (invocation.command !== undefined && !shell.interactive) {
    if (shell.login) await profile(shell, invocation);
    return runString(shell, invocation.command);
  }
  if (shell.interactive) return interactive(shell, invocation);
  if (shell.login) await profile(shell, invocation);
  const script = invocation.stdin ? undefined : invocation.operands[0];
  if (script === undefined) return runStandardInput(shell);
  return runScript(sys, shell, script);
}

async function runScript(sys: Sys, shell: Shell, script: string): Promise<number> {
  const path = await scriptPath(shell, script);
  shell.name = script;
  try {
    const stat = await sys.stat(path);
    if (stat.kind === 'directory') {
      await shell.warn(`${script}: ${script}: Is a directory\n`);
      return 126;
    }
    const fd = await sys.open(path, { read: true, cloexec: true });
    const head = await sys.pread(fd, 80, 0).catch(() => new Uint8Array(0));
    const end = head.indexOf(10);
    if (head.subarray(0, end < 0 ? head.length : end).includes(0)) {
      await shell.warn(`${script}: ${script}: cannot execute binary file\n`);
      return 126;
    }
    return await shell.engine.file(shell, script, fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.warn(`bash: ${script}: ${error.message}\n`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

/** A script's name without a slash is looked for here, then in PATH. */
async function scriptPath(shell: Shell, script: string): Promise<string> {
  if (script.includes('/')) return script;
  try {
    await shell.sys.stat(script);
    return script;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return (await searchPath(shell, script))[0] ?? script;
  }
}
