// cd, pwd, pushd, popd, dirs. As bash 5.3's cd.def and pushd.def, and dash's cd.c.

import { Errno } from '../../../../abi/errno.ts';
import { joinPath, normalizePath } from '../../path.ts';
import type { Builtin } from '../builtin-table.ts';
import { tildePath } from '../prompt.ts';
import { Complaint, type Shell } from '../state.ts';
import { readOptions, usageComplaint } from './usage.ts';

const here = (shell: Shell): string => shell.variables.get('PWD') ?? '/';

/** Changes to a folder; PWD is the way there with symbolic links kept, or the real one with `physical`. */
async function change(shell: Shell, target: string, physical: boolean): Promise<void> {
  const { sys } = shell;
  const logical = normalizePath(target, here(shell));
  let asked = physical;
  if (physical) await sys.chdir(target);
  else {
    try {
      // a/.. is refused where there is no a.
      if (/(^|\/)\.\.(\/|$)/.test(target)) await checkWay(shell, target);
      await sys.chdir(logical);
    } catch (error) {
      // The working directory was removed or moved: then the way as it was typed, from where one really is.
      if (!(error instanceof Errno)) throw error;
      await sys.chdir(target).catch(() => Promise.reject(error));
      asked = true;
    }
  }
  const old = shell.variables.get('PWD');
  shell.variables.assign('OLDPWD', old ?? '');
  shell.variables.assign('PWD', asked ? await sys.getcwd() : logical);
}

async function checkWay(shell: Shell, target: string): Promise<void> {
  let path = target.startsWith('/') ? '/' : here(shell);
  for (const part of target.split('/')) {
    if (part === '..') {
      if ((await shell.sys.stat(path)).kind !== 'directory') throw new Errno('ENOTDIR');
    }
    path = normalizePath(part, path);
  }
}

/** The folders that CDPATH offers for a target, and whether each is worth telling of. */
function candidates(shell: Shell, target: string): { path: string; tell: boolean }[] {
  const plain = { path: target, tell: false };
  const cdpath = shell.variables.get('CDPATH');
  if (cdpath === undefined || /^\.{0,2}(\/|$)/.test(target)) return [plain];
  return [...cdpath.split(':').map(folder => ({ path: folder === '' ? target : joinPath(folder, target), tell: folder !== '' })), plain];
}

export const cd: Builtin = async (shell, args) => {
  const bash = shell.dialect.kind === 'bash';
  const given = readOptions(shell, args, bash ? 'LPe@' : 'LP');
  const physical =
    given.options.findLast(({ letter }) => 'LP'.includes(letter))?.letter === 'P' ||
    (given.options.length === 0 && shell.options.has('physical'));
  if (bash && given.operands.length > 1) throw new Complaint('cd: too many arguments', 1);
  let target = given.operands[0];
  let tells = false;
  if (target === undefined) {
    target = shell.variables.get('HOME');
    if (target === undefined && bash) throw new Complaint('cd: HOME not set');
    if (target === undefined) return 0;
    if (target === '') return 0;
  } else if (target === '-') {
    target = shell.variables.get('OLDPWD');
    if (target === undefined && bash) throw new Complaint('cd: OLDPWD not set');
    target ??= here(shell);
    tells = true;
  }
  if (target === '' && bash) throw new Complaint('cd: null directory');
  let failure: Errno | undefined;
  for (const { path, tell } of candidates(shell, target)) {
    try {
      await change(shell, path, physical);
      return tells || tell ? shell.print(`${here(shell)}\n`) : 0;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failure = error;
    }
  }
  if (bash) {
    const variable = shell.shopts.has('cdable_vars') ? shell.variables.get(target) : undefined;
    if (variable !== undefined && !given.operands.includes(variable)) return cd(shell, ['cd', '--', variable]);
    throw new Complaint(`cd: ${given.operands[0] === '-' ? target : (given.operands[0] ?? target)}: ${failure!.message}`);
  }
  throw new Complaint(shell.dialect.kind === 'dash' ? `cd: can't cd to ${target}` : `can't cd to ${target}: ${failure!.message}`, 2);
};

