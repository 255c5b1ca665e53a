// unset, shift, let, getopts. As bash 5.3's and dash's.

import type { Builtin } from '../builtin-table.ts';
import { parseDecimal } from '../integer.ts';
import { Complaint, type Shell } from '../state.ts';
import { AssignmentError, isName } from '../variables.ts';
import { tooMany } from './flow.ts';
import { has, readOptions, usage } from './usage.ts';

export const unset: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, shell.dialect.kind === 'bash' ? 'fvn' : 'fv');
  let status = 0;
  for (const operand of given.operands) {
    if (has(given, 'f')) {
      if (shell.functions.get(operand)?.readonly) {
        await shell.complain(`unset: ${operand}: cannot unset: readonly function`);
        status = 1;
      } else shell.functions.delete(operand);
      continue;
    }
    try {
      unsetOne(shell, operand, has(given, 'v'), has(given, 'n'));
    } catch (error) {
      if (!(error instanceof AssignmentError)) throw error;
      if (shell.dialect.kind !== 'bash') throw new Complaint(`unset: ${operand}: is read only`, 2, true);
      await shell.complain(`unset: ${error.message}`);
      status = 1;
    }
  }
  return status;
};

function unsetOne(shell: Shell, operand: string, variablesOnly: boolean, reference: boolean): void {
  const { variables } = shell;
  const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(operand);
  if (element !== null && shell.dialect.kind === 'bash') {
    const [, name, subscript] = element;
    if ((subscript === '@' || subscript === '*') && !variables.isMap(name!)) variables.unset(variables.resolve(name!).name);
    else variables.unsetElement(name!, variables.isMap(name!) ? subscript!.replace(/^(["'])(.*)\1$/s, '$2') : shell.index(subscript!));
    return;
  }
  if (!isName(operand)) {
    if (shell.dialect.kind === 'dash') throw new Complaint(`unset: ${operand}: bad variable name`, 2);
    if (shell.dialect.kind === 'ash') throw new Complaint(`${operand}: bad variable name`, 2);
    return;
  }
  const place = reference ? { name: operand } : variables.resolve(operand);
  if (place.subscript !== undefined) {
    variables.unsetElement(place.name, variables.isMap(place.name) ? place.subscript : shell.index(place.subscript));
    return;
  }
  if (variables.unset(place.name) || variablesOnly || shell.dialect.kind !== 'bash') return;
  if (shell.functions.get(operand)?.readonly) throw new AssignmentError(`${operand}: cannot unset: readonly function`);
  shell.functions.delete(operand);
}

export const shift: Builtin = async (shell, args) => {
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  const bash = shell.dialect.kind === 'bash';
  if (bash && words.length > 1) await tooMany(shell, 'shift');
  const count = words[0] === undefined ? 1 : parseDecimal(words[0]);
  if (count === undefined || (count < 0 && !bash)) {
    if (bash) throw new Complaint(`shift: ${words[0]}: numeric argument required`, 2);
    throw new Complaint(shell.dialect.kind === 'dash' ? `shift: Illegal number: ${words[0]}` : `Illegal number: ${words[0]}`, 2, true);
  }
  if (count < 0) throw new Complaint(`shift: ${words[0]}: shift count out of range`);
  if (count > shell.args.length) {
    if (bash && shell.shopts.has('shift_verbose')) throw new Complaint(`shift: ${count}: shift count out of range`);
    if (shell.dialect.kind === 'dash') throw new Complaint("shift: can't shift that many", 2, true);
    return 1;
  }
  shell.args = shell.args.slice(Number(count));
  return 0;
};

export const letBuiltin: Builtin = async (shell, args) => {
  const expressions = args[1] === '--' ? args.slice(2) : args.slice(1);
  if (expressions.length === 0) throw new Complaint('let: expression expected');
  let value: number | bigint = 0;
  for (const expression of expressions) {
    try {
      value = shell.evaluate(expression);
    } catch (error) {
      if (!(error instanceof Complaint) || error.ends) throw error;
      throw new Complaint(`let: ${error.message}`);
    }
  }
  return value === 0 || value === 0n ? 1 : 0;
};

/** What getopts found: an option, one it does not know or that lacks its argument, or the end. */
type Found =
  | { kind: 'option'; letter: string; argument: string | undefined }
  | { kind: 'unknown' | 'missing'; letter: string }
  | { kind: 'end' };

/** Takes the next option off the arguments; OPTIND and the place within a word move on. */
function nextOption(shell: Shell, letters: string, words: readonly string[]): Found {
  const state = shell.getopts;
  const index = Number(shell.variables.get('OPTIND') ?? 1);
  const scope = shell.variables.scopeOf('OPTIND');
  if (!(index >= 1) || index !== state.index || (state.scope !== undefined && state.scope !== scope)) {
    // Also where it is no number at all.
    if (index >= 1) state.index = index;
    else state.index = 1;
    state.offset = 0;
  }
  state.scope = scope;
  let word = words[state.index - 1];
  // The arguments may be others than they were, and have no more letters there.
  if (state.offset > 0 && (word === undefined || state.offset >= word.length)) state.offset = 0;
  if (state.offset === 0) {
    if (word === undefined || word[0] !== '-' || word === '-') return { kind: 'end' };
    if (word === '--') {
      state.index++;
      return { kind: 'end' };
    }
    state.offset = 1;
  }
  word = words[state.index - 1]!;
  const letter = word[state.offset++]!;
  const known = letter === ':' ? -1 : letters.indexOf(letter);
  const finished = state.offset >= word.length;
  const takes = known >= 0 && letters[known + 1] === ':';
  if (!takes) {
    if (finished) {
      state.index++;
      state.offset = 0;
    }
    return known < 0 ? { kind: 'unknown', letter } : { kind: 'option', letter, argument: undefined };
  }
  let argument: string | undefined = word.slice(state.offset);
  state.index++;
  state.offset = 0;
  if (argument === '') {
    argument = words[state.index - 1];
    if (argument === undefined) return { kind: 'missing', letter };
    state.index++;
  }
  return { kind: 'option', letter, argument };
}

export const getopts: Builtin = async (shell, args) => {
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  const [optstring, name, ...given] = words;
  if (optstring === undefined || name === undefined) {
    if (shell.dialect.kind === 'bash') return usage(shell, 'getopts');
    throw new Complaint(
      shell.dialect.kind === 'dash' ? 'getopts: Usage: getopts optstring var [arg...]' : 'usage: getopts optstring var [arg]',
      2,
      true,
    );
  }
  const silent = optstring.startsWith(':');
  const letters = silent ? optstring.slice(1) : optstring;
  const found = nextOption(shell, letters, words.length > 2 ? given : shell.args);
  const { variables } = shell;
  variables.assign('OPTIND', String(shell.getopts.index));
  const loud = !silent && variables.get('OPTERR') !== '0';
  const put = (value: string, argument: string | undefined): void => {
    if (argument === undefined) variables.unset('OPTARG');
    else variables.assign('OPTARG', argument);
    variables.assign(name, value);
  };
  if (found.kind === 'option') put(found.letter, found.argument);
  else if (found.kind === 'end') {
    if (isName(name)) put('?', undefined);
    return 1;
  } else {
    put(silent && found.kind === 'missing' ? ':' : '?', silent ? found.letter : undefined);
    if (loud) await complainOfOption(shell, found);
  }
  if (isName(name)) return 0;
  await shell.complain(`getopts: \`${name}': not a valid identifier`);
  return 1;
};

async function complainOfOption(shell: Shell, found: { kind: 'unknown' | 'missing'; letter: string }): Promise<void> {
  if (shell.dialect.kind === 'bash') {
    const words = found.kind === 'missing' ? 'option requires an argument' : 'illegal option';
    await shell.warn(`${shell.name}: ${words} -- ${found.letter}\n`);
    return;
  }
  await shell.warn(found.kind === 'missing' ? `No arg for -${found.letter} option\n` : `Illegal option -${found.letter}\n`);
}
