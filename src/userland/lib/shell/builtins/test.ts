// test and [. As bash 5.3's test.c: by the number of arguments, then as an expression.

import type { Builtin } from '../builtin-table.ts';
import { unary } from '../conditional.ts';
import { integerConstant } from '../integer.ts';
import { after, type Now } from '../now.ts';
import { Complaint, type Shell } from '../state.ts';
import { compareFiles } from '../test-file.ts';

const UNARY = new Set([...'abcdefghknoprstuvwxzGLNORS'].map(letter => `-${letter}`));
const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

export const test: Builtin = (shell, args) => {
  if (shell.dialect.kind !== 'ash') return evaluateTest(shell, args);
  try {
    const result = evaluateTest(shell, args);
    return result instanceof Promise ? result.catch((error: unknown) => plainly(shell, error)) : result;
  } catch (error) {
    return plainly(shell, error);
  }
};

/** busybox's test speaks as a program of its own. */
async function plainly(shell: Shell, error: unknown): Promise<number> {
  if (!(error instanceof Complaint)) throw error;
  await shell.warn(`${shell.name}: ${error.message}\n`);
  return error.status;
}

const evaluateTest: Builtin = (shell, args) => {
  const name = args[0]!;
  let operands = args.slice(1);
  if (name === '[') {
    if (operands.at(-1) !== ']')
      throw fault(shell, name, shell.dialect.kind === 'bash' ? "missing `]'" : shell.dialect.kind === 'dash' ? 'missing ]' : 'missing ]');
    operands = operands.slice(0, -1);
  }
  return after(byCount(shell, name, operands), held => (held ? 0 : 1));
};

const fault = (shell: Shell, name: string, words: string): Complaint =>
  new Complaint(shell.dialect.kind === 'ash' ? words : `${name}: ${words}`, 2);

function byCount(shell: Shell, name: string, words: string[]): Now<boolean> {
  const [first, second, third] = words;
  switch (words.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      return two(shell, name, first!, second!);
    case 3:
      return three(shell, name, first!, second!, third!);
    case 4:
      if (first === '!') return after(three(shell, name, second!, third!, words[3]!), held => !held);
      if (first === '(' && words[3] === ')') return two(shell, name, second!, third!);
      return expression(shell, name, words);
    default:
      return expression(shell, name, words);
  }
}

function two(shell: Shell, name: string, first: string, second: string): Now<boolean> {
  if (first === '!') return second === '';
  if (UNARY.has(first)) return one(shell, name, first, second);
  throw fault(
    shell,
    name,
    shell.dialect.kind === 'bash'
      ? `${first}: unary operator expected`
      : `${second}: ${shell.dialect.kind === 'dash' ? 'unexpected operator' : 'unknown operand'}`,
  );
}

function one(shell: Shell, name: string, operator: string, operand: string): Now<boolean> {
  if (operator === '-t' && integerConstant(operand) === undefined) throw badNumber(shell, name, operand);
  return unary(shell, operator, operand);
}

function three(shell: Shell, name: string, left: string, operator: string, right: string): Now<boolean> {
  if (BINARY.has(operator)) return compare(shell, name, left, operator, right);
  if (operator === '-a') return left !== '' && right !== '';
  if (operator === '-o') return left !== '' || right !== '';
  if (left === '!') return after(two(shell, name, operator, right), held => !held);
  if (left === '(' && right === ')') return operator !== '';
  if (shell.dialect.kind === 'bash') throw fault(shell, name, `${operator}: binary operator expected`);
  throw fault(shell, name, shell.dialect.kind === 'dash' ? `${left}: unexpected operator` : `${operator}: unknown operand`);
}

const badNumber = (shell: Shell, name: string, text: string): Complaint =>
  shell.dialect.kind === 'bash'
    ? fault(shell, name, `${text}: integer expected`)
    : fault(shell, name, shell.dialect.kind === 'dash' ? `Illegal number: ${text}` : `${text}: bad number`);

function compare(shell: Shell, name: string, left: string, operator: string, right: string): Now<boolean> {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(shell, left, operator, right);
  }
  const a = integerConstant(left);
  if (a === undefined) throw badNumber(shell, name, left);
  const b = integerConstant(right);
  if (b === undefined) throw badNumber(shell, name, right);
  if (operator === '-eq') return a === b;
  if (operator === '-ne') return a !== b;
  if (operator === '-lt') return a < b;
  if (operator === '-le') return a <= b;
  return operator === '-gt' ? a > b : a >= b;
}

/** More than four words: -o over -a over ! over primaries. */
async function expression(shell: Shell, name: string, words: string[]): Promise<boolean> {
  let at = 0;
  const or = async (): Promise<boolean> => {
    let value = await and();
    while (words[at] === '-o') {
      at++;
      value = (await and()) || value;
    }
    return value;
  };
  const and = async (): Promise<boolean> => {
    let value = await not();
    while (words[at] === '-a') {
      at++;
      value = (await not()) && value;
    }
    return value;
  };
  const not = async (): Promise<boolean> => {
    if (words[at] !== '!' || at + 1 >= words.length) return primary();
    at++;
    return !(await not());
  };
  const primary = async (): Promise<boolean> => {
    const word = words[at];
    if (word === undefined) throw fault(shell, name, 'argument expected');
    if (word === '(') {
      at++;
      const value = await or();
      if (words[at] !== ')') throw fault(shell, name, words[at] === undefined ? "`)' expected" : `\`)' expected, found ${words[at]}`);
      at++;
      return value;
    }
    const operator = words[at + 1];
    if (operator !== undefined && BINARY.has(operator) && words[at + 2] !== undefined) {
      at += 3;
      return compare(shell, name, word, operator, words[at - 1]!);
    }
    if (UNARY.has(word) && operator !== undefined && operator !== '-a' && operator !== ')') {
      at += 2;
      return one(shell, name, word, operator);
    }
    at++;
    return word !== '';
  };
  const value = await or();
  if (at < words.length)
    throw fault(
      shell,
      name,
      shell.dialect.kind === 'bash'
        ? 'too many arguments'
        : `${words[at]}: ${shell.dialect.kind === 'dash' ? 'unexpected operator' : 'unknown operand'}`,
    );
  return value;
}
