// type, command, builtin, hash, alias, unalias, enable. As bash 5.3's type.def, command.def, hash.def, alias.def, enable.def.

import type { Builtin } from '../builtin-table.ts';
import { isSpecial } from '../builtin-table.ts';
import { printFunction } from '../print-tree.ts';
import { findCommand, isExecutable, STANDARD_PATH, searchPath } from '../search.ts';
import { Complaint, type Shell } from '../state.ts';
import { has, readOptions, usageComplaint, valueOf } from './usage.ts';

const BASH_KEYWORDS = new Set(
  '! [[ ]] { } case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);
const POSIX_KEYWORDS = new Set('! { } case do done elif else esac fi for if in then until while'.split(' '));

export const isKeyword = (shell: Shell, name: string): boolean =>
  (shell.dialect.kind === 'bash' ? BASH_KEYWORDS : POSIX_KEYWORDS).has(name);

type Kind = 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
interface Meaning {
  kind: Kind;
  text: string;
}

/** What a name stands for, in the order the shell looks; all of it, or the first. */
async function meanings(
  shell: Shell,
  name: string,
  how: { all: boolean; functions: boolean; path?: string | undefined },
): Promise<Meaning[]> {
  const found: Meaning[] = [];
  const alias = shell.aliases.get(name);
  const expands = shell.dialect.kind !== 'bash' || shell.interactive || shell.shopts.has('expand_aliases');
  if (alias !== undefined && expands) found.push({ kind: 'alias', text: alias });
  if (isKeyword(shell, name)) found.push({ kind: 'keyword', text: name });
  const defined = how.functions ? shell.functions.get(name) : undefined;
  if (defined !== undefined) found.push({ kind: 'function', text: printFunction(defined.definition) });
  if (shell.engine.isBuiltin(shell, name)) found.push({ kind: 'builtin', text: name });
  if (found.length > 0 && !how.all) return found.slice(0, 1);
  if (name.includes('/')) {
    if (await isExecutable(shell, name)) found.push({ kind: 'file', text: name });
  } else {
    const remembered = how.all || how.path !== undefined ? undefined : shell.hash.get(name);
    if (remembered !== undefined) found.push({ kind: 'file', text: remembered.path });
    else for (const path of await searchPath(shell, name, { all: how.all, path: how.path })) found.push({ kind: 'file', text: path });
  }
  return how.all ? found : found.slice(0, 1);
}

function describe(shell: Shell, name: string, { kind, text }: Meaning): string {
  const bash = shell.dialect.kind === 'bash';
  switch (kind) {
    case 'alias':
      return bash ? `${name} is aliased to \`${text}'` : `${name} is an alias for ${text}`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return bash ? `${name} is a function\n${text}` : `${name} is a shell function`;
    case 'builtin':
      if (bash) return `${name} is a shell builtin`;
      return `${name} is a ${isSpecial(shell, name) ? 'special ' : ''}shell builtin`;
    default:
      if (bash && shell.hash.has(name) && !name.includes('/')) return `${name} is hashed (${text})`;
      return `${name} is ${shell.dialect.standalone?.(name) ? name : text}`;
  }
}

export const type: Builtin = async (shell, args) => {
  if (shell.dialect.kind !== 'bash') return describeAll(shell, args.slice(1), false);
  const given = readOptions(shell, args, 'afptP');
  const all = has(given, 'a');
  let status = 0;
  for (const name of given.operands) {
    let text = '';
    let found = await meanings(shell, name, { all: all || has(given, 'P') || has(given, 'p'), functions: !has(given, 'f') });
    if (has(given, 'P')) found = found.filter(({ kind }) => kind === 'file');
    if (has(given, 'p') && found[0]?.kind !== 'file' && !all) found = found.length > 0 ? [] : found;
    else if (has(given, 'p')) found = found.filter(({ kind }) => kind === 'file');
    if (!all) found = found.slice(0, 1);
    const known =
      found.length > 0 || (has(given, 'p') && (await meanings(shell, name, { all: false, functions: !has(given, 'f') })).length > 0);
    if (!known) {
      status = 1;
      if (!has(given, 't') && !has(given, 'p') && !has(given, 'P')) await shell.complain(`type: ${name}: not found`);
      continue;
    }
    for (const meaning of found) {
      if (has(given, 't')) text += `${meaning.kind}\n`;
      else text += has(given, 'p') || has(given, 'P') ? `${meaning.text}\n` : `${describe(shell, name, meaning)}\n`;
    }
    status = (await shell.print(text)) || status;
  }
  return status;
};

/** type of the POSIX shells, and command -V. */
async function describeAll(shell: Shell, names: readonly string[], complainsAsCommand: boolean): Promise<number> {
  let status = 0;
  for (const name of names) {
    const [found] = await meanings(shell, name, { all: false, functions: true });
    if (found !== undefined) {
      status = (await shell.print(`${describe(shell, name, found)}\n`)) || status;
      continue;
    }
    status = shell.dialect.kind === 'bash' ? 1 : 127;
    if (shell.dialect.kind === 'bash') await shell.complain(`${complainsAsCommand ? 'command' : 'type'}: ${name}: not found`);
    else await shell.print(`${name}: not found\n`);
  }
  return status;
}

export const command: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'pvV');
  const path = has(given, 'p') ? STANDARD_PATH : undefined;
  if (given.operands.length === 0) return 0;
  if (has(given, 'V')) return describeAll(shell, given.operands, true);
  if (!has(given, 'v')) return shell.engine.command(shell, given.operands, { functions: false, defaultPath: has(given, 'p') });
  let status = shell.dialect.kind === 'bash' ? 1 : 0;
  const names = shell.dialect.kind === 'bash' ? given.operands : given.operands.slice(0, 1);
  for (const name of names) {
    const [found] = await meanings(shell, name, { all: false, functions: true, path });
    if (found === undefined) {
      if (shell.dialect.kind !== 'bash') status = 127;
      continue;
    }
    const text = found.kind === 'alias' ? `alias ${name}='${found.text}'` : found.kind === 'file' ? found.text : name;
    const printed = await shell.print(`${text}\n`);
    status = shell.dialect.kind === 'bash' ? 0 : printed;
  }
  return status;
};

