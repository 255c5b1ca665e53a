// 64-bit integers as the shell counts: a number where that is exact, a bigint beyond. Each result wraps as two's complement.

export type Integer = number | bigint;

/** A bigint as an Integer: wrapped, and a number where it fits one exactly. */
export function narrow(value: bigint): Integer {
  const wrapped = BigInt.asIntN(64, value);
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}

const zero = (value: Integer): boolean => value === 0 || value === 0n;

type Operation = (a: Integer, b: Integer) => Integer;

/** Tries in numbers; where the result is not exact, does it again in bigints. */
const both =
  (fast: (a: number, b: number) => number, exact: (a: bigint, b: bigint) => bigint): Operation =>
  (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const result = fast(a, b);
      if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
    }
    return narrow(exact(BigInt(a), BigInt(b)));
  };
const small = (value: number): boolean => value === (value | 0);
const bitwise =
  (fast: (a: number, b: number) => number, exact: (a: bigint, b: bigint) => bigint): Operation =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' && small(a) && small(b) ? fast(a, b) : narrow(exact(BigInt(a), BigInt(b)));
const compare =
  (test: (a: Integer, b: Integer) => boolean): Operation =>
  (a, b) =>
    test(a, b) ? 1 : 0;

const shiftOf = (value: Integer): bigint => BigInt(value) & 63n;

/** The binary operators but for / % ** and the logical ones, which have errors or shortcuts of their own. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': both(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  '-': both(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  '*': both(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': both(
    (a, b) => Math.trunc(a / b),
    (a, b) => a / b,
  ),
  '%': both(
    (a, b) => a % b,
    (a, b) => a % b,
  ),
  '&': bitwise(
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  '|': bitwise(
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  '^': bitwise(
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
  '<<': (a, b) => narrow(BigInt(a) << shiftOf(b)),
  '>>': (a, b) => narrow(BigInt(a) >> shiftOf(b)),
  '<': compare((a, b) => a < b),
  '>': compare((a, b) => a > b),
  '<=': compare((a, b) => a <= b),
  '>=': compare((a, b) => a >= b),
  '==': compare((a, b) => BigInt(a) === BigInt(b)),
  '!=': compare((a, b) => BigInt(a) !== BigInt(b)),
};

export const isZero = zero;
export const negate = (value: Integer): Integer => OPERATIONS['-']!(0, value);
export const complement = (value: Integer): Integer => OPERATIONS['-']!(-1, value);

/** a ** b for b ≥ 0, wrapping. */
export function power(base: Integer, exponent: Integer): Integer {
  let result: Integer = 1;
  let square = base;
  for (let rest = BigInt(exponent); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = OPERATIONS['*']!(result, square);
    square = OPERATIONS['*']!(square, square);
  }
  return result;
}

/** A decimal text as strtoimax reads a whole word: undefined where it is no number; wrapped values clamp. */
export function parseDecimal(text: string): Integer | undefined {
  if (!/^[ \t\n\v\f\r]*[+-]?\d+[ \t\n\v\f\r]*$/.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  const value = BigInt(text.trim().replace(/^\+/, ''));
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

/** Whether a text is an integer constant as `[ a -eq b ]` and exit take it; its value, wrapped. */
export function integerConstant(text: string): Integer | undefined {
  const trimmed = text.trim();
  return /^[+-]?\d+$/.test(trimmed) ? narrow(BigInt(trimmed.replace(/^\+/, ''))) : undefined;
}