export const pwd: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'LP');
  const physical = given.options.at(-1)?.letter === 'P' || (given.options.length === 0 && shell.options.has('physical'));
  if (!physical) {
    const path = shell.variables.get('PWD');
    if (path?.startsWith('/')) return shell.print(`${path}\n`);
  }
  try {
    return await shell.print(`${await shell.sys.getcwd()}\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Complaint(`pwd: error retrieving current directory: getcwd: cannot access parent directories: ${error.message}`);
  }
};

const entries = (shell: Shell): string[] => [here(shell), ...shell.directoryStack];

/** +N and -N as a place in the stack. */
function placeOf(shell: Shell, name: string, word: string): number {
  const size = entries(shell).length;
  const number = Number(word.slice(1));
  if (!/^[+-]\d+$/.test(word)) throw usageComplaint(name, `${word}: invalid number`);
  const at = word[0] === '+' ? number : size - 1 - number;
  if (at < 0 || at >= size) {
    throw new Complaint(size === 1 ? `${name}: directory stack empty` : `${name}: ${word}: directory stack index out of range`);
  }
  return at;
}

export const dirs: Builtin = async (shell, args) => {
  let long = false;
  let lines = false;
  let numbered = false;
  let place: number | undefined;
  for (const word of args.slice(1)) {
    if (/^[+-]\d+$/.test(word)) place = placeOf(shell, 'dirs', word);
    else if (word === '-c') {
      shell.directoryStack = [];
      return 0;
    } else if (/^-[lpv]+$/.test(word)) {
      long = long || word.includes('l');
      lines = lines || word.includes('p');
      numbered = numbered || word.includes('v');
    } else throw usageComplaint('dirs', `${word}: ${word[0] === '-' ? 'invalid number' : 'invalid option'}`);
  }
  const shown = entries(shell).map(path => (long ? path : tildePath(shell, path)));
  if (place !== undefined) return shell.print(`${shown[place]}\n`);
  if (numbered) return shell.print(shown.map((path, at) => `${String(at).padStart(2)}  ${path}\n`).join(''));
  return shell.print(`${shown.join(lines ? '\n' : ' ')}\n`);
};

async function enter(shell: Shell, name: string, path: string): Promise<void> {
  try {
    await change(shell, path, shell.options.has('physical'));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Complaint(`${name}: ${path}: ${error.message}`);
  }
}

export const pushd: Builtin = async (shell, args) => {
  const stays = args[1] === '-n';
  const [word] = args.slice(stays ? 2 : 1).filter(item => item !== '--');
  const stack = entries(shell);
  if (word === undefined) {
    if (stack.length < 2) throw new Complaint('pushd: no other directory');
    await enter(shell, 'pushd', stack[1]!);
    shell.directoryStack = [stack[0]!, ...stack.slice(2)];
  } else if (/^[+-]./.test(word)) {
    const at = placeOf(shell, 'pushd', word);
    const turned = [...stack.slice(at), ...stack.slice(0, at)];
    if (!stays) await enter(shell, 'pushd', turned[0]!);
    shell.directoryStack = turned.slice(1);
  } else if (stays) shell.directoryStack = [word, ...shell.directoryStack];
  else {
    await enter(shell, 'pushd', word === '-' ? (shell.variables.get('OLDPWD') ?? '') : word);
    shell.directoryStack = stack;
  }
  return dirs(shell, ['dirs']);
};

export const popd: Builtin = async (shell, args) => {
  const stays = args[1] === '-n';
  const [word] = args.slice(stays ? 2 : 1).filter(item => item !== '--');
  const stack = entries(shell);
  if (word !== undefined && !/^[+-]\d+$/.test(word))
    throw usageComplaint('popd', `${word}: ${word[0] === '-' ? 'invalid number' : 'invalid argument'}`);
  if (stack.length < 2) throw new Complaint('popd: directory stack empty');
  const at = word === undefined ? 0 : placeOf(shell, 'popd', word);
  if (at === 0) {
    if (!stays) await enter(shell, 'popd', stack[1]!);
    shell.directoryStack = stack.slice(2);
  } else shell.directoryStack = stack.filter((_, index) => index !== at).slice(1);
  return dirs(shell, ['dirs']);
};
