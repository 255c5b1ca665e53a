// The functions that every Go template has: and, or, not, len, index, slice, print, eq, lt … As text/template/funcs.go of Go 1.25.

import { sprint, sprintf, sprintln } from './go-printf.ts';
import { BOOL, concrete, INT, indirect, isNil, printValue, STRING, truth, typeName, type Value } from './go-value.ts';

/** A function that templates can call, with how many arguments it takes. */
export interface TemplateFunction {
  least: number;
  most: number;
  call?(args: readonly Value[]): Value;
  /** For those that may stop before their last argument. */
  lazy?(args: Generator<Value>): Value;
}

/** What a function says of its arguments; `plain` leaves out "error calling NAME". */
export class FunctionError extends Error {
  readonly plain: boolean;
  constructor(words: string, plain = false) {
    super(words);
    this.plain = plain;
  }
}

export const text = (value: string): Value => ({ type: STRING, value });
export const bool = (value: boolean): Value => ({ type: BOOL, value });
const fixed = (count: number, call: (args: readonly Value[]) => Value): TemplateFunction => ({ least: count, most: count, call });
const variadic = (least: number, call: (args: readonly Value[]) => Value): TemplateFunction => ({ least, most: Infinity, call });

function firstThat(args: Generator<Value>, wanted: boolean): Value {
  let last: Value = bool(!wanted);
  for (const value of args) {
    last = value;
    if (truth(value) === wanted) break;
  }
  return last;
}

function length(value: Value): number {
  const { type, value: inner } = indirect(value);
  if (type.kind === 'string') return new TextEncoder().encode(String(inner ?? '')).length;
  if (type.kind === 'slice') return ((inner ?? []) as unknown[]).length;
  if (type.kind === 'map') return Object.keys((inner ?? {}) as object).length;
  if (type.kind === 'any' && isNil(inner)) throw new FunctionError('len of nil pointer');
  throw new FunctionError(`len of type ${typeName(value)}`);
}

function index(args: readonly Value[]): Value {
  let at = args[0]!;
  for (const key of args.slice(1)) {
    const { type, value } = indirect(at);
    const by = concrete(key);
    if (type.kind === 'any' && isNil(value)) throw new FunctionError('index of untyped nil');
    if (type.kind === 'map') {
      if (by.type.kind !== 'string') throw new FunctionError(`value has type ${typeName(by)}; should be string`);
      const map = (value ?? {}) as Record<string, unknown>;
      const name = String(by.value);
      at = { type: type.of, value: Object.hasOwn(map, name) ? map[name] : type.of.kind === 'any' ? null : undefined };
    } else if (type.kind === 'slice' || type.kind === 'string') {
      if (by.type.kind !== 'int') throw new FunctionError(`cannot index slice/array with type ${typeName(by)}`);
      const items = type.kind === 'slice' ? ((value ?? []) as unknown[]) : [...new TextEncoder().encode(String(value ?? ''))];
      const place = Number(by.value);
      if (place < 0 || place >= items.length) {
        throw new FunctionError(
          type.kind === 'string' && place >= 0 ? 'reflect: string index out of range' : `index out of range: ${place}`,
        );
      }
      at = type.kind === 'slice' ? { type: type.of, value: items[place] } : { type: INT, value: items[place] };
    } else throw new FunctionError(`can't index item of type ${typeName(at)}`);
  }
  return at;
}

function cut(args: readonly Value[]): Value {
  const { type, value } = indirect(args[0]!);
  const [from = 0, to] = args.slice(1).map(arg => Number(arg.value));
  if (type.kind !== 'string' && type.kind !== 'slice') throw new FunctionError(`can't slice item of type ${typeName(args[0]!)}`);
  const items = (value ?? (type.kind === 'string' ? '' : [])) as string | unknown[];
  const end = to ?? items.length;
  for (const place of [from, end]) if (place < 0 || place > items.length) throw new FunctionError(`index out of range: ${place}`);
  if (from > end) throw new FunctionError(`invalid slice index: ${from} > ${end}`);
  return { type, value: items.slice(from, end) };
}