export const builtin: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, '');
  const [name] = given.operands;
  if (name === undefined) return 0;
  if (!shell.engine.isBuiltin(shell, name)) throw new Complaint(`builtin: ${name}: not a shell builtin`);
  return shell.engine.command(shell, given.operands, { functions: false });
};

export const hash: Builtin = async (shell, args) => {
  if (shell.dialect.kind !== 'bash') return plainHash(shell, args);
  const given = readOptions(shell, args, 'dltrp:');
  if (has(given, 'r')) shell.hash.clear();
  const path = valueOf(given, 'p');
  if (given.operands.length === 0) {
    if (has(given, 'r')) return 0;
    if (has(given, 't')) throw usageComplaint('hash', '-t: option requires an argument');
    if (shell.hash.size === 0) return shell.print('hash: hash table empty\n');
    if (has(given, 'l')) return shell.print([...shell.hash].map(([name, entry]) => `builtin hash -p ${entry.path} ${name}\n`).join(''));
    return shell.print(
      `hits\tcommand\n${[...shell.hash.values()].map(({ hits, path: file }) => `${String(hits).padStart(4)}\t${file}\n`).join('')}`,
    );
  }
  let status = 0;
  for (const name of given.operands) {
    if (path !== undefined) shell.hash.set(name, { path, hits: 0 });
    else if (has(given, 'd')) {
      if (!shell.hash.delete(name)) {
        await shell.complain(`hash: ${name}: not found`);
        status = 1;
      }
    } else if (has(given, 't')) {
      const entry = shell.hash.get(name);
      if (entry === undefined) {
        await shell.complain(`hash: ${name}: not found`);
        status = 1;
      } else await shell.print(`${given.operands.length > 1 ? `${name}\t` : ''}${entry.path}\n`);
    } else status = (await remember(shell, name)) || status;
  }
  return status;
};

