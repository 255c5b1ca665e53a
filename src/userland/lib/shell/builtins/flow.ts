// Builtins that steer: : true false break continue return exit eval . source exec. As bash 5.3's builtins and dash's.

import { Errno } from '../../../../abi/errno.ts';
import { joinPath } from '../../path.ts';
import type { Builtin } from '../builtin-table.ts';
import { LineInput } from '../input.ts';
import { parseDecimal } from '../integer.ts';
import { execute } from '../launch.ts';
import type { Now } from '../now.ts';
import { Complaint, Jump, type Shell } from '../state.ts';
import { has, readOptions, usageComplaint, valueOf } from './usage.ts';

export const colon: Builtin = () => 0;
export const falseBuiltin: Builtin = () => 1;

/** break and continue. */
export const leaveLoop: Builtin = (shell, args): Now<number> => {
  const name = args[0]!;
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  const bash = shell.dialect.kind === 'bash';
  if (shell.loopDepth === 0) {
    if (!bash) return 0;
    return shell.complain(`${name}: only meaningful in a \`for', \`while', or \`until' loop`).then(() => 0);
  }
  const count = words[0] === undefined ? 1 : Number(parseDecimal(words[0]) ?? Number.NaN);
  if (Number.isNaN(count)) return refuseNumber(shell, name, words[0]!);
  if (count <= 0) {
    if (!bash) throw new Complaint(`${name}: Illegal number: ${words[0]}`, 2);
    return shell.complain(`${name}: ${words[0]}: loop count out of range`).then(() => {
      shell.status = 1;
      throw new Jump('break', 1, shell.loopDepth);
    });
  }
  throw new Jump(name as 'break' | 'continue', 0, Math.min(count, shell.loopDepth));
};

/** A word that is no number: bash ends with 2 and says so, dash has other words. */
async function refuseNumber(shell: Shell, name: string, word: string): Promise<number> {
  if (shell.dialect.kind === 'bash') {
    await shell.complain(`${name}: ${word}: numeric argument required`);
    throw new Jump('exit', 2);
  }
  throw new Complaint(shell.dialect.kind === 'dash' ? `${name}: Illegal number: ${word}` : `Illegal number: ${word}`, 2);
}

/** Too many words: what was read with this command is given up; a status that is no success stays. */
export async function tooMany(shell: Shell, name: string): Promise<never> {
  await shell.complain(`${name}: too many arguments`);
  throw new Jump('discard', shell.status || 1);
}

/** The status that exit and return were given: the last one's without. */
async function statusArgument(shell: Shell, args: string[]): Promise<number> {
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  if (words[0] === undefined) return shell.status;
  const bash = shell.dialect.kind === 'bash';
  const value = parseDecimal(words[0]);
  if (value === undefined || (!bash && value < 0)) {
    if (!bash) return refuseNumber(shell, args[0]!, words[0]);
    await shell.complain(`${args[0]}: ${words[0]}: numeric argument required`);
    return 2;
  }
  if (bash && words.length > 1) await tooMany(shell, args[0]!);
  return Number(BigInt(value) & 255n);
}

export const exit: Builtin = async (shell, args) => {
  if (args[0] === 'exit' && shell.interactive && shell.subshellDepth === 0) {
    await shell.warn('exit\n');
    if (shell.jobs.listed().some(job => job.processes.some(process => process.stopped !== undefined)) && !shell.warnedOfJobs) {
      await shell.warn('There are stopped jobs.\n');
      shell.warnedOfJobs = true;
      return 1;
    }
  }
  throw new Jump('exit', await statusArgument(shell, args));
};

export const logout: Builtin = async (shell, args) => {
  if (!shell.login) throw new Complaint("logout: not login shell: use `exit'", 1);
  throw new Jump('exit', await statusArgument(shell, args));
};

export const returnBuiltin: Builtin = async (shell, args) => {
  if (shell.frames.length === 0 && shell.dialect.kind === 'bash') {
    await shell.complain("return: can only `return' from a function or sourced script");
    return 2;
  }
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  if (words[0] !== undefined && parseDecimal(words[0]) === undefined && shell.dialect.kind === 'bash') {
    await shell.complain(`return: ${words[0]}: numeric argument required`);
    throw new Jump('return', 2);
  }
  const status = await statusArgument(shell, args);
  throw new Jump(shell.frames.length === 0 ? 'exit' : 'return', status);
};

export const evalBuiltin: Builtin = (shell, args) => {
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  const text = words.join(' ');
  if (text.trim() === '') return 0;
  const before = shell.builtin;
  shell.builtin = undefined;
  return shell.engine.text(shell, `${text}`, { line: shell.line, where: 'eval' }).finally(() => {
    shell.builtin = before;
  });
};