type Basic = 'bool' | 'string' | 'int' | 'float';

function basic(value: Value): { kind: Basic; value: unknown } | undefined {
  const { type, value: inner } = concrete(value);
  switch (type.kind) {
    case 'bool':
      return { kind: 'bool', value: inner ?? false };
    case 'string':
      return { kind: 'string', value: inner ?? '' };
    case 'int':
    case 'duration':
      return { kind: 'int', value: Number(inner ?? 0) };
    case 'float':
      return { kind: 'float', value: Number(inner ?? 0) };
    default:
      return undefined;
  }
}

function equal(left: Value, right: Value): boolean {
  const a = basic(left);
  const b = basic(right);
  if (!a || !b) {
    const nils = [left, right].filter(value => isNil(concrete(value).value) && !basic(value));
    if (nils.length > 0) return nils.length === 2 || (nils.length === 1 && false);
    throw new FunctionError(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  }
  if (a.kind !== b.kind) throw new FunctionError(`incompatible types for comparison: ${typeName(left)} and ${typeName(right)}`);
  return a.value === b.value;
}

function less(left: Value, right: Value): boolean {
  const a = basic(left);
  const b = basic(right);
  if (!a || !b) throw new FunctionError('invalid type for comparison');
  if (a.kind !== b.kind) throw new FunctionError('incompatible types for comparison');
  if (a.kind === 'bool') throw new FunctionError('invalid type for comparison');
  return (a.value as string) < (b.value as string);
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;', '\0': '\uFFFD' };
const JS: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"' };
const joined = (args: readonly Value[]): string => (args.length === 1 ? printValue(args[0]!) : sprint(args));

export const BUILTINS: Readonly<Record<string, TemplateFunction>> = {
  and: { least: 1, most: Infinity, lazy: args => firstThat(args, false) },
  or: { least: 1, most: Infinity, lazy: args => firstThat(args, true) },
  not: fixed(1, ([value]) => bool(!truth(value!))),
  len: fixed(1, ([value]) => ({ type: INT, value: length(value!) })),
  index: variadic(1, index),
  slice: variadic(1, cut),
  print: variadic(0, args => text(sprint(args))),
  println: variadic(0, args => text(sprintln(args))),
  printf: variadic(1, ([format, ...rest]) => {
    if (concrete(format!).type.kind !== 'string')
      throw new FunctionError(`wrong type for value; expected string; got ${typeName(format!)}`, true);
    return text(sprintf(String(concrete(format!).value), rest));
  }),
  html: variadic(0, args => text(joined(args).replace(/[&<>'"\0]/g, char => HTML[char]!))),
  js: variadic(0, args =>
    text(
      joined(args).replace(
        /[\\'"<>&=\n\r\t]/g,
        char => JS[char] ?? `\\u00${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
      ),
    ),
  ),
  urlquery: variadic(0, args => text(encodeURIComponent(joined(args)).replaceAll('%20', '+'))),
  call: variadic(1, ([value]) => {
    throw new FunctionError(`non-function ${printValue(value!)} of type ${typeName(value!)}`);
  }),
  eq: variadic(1, ([first, ...rest]) => {
    if (rest.length === 0) throw new FunctionError('missing argument for comparison');
    return bool(rest.some(value => equal(first!, value)));
  }),
  ne: fixed(2, ([left, right]) => bool(!equal(left!, right!))),
  lt: fixed(2, ([left, right]) => bool(less(left!, right!))),
  le: fixed(2, ([left, right]) => bool(less(left!, right!) || equal(left!, right!))),
  gt: fixed(2, ([left, right]) => bool(less(right!, left!))),
  ge: fixed(2, ([left, right]) => bool(!less(left!, right!))),
};
