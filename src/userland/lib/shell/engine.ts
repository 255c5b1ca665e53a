// The interpreter put together: what the shells make their Shell with.

import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import { builtinNames, findBuiltin } from './builtin-table.ts';
import type { Dialect } from './dialect.ts';
import { installDynamics } from './dynamic.ts';
import { runList, runNode } from './execute.ts';
import { LineInput } from './input.ts';
import { promptText } from './prompt.ts';
import { runCommand } from './run-command.ts';
import { callFunction } from './simple.ts';
import { type Lines, readScript, runLines, runText } from './source.ts';
import { type Engine, Shell } from './state.ts';
import { processSubstitution, substitute } from './substitute.ts';
import { pendingTraps } from './traps.ts';

const engine: Engine = {
  node: (shell, node) => runNode(shell, node),
  list: (shell, list) => runList(shell, list),
  text: (shell, text, how = {}) => runText(shell, text, how, runList),
  file: (shell, path, fd) => runFile(shell, path, fd),
  substitute: (shell, part) => substitute(shell, part, runList, readScript),
  processSubstitution: (shell, part) => processSubstitution(shell, part, runList, readScript),
  command: runCommand,
  callFunction,
  pendingTraps,
  promptText,
  isBuiltin: (shell, name) => findBuiltin(shell, name) !== undefined,
  builtinNames,
};

/** A script's commands, from a descriptor that only the shell reads. */
async function runFile(shell: Shell, path: string, fd: Fd): Promise<number> {
  const input = new LineInput(shell, fd, true);
  let text = '';
  for (let line = await input.line(); line !== undefined; line = await input.line()) text += line;
  await shell.sys.close(fd);
  void path;
  return runText(shell, text, {}, runList);
}

/** Standard input's commands, one by one, so that they can read what follows. */
export async function runStandardInput(shell: Shell): Promise<number> {
  const input = new LineInput(shell, 0);
  return runLines(shell, { next: () => input.line() }, {}, runList);
}

/** Commands from lines that someone types. */
export const runPrompted = (shell: Shell, lines: Lines): Promise<number> => runLines(shell, lines, {}, runList);

/** A string of commands given on the command line: bash and ash become its last one, dash starts it as any other. */
export const runString = (shell: Shell, text: string): Promise<number> =>
  runText(shell, text, { where: '-c', tail: shell.dialect.kind !== 'dash' }, runList);

/** A new shell, with what it asks the kernel at its start. */
export async function createShell(sys: Sys, dialect: Dialect, name: string, env: Readonly<Record<string, string>>): Promise<Shell> {
  const shell = new Shell(sys, dialect, engine, name);
  shell.startedAs = name;
  // dash counts lines from the first simple command on.
  if (dialect.kind === 'dash') shell.line = 0;
  const ids = await sys.getids();
  shell.uid = ids.uid;
  shell.euid = ids.euid;
  shell.gid = ids.egid;
  shell.groups = ids.groups;
  shell.pid = await sys.getpid();
  shell.ownPid = shell.pid;
  shell.parentPid = await sys.getppid();
  shell.hostName = (await sys.uname()).nodename;
  const seed = await sys.getrandom(4);
  shell.randomSeed = ((seed[0]! << 24) | (seed[1]! << 16) | (seed[2]! << 8) | seed[3]!) >>> 1;
  await shell.refreshClock();
  shell.secondsBase = shell.now.seconds;
  shell.umask = await sys.umask(0o022);
  await sys.umask(shell.umask);
  for (const [variable, value] of Object.entries(env)) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) shell.variables.set(variable, value).exported = true;
  }
  shell.installDynamics = installDynamics;
  installDynamics(shell);
  return shell;
}
