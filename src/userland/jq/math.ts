// jq's functions of numbers.

import { described, fail } from './errors.ts';
import { isNumber, type Json, numberOf } from './json.ts';

type Plain = (value: Json, args: readonly Json[]) => Json;

const one =
  (act: (value: number) => number): Plain =>
  value =>
    isNumber(value) ? act(numberOf(value)) : fail(`${described(value)} number required`);
const number = (value: Json | undefined): number =>
  value !== undefined && isNumber(value) ? numberOf(value) : fail(`${described(value ?? null)} number required`);

const SINGLE: Readonly<Record<string, (value: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: value => Math.sign(value) * Math.round(Math.abs(value)),
  trunc: Math.trunc,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  fabs: Math.abs,
  exp: Math.exp,
  exp2: value => 2 ** value,
  exp10: value => 10 ** value,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  significand: value => (value === 0 ? 0 : value / 2 ** Math.floor(Math.log2(Math.abs(value)))),
  logb: value => Math.floor(Math.log2(Math.abs(value))),
  rint: value => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value)),
};

export const MATH: Readonly<Record<string, Plain>> = {
  ...Object.fromEntries(Object.entries(SINGLE).map(([name, act]) => [`${name}/0`, one(act)])),
  'pow/2': (_, [base, exponent]) => number(base) ** number(exponent),
  'atan2/2': (_, [y, x]) => Math.atan2(number(y), number(x)),
  'fmin/2': (_, [a, b]) => Math.min(number(a), number(b)),
  'fmax/2': (_, [a, b]) => Math.max(number(a), number(b)),
  'fmod/2': (_, [a, b]) => number(a) % number(b),
  'ldexp/2': (_, [a, b]) => number(a) * 2 ** number(b),
  'abs/0': value => (isNumber(value) ? Math.abs(numberOf(value)) : fail(`${described(value)} has no absolute value`)),
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isnan/0': value => Number.isNaN(number(value)),
  'isinfinite/0': value => Math.abs(number(value)) === Number.POSITIVE_INFINITY,
  'isnormal/0': value => Number.isFinite(number(value)) && Math.abs(number(value)) >= 2.2250738585072014e-308,
};