/** Where a sourced file is: by PATH where its name has no slash, then here. */
async function findSource(shell: Shell, name: string, path: string | undefined): Promise<string | undefined> {
  const bash = shell.dialect.kind === 'bash';
  if (name.includes('/')) return name;
  const readable = async (file: string): Promise<boolean> => {
    try {
      return (await shell.sys.stat(file)).kind !== 'directory';
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return false;
    }
  };
  if (shell.shopts.has('sourcepath') || path !== undefined) {
    for (const folder of (path ?? shell.variables.get('PATH') ?? '').split(':')) {
      const file = joinPath(folder === '' ? '.' : folder, name);
      if (await readable(file)) return file;
    }
  }
  return bash && path === undefined ? name : undefined;
}

export const source: Builtin = async (shell, args) => {
  const bash = shell.dialect.kind === 'bash';
  const given = bash ? readOptions(shell, args, 'p:') : { options: [], operands: args.slice(1), at: 1 };
  const [name, ...rest] = given.operands;
  if (name === undefined) {
    if (bash) throw usageComplaint(args[0]!, 'filename argument required');
    return shell.dialect.kind === 'dash' ? 0 : 2;
  }
  const path = await findSource(shell, name, bash ? valueOf(given, 'p') : undefined);
  const fd = path === undefined ? undefined : await openSource(shell, path);
  if (fd === undefined || typeof fd === 'object') {
    if (!bash)
      throw new Complaint(
        shell.dialect.kind === 'dash'
          ? `${name.includes('/') && fd ? `.: cannot open ${name}: ${fd.code === 'ENOENT' ? 'No such file' : fd.message}` : `.: ${name}: not found`}`
          : name.includes('/')
            ? `can't open ${name}: ${fd?.code === 'ENOENT' || fd === undefined ? 'no such file' : fd.message}`
            : `${name}: not found`,
        2,
        true,
      );
    throw new Complaint(
      fd?.code === 'EISDIR' ? `${args[0]}: ${name}: is a directory` : `${name}: ${fd?.message ?? 'No such file or directory'}`,
      1,
    );
  }
  const outer = shell.args;
  const { line, loopDepth } = shell;
  shell.frames.push({ kind: 'source', name: 'source', source: name, callLine: line, args: rest });
  if (rest.length > 0) shell.args = rest;
  const before = shell.builtin;
  shell.builtin = undefined;
  shell.line = 1;
  try {
    const text = await readWhole(shell, fd);
    shell.status = 0;
    return await shell.engine.text(shell, text, { where: 'source' });
  } catch (error) {
    if (error instanceof Jump && error.kind === 'return') return error.status;
    throw error;
  } finally {
    shell.frames.pop();
    if (rest.length > 0) shell.args = outer;
    shell.line = line;
    shell.loopDepth = loopDepth;
    shell.builtin = before;
  }
};

async function openSource(shell: Shell, path: string): Promise<number | Errno> {
  try {
    if ((await shell.sys.stat(path)).kind === 'directory') return new Errno('EISDIR');
    return await shell.sys.open(path, { read: true, cloexec: true });
  } catch (error) {
    if (error instanceof Errno) return error;
    throw error;
  }
}

async function readWhole(shell: Shell, fd: number): Promise<string> {
  const input = new LineInput(shell, fd, true);
  let text = '';
  for (let line = await input.line(); line !== undefined; line = await input.line()) text += line;
  await shell.sys.close(fd);
  return text;
}

export const exec: Builtin = async (shell, args) => {
  const bash = shell.dialect.kind === 'bash';
  const given = bash
    ? readOptions(shell, args, 'cla:')
    : { options: [], operands: args[1] === '--' ? args.slice(2) : args.slice(1), at: 1 };
  const command = given.operands;
  if (command.length === 0) return 0;
  const name = valueOf(given, 'a') ?? command[0]!;
  const argv0 = has(given, 'l') ? `-${name}` : name;
  const env: Record<string, string> = has(given, 'c') ? {} : { ...shell.env };
  if (bash && shell.subshellDepth === 0 && env.SHLVL !== undefined) env.SHLVL = String(Math.max(0, Number(env.SHLVL) - 1));
  const before = shell.builtin;
  shell.builtin = undefined;
  const status = await execute(shell, command, env, { argv0, byExec: true });
  shell.builtin = before;
  if (shell.interactive || shell.shopts.has('execfail')) return status;
  throw new Jump('exit', status);
};
