// declare, typeset, local, export and readonly. As bash 5.3's declare.def and setattr.def.

import { assignCompound } from '../assign.ts';
import type { Assignment, Word } from '../ast.ts';
import type { Builtin } from '../builtin-table.ts';
import { printFunction } from '../print-tree.ts';
import { doubleQuote } from '../quoting.ts';
import { endOfSubscript } from '../scan.ts';
import { Complaint, type Shell } from '../state.ts';
import { arrayText } from '../transform.ts';
import { Variable } from '../variable.ts';
import { AssignmentError, isName } from '../variables.ts';
import { type Given, has, readOptions } from './usage.ts';

/** "declare -x NAME="value"", as declare -p prints it. */
export function declareText(name: string, variable: Variable): string {
  const letters = variable.letters();
  const head = `declare -${letters === '' ? '-' : letters} ${name}`;
  if (variable.array !== undefined || variable.map !== undefined) {
    const text = arrayText(variable);
    return text === '()' && !variable.assigned ? head : `${head}=${text}`;
  }
  return variable.value === undefined ? head : `${head}=${doubleQuote(variable.value)}`;
}

/** The variable of a name, also one that is made when asked. */
export function lookUp(shell: Shell, name: string): Variable | undefined {
  const found = shell.variables.raw(name);
  if (found !== undefined) return found;
  const dynamic = shell.variables.dynamic.get(name);
  if (dynamic === undefined || dynamic.read() === undefined || !isName(name)) return undefined;
  const made = new Variable(dynamic.values === undefined ? dynamic.read() : undefined);
  if (dynamic.values !== undefined) made.array = dynamic.values();
  if (name === 'BASHOPTS' || name === 'SHELLOPTS') made.readonly = true;
  if (['SECONDS', 'RANDOM', 'SRANDOM', 'LINENO', 'HISTCMD', 'EPOCHSECONDS', 'BASHPID'].includes(name)) made.integer = true;
  if (['BASHPID', 'BASH_VERSINFO'].includes(name)) made.readonly = true;
  return made;
}

const ATTRIBUTES: Readonly<Record<string, 'exported' | 'readonly' | 'integer' | 'lower' | 'upper' | 'capital' | 'nameref' | 'trace'>> = {
  x: 'exported',
  r: 'readonly',
  i: 'integer',
  l: 'lower',
  u: 'upper',
  c: 'capital',
  n: 'nameref',
  t: 'trace',
};

export const declare: Builtin = async (shell, args) => {
  const name = args[0]!;
  const local = name === 'local';
  if (local && shell.variables.scopes.length === 1) throw new Complaint('local: can only be used in a function');
  if (local && !shell.frames.some(frame => frame.kind === 'function')) throw new Complaint('local: can only be used in a function');
  const given = readOptions(shell, args, 'aAfFgiIlnrtuxpc', true);
  if (has(given, 'f') || has(given, 'F')) return functions(shell, given);
  if (has(given, 'p') && given.operands.length > 0) return show(shell, given);
  if (given.operands.length === 0) return listAll(shell, given, local);
  let status = 0;
  for (const [at, operand] of given.operands.entries()) {
    status = (await declareOne(shell, given, operand, args.length - given.operands.length + at)) || status;
  }
  return status;
};

async function show(shell: Shell, given: Given): Promise<number> {
  let status = 0;
  for (const name of given.operands) {
    const variable = lookUp(shell, name);
    if (variable === undefined) {
      await shell.complain(`${shell.builtin}: ${name}: not found`);
      status = 1;
    } else status = (await shell.print(`${declareText(name, variable)}\n`)) || status;
  }
  return status;
}

