// Simple commands: words expanded, then a function, a builtin or a program. As bash 5.3's execute_cmd.c: execute_simple_command.

import { Errno } from '../../../abi/errno.ts';
import { assign, refusal } from './assign.ts';
import type { Assignment, Redirect, Simple, Word } from './ast.ts';
import { type Builtin, findBuiltin, isSpecial } from './builtin-table.ts';
import { expandValue, expandWord } from './expand.ts';
import { external } from './launch.ts';
import { after, forEachInOrder, type Now } from './now.ts';
import { printNode } from './print-tree.ts';
import { type Redirected, redirect, undo } from './redirect.ts';
import { Complaint, Jump, type Shell, type ShellFunction } from './state.ts';
import { trace, traceWords } from './trace.ts';
import { debugTrap } from './traps.ts';
import { Variable } from './variable.ts';
import { AssignmentError, type Scope } from './variables.ts';

/** Builtins whose arguments of the shape NAME=value are assignments. */
const DECLARATIONS = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);

/** Runs the command; `tail`: its program may take the shell's own process. Throws Complaint where it could not be expanded. */
export function runSimple(shell: Shell, node: Simple, tail: boolean): Now<number> {
  shell.line = node.line;
  if (!shell.runningTrap) shell.command = node;
  shell.substitutionStatus = undefined;
  if (shell.traps.size > 0 && shell.traps.has('DEBUG')) return debugTrap(shell).then(() => expandAndRun(shell, node, tail));
  return expandAndRun(shell, node, tail);
}

function expandAndRun(shell: Shell, node: Simple, tail: boolean): Now<number> {
  if (node.words.length === 0) return assignOnly(shell, node.assignments, node.redirects);
  const args: string[] = [];
  return after(expandArguments(shell, node, args), () => {
    if (args.length === 0) return assignOnly(shell, node.assignments, node.redirects);
    const last = args[args.length - 1]!;
    return after(runExpanded(shell, node, args, tail), status => {
      shell.lastArgument = last;
      return status;
    });
  });
}

function runExpanded(shell: Shell, node: Simple, args: string[], tail: boolean): Now<number> {
  const { options } = shell;
  if (!options.xtrace && node.assignments.length === 0 && node.redirects.length === 0 && !shell.functions.has(args[0]!)) {
    const builtin = findBuiltin(shell, args[0]!);
    if (builtin !== undefined) return callBuiltin(shell, builtin, args);
  }
  return runFully(shell, node, args, tail);
}

function expandArguments(shell: Shell, node: Simple, args: string[]): Now<void> {
  const { words } = node;
  const first = (words[0] as Word).raw;
  const declares =
    DECLARATIONS.has(first) ||
    ((first === 'command' || first === 'builtin') && DECLARATIONS.has((words[1] as Word | undefined)?.raw ?? ''));
  if (!declares) return forEachInOrder(words, word => expandWord(shell, 'name' in word ? { raw: word.raw } : word, args));
  shell.compound.clear();
  return forEachInOrder(words, word => {
    if (!('name' in word)) return expandWord(shell, word, args);
    const left = `${word.name}${word.index === undefined ? '' : `[${word.index}]`}${word.append ? '+=' : '='}`;
    if (Array.isArray(word.value)) {
      shell.compound.set(args.length, word);
      args.push(left);
      return;
    }
    return after(expandValue(shell, word), text => void args.push(left + text));
  });
}

/** A command without words: assignments, and redirections that only open files. */
function assignOnly(shell: Shell, assignments: readonly Assignment[], redirects: readonly Redirect[]): Now<number> {
  const traced: string[] = [];
  const done = forEachInOrder(assignments, assignment => after(assign(shell, assignment), text => void traced.push(text)));
  return after(done, () => {
    const status = shell.substitutionStatus ?? 0;
    if (assignments.length > 0) shell.lastArgument = '';
    if (redirects.length === 0 && !shell.options.xtrace) return status;
    return openOnly(shell, redirects, traced, status);
  });
}

async function openOnly(shell: Shell, redirects: readonly Redirect[], traced: readonly string[], status: number): Promise<number> {
  if (shell.options.xtrace && shell.dialect.kind === 'dash' && traced.length > 0) await trace(shell, traced.join(' '));
  else if (shell.options.xtrace) for (const line of traced) await trace(shell, line);
  if (redirects.length === 0) return status;
  const opened = await tryRedirect(shell, redirects, false);
  if (opened === undefined) return shell.dialect.kind === 'dash' ? 2 : 1;
  await undo(shell, opened);
  return shell.substitutionStatus ?? status;
}

/** Redirections for a command in the shell itself; undefined where one failed, and it has said so. */
export async function tryRedirect(shell: Shell, redirects: readonly Redirect[], keep: boolean): Promise<Redirected | undefined> {
  try {
    return await redirect(shell, redirects, keep);
  } catch (error) {
    if (!(error instanceof Complaint) || error.ends) throw error;
    await shell.complain(error.message);
    return undefined;
  }
}

