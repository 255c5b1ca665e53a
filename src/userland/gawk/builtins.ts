// The functions of awk that need no waiting. As gawk 5.3.

import { secondsOf, strftime } from '../lib/dates.ts';
import { UTC, zoneOf } from '../lib/zones.ts';
import { AwkArray } from './array.ts';
import { Fatal } from './cell.ts';
import { formatValues } from './format.ts';
import type { Runtime } from './runtime.ts';
import { compare, inputValue, toNumber, type Value } from './value.ts';

type Builtin = (runtime: Runtime, args: readonly Value[]) => Value;

const number =
  (act: (value: number) => number): Builtin =>
  (_, [value]) =>
    act(toNumber(value));
const bits =
  (act: (a: bigint, b: bigint) => bigint): Builtin =>
  (_, values) =>
    Number(values.map(value => BigInt(Math.trunc(toNumber(value)))).reduce(act));

/** By name: functions of plain values. */
export const SIMPLE: Readonly<Record<string, Builtin>> = {
  and: bits((a, b) => a & b),
  atan2: (_, [y, x]) => Math.atan2(toNumber(y), toNumber(x)),
  compl: (_, [value]) => 9007199254740991 - toNumber(value),
  cos: number(Math.cos),
  exp: number(Math.exp),
  index: (runtime, [text, part]) => {
    const at = runtime.text(text).indexOf(runtime.text(part));
    return at < 0 ? 0 : characters(runtime.text(text).slice(0, at)) + 1;
  },
  int: number(value => Math.trunc(value)),
  log: number(Math.log),
  lshift: (_, [value, by]) => toNumber(value) * 2 ** toNumber(by),
  mktime: (runtime, [spec, utc]) => mktime(runtime, runtime.text(spec), utc !== undefined && toNumber(utc) !== 0),
  or: bits((a, b) => a | b),
  rand: runtime => runtime.random.rand(),
  rshift: (_, [value, by]) => Math.floor(toNumber(value) / 2 ** toNumber(by)),
  sin: number(Math.sin),
  sprintf: (runtime, [format, ...values]) => formatValues(runtime.text(format), values, runtime.convfmt),
  sqrt: number(Math.sqrt),
  srand: (runtime, args) => {
    const before = runtime.seed;
    runtime.seed = args.length === 0 ? runtime.now : toNumber(args[0]);
    runtime.random.seed(runtime.seed);
    return before;
  },
  strftime: (runtime, [format, time, utc]) => {
    const text = format === undefined ? '%a %b %e %H:%M:%S %Z %Y' : runtime.text(format);
    const zone = utc !== undefined && toNumber(utc) !== 0 ? UTC : zoneOf(runtime.tool.env.TZ);
    return strftime(text, { seconds: time === undefined ? runtime.now : Math.trunc(toNumber(time)), nanoseconds: 0 }, zone);
  },
  strtonum: (_, [value]) => {
    const text = typeof value === 'string' ? value : typeof value === 'object' ? value.text : undefined;
    const found = text === undefined ? null : /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]+)/.exec(text);
    if (found === null) return toNumber(value);
    const size = Number(/^0[xX]/.test(found[2]!) ? found[2] : `0o${found[2]!.slice(1)}`);
    return found[1] === '-' ? -size : size;
  },
  substr: (runtime, args) => substr(runtime, args),
  systime: runtime => runtime.now,
  tolower: (runtime, [text]) => runtime.text(text).toLowerCase(),
  toupper: (runtime, [text]) => runtime.text(text).toUpperCase(),
  xor: bits((a, b) => a ^ b),
};

/** Characters of a text, a pair of surrogates being one. */
export function characters(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  return [...text].length;
}

/** From a character on, so many: fractions are cut off, and what begins before the text begins with it. */
function substr(runtime: Runtime, [text, from, count]: readonly Value[]): string {
  const whole = runtime.text(text);
  const parts: string | string[] = /[\ud800-\udbff]/.test(whole) ? [...whole] : whole;
  const start = Math.max(1, Math.trunc(toNumber(from)));
  if (Number.isNaN(start)) return '';
  const length = count === undefined ? parts.length : Math.trunc(toNumber(count));
  if (!(length > 0)) return '';
  const slice = parts.slice(start - 1, start - 1 + length);
  return typeof slice === 'string' ? slice : slice.join('');
}

function mktime(runtime: Runtime, spec: string, utc: boolean): number {
  const parts = spec.trim().split(/\s+/).map(Number);
  if (parts.length < 6 || parts.some(part => Number.isNaN(part))) return -1;
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  return secondsOf({ year, month, day, hour, minute, second }, utc ? UTC : zoneOf(runtime.tool.env.TZ));
}

/** asort and asorti: sorts `source` (its values, or its keys) into `dest`; how many. */
export function sortArray(runtime: Runtime, source: AwkArray, dest: AwkArray, byIndex: boolean, how: string): number {
  const entries = [...source.entries()];
  const direction = how.endsWith('desc') ? -1 : 1;
  const byKey = how === '' ? byIndex : how.startsWith('@ind');
  const numeric = how.includes('_num');
  const text = how.includes('_str');
  if (how !== '' && !/^@(ind|val)_(num|str|type)_(asc|desc)$/.test(how))
    throw new Fatal(`fatal: asort: sort comparison function \`${how}' is not simulated here`);
  const keyOf = ([key, value]: [string, Value | AwkArray]): Value =>
    byKey
      ? numeric
        ? toNumber(key)
        : key
      : value instanceof AwkArray
        ? ''
        : numeric
          ? toNumber(value)
          : text
            ? runtime.text(value)
            : value;
  // Numbers come before strings.
  const rank = (value: Value): number => (typeof value === 'string' ? 1 : 0);
  entries.sort((a, b) => {
    const [one, two] = [keyOf(a), keyOf(b)];
    return direction * (rank(one) - rank(two) || compare(one, two, runtime.convfmt));
  });
  dest.clear();
  for (const [at, [key, value]] of entries.entries()) dest.set(String(at + 1), byIndex ? inputValue(key) : value);
  return entries.length;
}