async function listAll(shell: Shell, given: Given, local: boolean): Promise<number> {
  const wanted = given.options.filter(({ letter, plus }) => !plus && 'aAilnrtux'.includes(letter)).map(({ letter }) => letter);
  const scope = local ? shell.frames.findLast(frame => frame.kind === 'function')?.scope : undefined;
  const names = scope ? [...scope.keys()].sort() : shell.variables.names().filter(isName);
  let text = '';
  for (const name of names) {
    const variable = lookUp(shell, name);
    if (variable === undefined || !wanted.every(letter => variable.letters().includes(letter))) continue;
    if (wanted.length > 0 || has(given, 'p') || local) text += `${declareText(name, variable)}\n`;
    else if (variable.set) text += `${name}=${variable.array || variable.map ? arrayText(variable) : settingOf(variable.value!)}\n`;
  }
  return shell.print(text);
}

const settingOf = (value: string): string =>
  value === '' || /^[\w@%+=:,./-]+$/.test(value)
    ? value
    : doubleQuote(value).startsWith('$')
      ? doubleQuote(value)
      : `'${value.replaceAll("'", "'\\''")}'`;

const functionLetters = (shell: Shell, name: string): string => {
  const found = shell.functions.get(name)!;
  return `${found.readonly ? 'r' : ''}${found.trace ? 't' : ''}${found.exported ? 'x' : ''}`;
};

async function functions(shell: Shell, given: Given): Promise<number> {
  const namesOnly = has(given, 'F');
  if (given.operands.length === 0) {
    const sorted = [...shell.functions.keys()].sort();
    return shell.print(
      sorted
        .map(name =>
          namesOnly ? `declare -f${functionLetters(shell, name)} ${name}\n` : `${printFunction(shell.functions.get(name)!.definition)}\n`,
        )
        .join(''),
    );
  }
  let status = 0;
  for (const name of given.operands) {
    const found = shell.functions.get(name);
    if (found === undefined) {
      status = 1;
      continue;
    }
    const marks = given.options.filter(({ letter }) => 'rtx'.includes(letter));
    if (marks.length > 0) {
      shell.functions.set(name, {
        ...found,
        readonly: found.readonly || has(given, 'r'),
        trace: has(given, 't') || found.trace,
        exported: has(given, 'x') || found.exported,
      });
    } else status = (await shell.print(namesOnly ? `${name}\n` : `${printFunction(found.definition)}\n`)) || status;
  }
  return status;
}

/** NAME, NAME=value, NAME+=value, NAME[i]=value. */
export function splitAssignment(
  text: string,
): { name: string; index: string | undefined; append: boolean; value: string | undefined } | undefined {
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0];
  if (name === undefined) return undefined;
  let rest = text.slice(name.length);
  let index: string | undefined;
  if (rest[0] === '[') {
    const end = endOfSubscript(rest, 0);
    index = rest.slice(1, end - 1);
    rest = rest.slice(end);
  }
  const sign = /^\+?=/.exec(rest)?.[0];
  if (sign === undefined) return rest === '' ? { name, index, append: false, value: undefined } : undefined;
  return { name, index, append: sign === '+=', value: rest.slice(sign.length) };
}

/** The scope a declaration is made in: the function's own, unless -g. */
function binding(shell: Shell, name: string, given: Given): Variable {
  const { variables } = shell;
  const frame = shell.frames.findLast(candidate => candidate.kind === 'function');
  if (frame?.scope === undefined || has(given, 'g')) {
    const place = has(given, 'n') ? name : variables.resolve(name).name;
    const global = has(given, 'g') ? variables.global.get(place) : variables.raw(place);
    if (global !== undefined) return global;
    const made = new Variable();
    const dynamic = variables.dynamic.get(place);
    if (dynamic !== undefined && !dynamic.values) made.value = dynamic.read();
    variables.global.set(place, made);
    return made;
  }
  const known = frame.scope.get(name);
  if (known !== undefined) return known;
  const outer = variables.raw(name);
  if (outer?.readonly && variables.global.get(name) === outer) throw new AssignmentError(`${name}: readonly variable`);
  const inherits = has(given, 'I') || shell.shopts.has('localvar_inherit');
  const made = inherits && outer !== undefined ? outer.copy() : new Variable();
  // A variable of the command's own environment stays exported.
  const temporary = variables.scopes.at(-2)?.get(name);
  if (temporary !== undefined && temporary === outer) {
    made.value = temporary.value;
    made.exported = true;
  }
  frame.scope.set(name, made);
  return made;
}