/** Calls a builtin; what it throws at its arguments it says and fails by. */
export function callBuiltin(shell: Shell, builtin: Builtin, args: string[]): Now<number> {
  const before = shell.builtin;
  shell.builtin = args[0];
  try {
    const result = builtin(shell, args);
    if (result instanceof Promise) return settle(shell, args[0]!, result, before);
    shell.builtin = before;
    return result;
  } catch (error) {
    return settle(shell, args[0]!, Promise.reject(error), before);
  }
}

async function settle(shell: Shell, name: string, result: Promise<number>, before: string | undefined): Promise<number> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof AssignmentError) {
      await shell.complain(`${shell.dialect.kind === 'bash' && name !== 'read' ? `${name}: ` : ''}${refusal(shell, error).message}`);
      if (shell.dialect.posix && isSpecial(shell, name)) throw new Jump('exit', 2);
      return 1;
    }
    if (error instanceof Errno && error.code !== 'EAGAIN') {
      await shell.complain(`${shell.dialect.kind === 'bash' ? `${name}: ` : ''}${error.message}`);
      return 1;
    }
    if (!(error instanceof Complaint) || (error.ends && !shell.dialect.posix)) throw error;
    await shell.complain(error.message);
    if (shell.dialect.posix && isSpecial(shell, name) && !shell.interactive) throw new Jump('exit', error.status === 1 ? 2 : error.status);
    return error.status;
  } finally {
    shell.builtin = before;
  }
}

async function runFully(shell: Shell, node: Simple, args: string[], tail: boolean): Promise<number> {
  const name = args[0]!;
  const found = shell.functions.get(name);
  const builtin = findBuiltin(shell, name);
  const special = builtin !== undefined && isSpecial(shell, name);
  const isFunction = found !== undefined && !(shell.dialect.posix && special);
  const env = await temporaryEnvironment(shell, node);
  if (shell.options.xtrace) await traceCommand(shell, node, env.traced, args);
  if (!isFunction && builtin === undefined) {
    const exported = Object.fromEntries(env.values);
    const text = (): string => printNode(node);
    return external(shell, args, {
      env: exported,
      redirects: node.redirects,
      tail: tail && canReplace(shell) && (node.redirects.length === 0 || shell.forkedFor === node),
      text,
    });
  }
  if (name === 'exec' && builtin !== undefined && !isFunction) return execInPlace(shell, node, args, builtin, env);
  const opened = await tryRedirect(shell, node.redirects, false);
  if (opened === undefined) {
    const status = shell.dialect.kind === 'dash' ? 2 : 1;
    if (shell.dialect.posix && special) throw new Jump('exit', status);
    return status;
  }
  const scope = special && shell.dialect.posix ? keepAll(shell, env) : enterScope(shell, env);
  try {
    if (isFunction) return await shell.engine.callFunction(shell, found, args);
    return await callBuiltin(shell, builtin!, args);
  } finally {
    leaveScope(shell, scope);
    await undo(shell, opened);
  }
}

/** exec's redirections stay. */
async function execInPlace(shell: Shell, node: Simple, args: string[], builtin: Builtin, env: Temporary): Promise<number> {
  const opened = await tryRedirect(shell, node.redirects, true);
  if (opened === undefined) {
    if (!shell.interactive && shell.dialect.posix) throw new Jump('exit', 2);
    return 1;
  }
  for (const [name, value] of env.values) shell.variables.set(name, value).exported = true;
  return callBuiltin(shell, builtin, args);
}

async function traceCommand(shell: Shell, node: Simple, assigned: string[], args: string[]): Promise<void> {
  if (shell.dialect.kind === 'dash') await trace(shell, [...assigned, traceWords(shell, args)].join(' '));
  else {
    for (const text of assigned) await trace(shell, text);
    await trace(shell, traceWords(shell, node.words.length > 0 ? args : args));
  }
}

interface Temporary {
  values: [name: string, value: string][];
  traced: string[];
}

/** NAME=value before a command: expanded in order, in the environment of that command only. */
async function temporaryEnvironment(shell: Shell, node: Simple): Promise<Temporary> {
  const values: [string, string][] = [];
  const traced: string[] = [];
  if (node.assignments.length === 0) return { values, traced };
  // Each sees those before it.
  const scope: Scope = new Map();
  shell.variables.scopes.push(scope);
  try {
    await expandTemporary(shell, node, scope, values, traced);
  } finally {
    shell.variables.scopes.splice(shell.variables.scopes.lastIndexOf(scope), 1);
  }
  return { values, traced };
}

