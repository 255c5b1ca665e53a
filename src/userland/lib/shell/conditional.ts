// [[ … ]]: patterns, regular expressions, numbers, files, and their logic. As bash 5.3's execute_cmd.c: execute_cond_node.

import { fnmatch } from '../glob.ts';
import { compileEre, RegexError } from '../regex.ts';
import type { Test, Word } from './ast.ts';
import { expandArithmetic, expandPattern, expandRegex, expandSubscript, expandText } from './expand.ts';
import { after, type Now } from './now.ts';
import { quoteIfNeeded } from './quoting.ts';
import { Complaint, type Shell } from './state.ts';
import { compareFiles, FILE_PRIMARIES, isTerminal, testFile } from './test-file.ts';
import { trace } from './trace.ts';

const NUMERIC: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

/** Whether the test holds. Throws Complaint on a bad number. */
export function holds(shell: Shell, test: Test): Now<boolean> {
  switch (test.kind) {
    case 'and':
      return after(holds(shell, test.left), left => left && holds(shell, test.right));
    case 'or':
      return after(holds(shell, test.left), left => left || holds(shell, test.right));
    case 'not':
      return after(holds(shell, test.operand), value => !value);
    case 'group':
      return holds(shell, test.operand);
    case 'word':
      return after(expandText(shell, test.operand), text => traced(shell, () => `-n ${shown(text)}`, text !== ''));
    case 'unary':
      return after(expandText(shell, test.operand), text =>
        traced(shell, () => `${test.operator} ${shown(text)}`, unary(shell, test.operator, text)),
      );
    case 'binary':
      return binary(shell, test.left, test.operator, test.right);
  }
}

const shown = (text: string): string => (text === '' ? "''" : quoteIfNeeded(text));

function traced(shell: Shell, text: () => string, result: Now<boolean>): Now<boolean> {
  if (!shell.options.xtrace) return result;
  return trace(shell, `[[ ${text()} ]]`).then(() => result);
}

/** -X TEXT, for [[ and test alike. */
export function unary(shell: Shell, operator: string, text: string): Now<boolean> {
  if (operator === '-n') return text !== '';
  if (operator === '-z') return text === '';
  if (operator === '-v') return isSet(shell, text);
  if (operator === '-R') return shell.variables.raw(text)?.nameref === true;
  if (operator === '-o') return shell.options.has(text);
  if (operator === '-t') return /^\d+$/.test(text.trim()) ? isTerminal(shell, Number(text)) : false;
  if (operator.length === 2 && FILE_PRIMARIES.includes(operator[1]!)) return testFile(shell, operator[1]!, text);
  throw new Complaint(`${operator}: conditional unary operator expected`);
}

/** -v NAME or NAME[i]. */
function isSet(shell: Shell, text: string): Now<boolean> {
  const found = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(text);
  if (found === null) return /^\d+$/.test(text) && (text === '0' || Number(text) <= shell.args.length);
  const [, name, index] = found;
  if (index === undefined) return shell.variables.get(name!) !== undefined;
  if (index === '@' || index === '*') return shell.variables.values(name!).length > 0;
  return after(expandSubscript(shell, name!, index), key => shell.variables.element(name!, key) !== undefined);
}

function binary(shell: Shell, left: Word, operator: string, right: Word): Now<boolean> {
  return after(expandText(shell, left), text => {
    if (operator === '=~')
      return after(expandRegex(shell, right), pattern =>
        traced(shell, () => `${shown(text)} =~ ${pattern}`, matches(shell, text, pattern)),
      );
    if (operator === '=' || operator === '==' || operator === '!=') {
      return after(expandPattern(shell, right), pattern => {
        const same = fnmatch(pattern, text, { extended: true, ignoreCase: shell.shopts.has('nocasematch') });
        return traced(shell, () => `${shown(text)} ${operator} ${pattern === '' ? "''" : pattern}`, same === (operator !== '!='));
      });
    }
    return after(expandText(shell, right), other =>
      traced(shell, () => `${shown(text)} ${operator} ${shown(other)}`, compare(shell, text, operator, other)),
    );
  });
}

function compare(shell: Shell, left: string, operator: string, right: string): Now<boolean> {
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  if (operator === '-nt' || operator === '-ot' || operator === '-ef') return compareFiles(shell, left, operator, right);
  const numeric = NUMERIC[operator];
  if (numeric === undefined) throw new Complaint(`${operator}: conditional binary operator expected`);
  return after(expandArithmetic(shell, left), a => {
    const first = count(shell, a);
    return after(expandArithmetic(shell, right), b => numeric(first, count(shell, b)));
  });
}

function count(shell: Shell, text: string): bigint {
  try {
    return BigInt(shell.evaluate(text));
  } catch (error) {
    if (error instanceof Complaint && !error.ends) throw new Complaint(`[[: ${error.message}`);
    throw error;
  }
}

function matches(shell: Shell, text: string, pattern: string): boolean {
  let regex: RegExp;
  try {
    regex = compileEre(pattern, shell.shopts.has('nocasematch') ? 'i' : '');
  } catch (error) {
    if (error instanceof RegexError) throw new Complaint(`[[: invalid regular expression \`${pattern}': ${error.message}`, 2);
    throw error;
  }
  const found = regex.exec(text);
  const groups: string[] = [];
  if (found !== null) for (const [at, group] of found.entries()) groups[at] = group ?? '';
  shell.variables.setArray('BASH_REMATCH', groups);
  return found !== null;
}