async function declareOne(shell: Shell, given: Given, operand: string, at: number): Promise<number> {
  const split = splitAssignment(operand);
  if (split === undefined) {
    await shell.complain(`${shell.builtin}: \`${operand}': not a valid identifier`);
    return 1;
  }
  const { name, index, append, value } = split;
  if (has(given, 'n') && value !== undefined && !/^[A-Za-z_]\w*(\[.*\])?$/.test(value) && value !== '') {
    await shell.complain(`${shell.builtin}: \`${value}': invalid variable name for name reference`);
    return 1;
  }
  if (has(given, 'n') && value === name && !shell.frames.some(frame => frame.kind === 'function')) {
    await shell.complain(`${shell.builtin}: ${name}: nameref variable self references not allowed`);
    return 1;
  }
  const compound = shell.compound.get(at);
  const variable = binding(shell, name, given);
  if (variable.readonly && (value !== undefined || given.options.some(option => option.plus && option.letter === 'r')))
    throw new AssignmentError(`${name}: readonly variable`);
  if (!(await shape(shell, name, variable, given))) return 1;
  setMarks(variable, given, false);
  await store(shell, { name, index, append, value }, variable, compound, given);
  setMarks(variable, given, true);
  return 0;
}

/** -a and -A make arrays; one kind does not become the other. */
async function shape(shell: Shell, name: string, variable: Variable, given: Given): Promise<boolean> {
  if (has(given, 'A')) {
    if (variable.array !== undefined) {
      await shell.complain(`${shell.builtin}: ${name}: cannot convert indexed to associative array`);
      return false;
    }
    variable.map ??= variable.value === undefined ? new Map() : new Map([['0', variable.value]]);
    variable.value = undefined;
  } else if (has(given, 'a')) {
    if (variable.map !== undefined) {
      await shell.complain(`${shell.builtin}: ${name}: cannot convert associative to indexed array`);
      return false;
    }
    shell.variables.toArray(variable);
  }
  return true;
}

/** Attributes: readonly only after the value is there. */
function setMarks(variable: Variable, given: Given, after: boolean): void {
  for (const { letter, plus } of given.options) {
    const attribute = ATTRIBUTES[letter];
    if (attribute === undefined || (attribute === 'readonly') !== after) continue;
    variable[attribute] = !plus;
    if (letter === 'l' && !plus) variable.upper = false;
    if (letter === 'u' && !plus) variable.lower = false;
  }
}