async function expandTemporary(shell: Shell, node: Simple, scope: Scope, values: [string, string][], traced: string[]): Promise<void> {
  for (const assignment of node.assignments) {
    if (Array.isArray(assignment.value)) continue;
    const text = await expandValue(shell, assignment);
    if (shell.variables.find(assignment.name)?.readonly) {
      const { words, status, ends } = shell.dialect.expansion({ kind: 'readonly', name: assignment.name });
      throw new Complaint(words, status, ends);
    }
    const before = values.find(([name]) => name === assignment.name)?.[1] ?? shell.variables.get(assignment.name) ?? '';
    const counts = shell.variables.find(assignment.name)?.integer === true;
    const given = counts ? String(shell.evaluate(text)) : text;
    const value = !assignment.append ? given : counts ? String(shell.evaluate(`(${before || 0})+(${given})`)) : before + given;
    values.push([assignment.name, value]);
    scope.set(assignment.name, new Variable(value));
    traced.push(`${assignment.name}=${traceWords(shell, value === '' && shell.dialect.kind === 'bash' ? [] : [value])}`);
  }
}

function enterScope(shell: Shell, env: Temporary): Scope | undefined {
  if (env.values.length === 0) return undefined;
  const scope: Scope = new Map();
  for (const [name, value] of env.values) {
    const variable = new Variable(value);
    variable.exported = true;
    scope.set(name, variable);
  }
  shell.variables.scopes.push(scope);
  for (const [name, value] of env.values) shell.variables.watchers.get(name)?.(value);
  return scope;
}

/** Before a special builtin the assignments stay, as POSIX has it. */
function keepAll(shell: Shell, env: Temporary): undefined {
  for (const [name, value] of env.values) shell.variables.assign(name, value);
}

function leaveScope(shell: Shell, scope: Scope | undefined): void {
  if (scope === undefined) return;
  const at = shell.variables.scopes.lastIndexOf(scope);
  if (at > 0) shell.variables.scopes.splice(at, 1);
  for (const name of scope.keys()) shell.variables.watchers.get(name)?.(shell.variables.get(name));
}

/** Whether nothing is left for the shell to do after its last command. */
const canReplace = (shell: Shell): boolean =>
  !shell.interactive && [...shell.traps.values()].every(action => action === '') && shell.jobs.jobs.length === 0;

/** A function's call: its own arguments and scope. */
export async function callFunction(shell: Shell, found: ShellFunction, args: string[]): Promise<number> {
  const limit = Number(shell.variables.get('FUNCNEST') ?? 0);
  const depth = shell.frames.filter(frame => frame.kind === 'function').length;
  if (limit > 0 && depth >= limit) throw new Complaint(`${args[0]}: maximum function nesting level exceeded (${limit})`);
  if (depth > 900) throw new Complaint(`${args[0]}: maximum function nesting level exceeded (${depth})`);
  const { args: outer, loopDepth, conditionDepth, line } = shell;
  const scope: Scope = new Map();
  const hidden = hideTraps(shell, found);
  // The descriptors of its arguments stay until it is done, whatever its commands do.
  const substitutions = shell.openSubstitutions.splice(0);
  const options = { ...shell.getopts };
  shell.variables.scopes.push(scope);
  shell.frames.push({ kind: 'function', name: found.definition.name, source: found.source, callLine: line, scope, args: args.slice(1) });
  shell.args = args.slice(1);
  shell.loopDepth = 0;
  try {
    const status = await shell.engine.node(shell, found.definition.body);
    return status;
  } catch (error) {
    if (error instanceof Jump && error.kind === 'return') return error.status;
    throw error;
  } finally {
    await returnTrap(shell);
    shell.frames.pop();
    const at = shell.variables.scopes.lastIndexOf(scope);
    if (at > 0) shell.variables.scopes.splice(at, 1);
    for (const name of scope.keys()) shell.variables.watchers.get(name)?.(shell.variables.get(name));
    for (const [name, action] of hidden) if (!shell.traps.has(name)) shell.traps.set(name, action);
    shell.openSubstitutions.push(...substitutions);
    // A function with an OPTIND of its own reads its own arguments; its caller's go on where they were.
    if (scope.has('OPTIND')) shell.getopts = options;
    shell.args = outer;
    shell.loopDepth = loopDepth;
    shell.conditionDepth = conditionDepth;
    shell.line = line;
  }
}

/** ERR, DEBUG and RETURN do not reach into a function unless set -E or -T says so. */
function hideTraps(shell: Shell, found: ShellFunction): [string, string][] {
  const hidden: [string, string][] = [];
  for (const name of ['ERR', 'DEBUG', 'RETURN']) {
    const action = shell.traps.get(name);
    if (action === undefined || found.trace || shell.options.has(name === 'ERR' ? 'errtrace' : 'functrace')) continue;
    hidden.push([name, action]);
    shell.traps.delete(name);
  }
  return hidden;
}

async function returnTrap(shell: Shell): Promise<void> {
  const action = shell.traps.get('RETURN');
  if (!action || shell.runningTrap) return;
  shell.runningTrap = true;
  const { status } = shell;
  try {
    await shell.engine.text(shell, action, { line: shell.line, where: 'return trap' });
  } finally {
    shell.runningTrap = false;
    shell.status = status;
  }
}
