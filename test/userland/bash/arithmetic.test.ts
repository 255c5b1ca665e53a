// Shell arithmetic: 64 bits, and bash's words for what is wrong.

import { describe, expect, test } from 'vitest';
import { type ArithmeticVariables, evaluate } from '../../../src/userland/lib/shell/arithmetic.ts';

const variables = (known: Record<string, string> = {}, posix = false): ArithmeticVariables => ({
  posix,
  read: name => known[name],
  write: (name, _subscript, value) => {
    known[name] = value;
  },
});
const value = (expression: string, known?: Record<string, string>): string => String(evaluate(expression, variables(known)));

describe('values', () => {
  test.each([
    ['2**63', '-9223372036854775808'],
    ['9223372036854775807 + 1', '-9223372036854775808'],
    ['-7 / 2', '-3'],
    ['-7 % 3', '-1'],
    ['1 << 64', '1'],
    ['36#z + 0x1F + 010', '74'],
    ['0 ? 1 : 2 ? 3 : 4', '3'],
    ['1 + 2 * 3 == 7 && !0', '1'],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toBe(expected);
  });

  test('a variable is an expression in turn, and can be changed', () => {
    const known = { x: 'y + 1', y: '4' };
    expect(value('x * 2, y++', known)).toBe('4');
    expect(known.y).toBe('5');
  });
});

describe('mistakes', () => {
  test.each([
    ['1/0+2', '1/0+2: division by 0 (error token is "0+2")'],
    ['1 +', '1 +: arithmetic syntax error: operand expected (error token is "+")'],
    ['1.5', '1.5: arithmetic syntax error: invalid arithmetic operator (error token is ".5")'],
    ['08+1', '08: value too great for base (error token is "08")'],
    ['3=4', '3=4: attempted assignment to non-variable (error token is "=4")'],
  ])('%s', (expression, words) => {
    expect(() => value(expression)).toThrow(words);
  });

  test('dash has no **', () => {
    expect(() => evaluate('2**3', variables({}, true))).toThrow('operand expected');
  });
});