async function remember(shell: Shell, name: string): Promise<number> {
  shell.hash.delete(name);
  if (name.includes('/') || shell.engine.isBuiltin(shell, name) || shell.functions.has(name)) return 0;
  const found = await findCommand(shell, name);
  const entry = shell.hash.get(name);
  if (entry !== undefined) entry.hits = 0;
  if (found !== undefined) return 0;
  await shell.complain(`hash: ${name}: not found`);
  return 1;
}

async function plainHash(shell: Shell, args: string[]): Promise<number> {
  if (args[1] === '-r') {
    shell.hash.clear();
    return 0;
  }
  if (args.length === 1) return shell.print([...shell.hash.values()].map(({ path }) => `${path}\n`).join(''));
  let status = 0;
  for (const name of args.slice(1)) {
    if ((await findCommand(shell, name)) !== undefined) continue;
    await shell.complain(`hash: ${name}: not found`);
    status = 1;
  }
  return status;
}

const aliasText = (shell: Shell, name: string): string => {
  const value = `'${shell.aliases.get(name)!.replaceAll("'", "'\\''")}'`;
  return shell.dialect.kind === 'bash' ? `alias ${name}=${value}\n` : `${name}=${value}\n`;
};

export const alias: Builtin = async (shell, args) => {
  const bash = shell.dialect.kind === 'bash';
  const given = bash ? readOptions(shell, args, 'p') : { options: [], operands: args.slice(1), at: 1 };
  let status = 0;
  if (given.operands.length === 0 || has(given, 'p'))
    await shell.print(
      [...shell.aliases.keys()]
        .sort()
        .map(name => aliasText(shell, name))
        .join(''),
    );
  for (const operand of given.operands) {
    const equals = operand.indexOf('=', 1);
    if (equals > 0) {
      const name = operand.slice(0, equals);
      if (bash && /[\s/$`=|&;()<>"'\\]/.test(name)) {
        await shell.complain(`alias: \`${name}': invalid alias name`);
        status = 1;
      } else shell.aliases.set(name, operand.slice(equals + 1));
    } else if (shell.aliases.has(operand)) await shell.print(aliasText(shell, operand));
    else {
      if (bash) await shell.complain(`alias: ${operand}: not found`);
      else await shell.warn(`alias: ${operand} not found\n`);
      status = 1;
    }
  }
  return status;
};

export const unalias: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'a');
  if (has(given, 'a')) {
    shell.aliases.clear();
    return 0;
  }
  if (given.operands.length === 0 && shell.dialect.kind === 'bash') {
    await shell.warn('unalias: usage: unalias [-a] name [name ...]\n');
    return 2;
  }
  let status = 0;
  for (const name of given.operands) {
    if (shell.aliases.delete(name)) continue;
    status = 1;
    if (shell.dialect.kind === 'bash') await shell.complain(`unalias: ${name}: not found`);
    else await shell.warn(`unalias: ${name} not found\n`);
  }
  return status;
};

export const enable: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, 'adnpsf:');
  if (given.operands.length === 0) {
    const names = shell.engine.builtinNames(shell);
    const off = has(given, 'n') && !has(given, 'a');
    const shown = has(given, 'a') ? names : names.filter(name => shell.disabled.has(name) === off);
    return shell.print(shown.map(name => `enable ${shell.disabled.has(name) ? '-n ' : ''}${name}\n`).join(''));
  }
  let status = 0;
  for (const name of given.operands) {
    if (!shell.engine.builtinNames(shell).includes(name)) {
      await shell.complain(`enable: ${name}: not a shell builtin`);
      status = 1;
    } else if (has(given, 'n')) shell.disabled.add(name);
    else shell.disabled.delete(name);
  }
  return status;
};