async function store(
  shell: Shell,
  { name, index, append, value }: { name: string; index: string | undefined; append: boolean; value: string | undefined },
  variable: Variable,
  compound: Assignment | undefined,
  given: Given,
): Promise<void> {
  if (value === undefined) return;
  const { variables } = shell;
  const global = has(given, 'g') && variables.raw(name) !== variable;
  const elements = compound !== undefined ? (compound.value as Word[]) : arrayLiteral(value, variable, given);
  if (global) {
    // Assign to the global one behind a local of the same name.
    const scopes = variables.scopes.splice(1);
    try {
      if (elements !== undefined) await assignCompound(shell, name, elements, append);
      else variables.assign(name, value, append);
    } finally {
      variables.scopes.push(...scopes);
    }
  } else if (has(given, 'n')) variable.value = value;
  else if (elements !== undefined) {
    variable.assigned = true;
    await assignCompound(shell, name, elements, append);
  } else if (index !== undefined)
    variables.assignElement(name, variables.isMap(name) ? index.replace(/^(["'])(.*)\1$/, '$2') : shell.index(index), value, append);
  else variables.assign(name, value, append);
}

/** "(…)" that came out of an expansion is a list too where the variable is an array. */
function arrayLiteral(value: string, variable: Variable, given: Given): Word[] | undefined {
  if (!/^\(.*\)$/s.test(value) || !(has(given, 'a') || has(given, 'A') || variable.array || variable.map)) return undefined;
  const words = value.slice(1, -1).match(/(?:\[[^\]]*\]\+?=)?(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return words.map(raw => ({ raw }));
}

/** export and readonly. */
export const mark: Builtin = async (shell, args) => {
  const name = args[0]!;
  const attribute = name === 'export' ? 'exported' : 'readonly';
  const bash = shell.dialect.kind === 'bash';
  const given = readOptions(shell, args, bash ? (name === 'export' ? 'fnp' : 'aAfp') : 'p');
  if (has(given, 'f')) return markFunctions(shell, given, attribute);
  if (given.operands.length === 0) return listMarked(shell, name, attribute);
  let status = 0;
  for (const [at, operand] of given.operands.entries()) {
    const split = splitAssignment(operand);
    if (split === undefined || (split.index !== undefined && split.value === undefined)) {
      if (!bash)
        throw new Complaint(
          shell.dialect.kind === 'dash'
            ? `${name}: ${operand.split('=')[0]}: bad variable name`
            : `${operand.split('=')[0]}: bad variable name`,
          2,
          true,
        );
      await shell.complain(`${name}: \`${operand}': not a valid identifier`);
      status = 1;
      continue;
    }
    const compound = shell.compound.get(args.length - given.operands.length + at);
    if (compound !== undefined) {
      if (has(given, 'A')) shell.variables.target(split.name).map ??= new Map();
      await assignCompound(shell, split.name, compound.value as Word[], split.append);
    } else if (split.value !== undefined) shell.variables.assign(split.name, split.value, split.append);
    const variable = shell.variables.find(split.name) ?? unsetVariable(shell, split.name);
    variable[attribute] = !has(given, 'n');
  }
  return status;
};

/** A name that is exported or readonly before it has a value. */
function unsetVariable(shell: Shell, name: string): Variable {
  const made = new Variable(shell.variables.dynamic.get(name)?.read());
  shell.variables.global.set(shell.variables.resolve(name).name, made);
  return made;
}

async function markFunctions(shell: Shell, given: Given, attribute: 'exported' | 'readonly'): Promise<number> {
  let status = 0;
  for (const name of given.operands) {
    const found = shell.functions.get(name);
    if (found === undefined) {
      await shell.complain(`${shell.builtin}: ${name}: not a function`);
      status = 1;
    } else shell.functions.set(name, { ...found, [attribute]: !has(given, 'n') });
  }
  return status;
}

async function listMarked(shell: Shell, name: string, attribute: 'exported' | 'readonly'): Promise<number> {
  let text = '';
  for (const known of shell.variables.names().filter(isName)) {
    const variable = lookUp(shell, known);
    if (!variable?.[attribute]) continue;
    if (shell.dialect.kind === 'bash') text += `${declareText(known, variable)}\n`;
    else text += `${name} ${known}${variable.value === undefined ? '' : `='${variable.value.replaceAll("'", "'\\''")}'`}\n`;
  }
  return shell.print(text);
}

/** dash's local: names and values, no options. */
export const plainLocal: Builtin = async (shell, args) => {
  const frame = shell.frames.findLast(candidate => candidate.kind === 'function');
  if (frame?.scope === undefined)
    throw new Complaint(shell.dialect.kind === 'dash' ? 'local: not in a function' : 'not in a function', 2, true);
  for (const operand of args.slice(1)) {
    if (operand === '-') continue;
    const split = splitAssignment(operand);
    if (split === undefined) throw new Complaint(`local: ${operand}: bad variable name`, 2, true);
    if (!frame.scope.has(split.name)) {
      const outer = shell.variables.raw(split.name);
      if (outer?.readonly) throw new AssignmentError(`${split.name}: is read only`);
      frame.scope.set(split.name, outer?.copy() ?? new Variable());
    }
    if (split.value !== undefined) shell.variables.assign(split.name, split.value, split.append);
  }
  return 0;
};
