// jq's functions that are not written in jq. As jq 1.8.

import type { Filter } from './ast.ts';
import { described, fail, Halt, JqError } from './errors.ts';
import type { Builtin, Evaluator, Plain } from './evaluate.ts';
import { formatValue } from './formats.ts';
import {
  compareJson,
  isNumber,
  type Json,
  JsonObject,
  JsonReader,
  numberLiteral,
  numberOf,
  ParseProblem,
  sortedKeys,
  truthy,
  typeOf,
} from './json.ts';
import { MATH } from './math.ts';
import { arithmetic } from './operators.ts';
import { deletePaths, getPath, indicesOf, setPath } from './paths.ts';
import { compact } from './print.ts';
import { matches } from './regex.ts';
import type { Scope } from './scope.ts';
import { type At, iterate, recurse } from './steps.ts';
import { STRINGS } from './strings.ts';
import { TIMES } from './times.ts';

export const BUILTINS = new Map<string, Builtin>();

/** Calls a plain function for each combination of its arguments, the last varying slowest. */
function plain(count: number, act: Plain): Builtin {
  return function* run(evaluator, input, args, scope) {
    function* combine(at: number, values: Json[]): Generator<At> {
      if (at < 0) {
        yield { value: act(input.value, values, evaluator), path: undefined };
        return;
      }
      for (const value of evaluator.values(args[at]!, input.value, scope)) yield* combine(at - 1, [value, ...values]);
    }
    yield* combine(count - 1, []);
  };
}

function define(name: string, count: number, act: Plain): void {
  BUILTINS.set(`${name}/${count}`, plain(count, act));
}

for (const table of [STRINGS, TIMES, MATH])
  for (const [key, act] of Object.entries(table)) define(key.split('/')[0]!, Number(key.split('/')[1]), act);

const arrayOf = (value: Json, words: string): Json[] => (Array.isArray(value) ? value : fail(`${described(value)} ${words}`));

function keysOf(value: Json): Json {
  if (value instanceof JsonObject) return sortedKeys(value);
  return Array.isArray(value) ? value.map((_, at) => at) : fail(`${described(value)} has no keys`);
}

define('not', 0, value => !truthy(value));
define('keys', 0, keysOf);
define('keys_unsorted', 0, value => (value instanceof JsonObject ? [...value.keys()] : keysOf(value)));
define('length', 0, value => {
  if (value === null) return 0;
  if (typeof value === 'boolean') return fail(`${described(value)} has no length`);
  if (isNumber(value)) return Math.abs(numberOf(value));
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : value.size;
});
define('type', 0, typeOf);
define('tojson', 0, compact);
define('tostring', 0, value => formatValue('@text', value));
define('fromjson', 0, value => {
  if (typeof value !== 'string') return fail(`${described(value)} only strings can be parsed`);
  const reader = new JsonReader();
  reader.add(value);
  try {
    const parsed = reader.next(true);
    if (parsed === undefined) return null;
    if (reader.next(true) !== undefined) throw new ParseProblem('Unexpected extra JSON values');
    return parsed;
  } catch (error) {
    if (!(error instanceof ParseProblem)) throw error;
    const place = error.message.includes('EOF')
      ? ` at line 1, column ${value.length}`
      : error.message.includes('extra')
        ? ''
        : ` at EOF at line 1, column ${value.length}`;
    return fail(`${error.message}${place} (while parsing '${value}')`);
  }
});
define('tonumber', 0, value => {
  if (isNumber(value)) return value;
  if (typeof value !== 'string') return fail(`${described(value)} cannot be parsed as a number`);
  return /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)
    ? numberLiteral(value)
    : value === 'nan'
      ? Number.NaN
      : fail(`${described(value)} cannot be parsed as a number`);
});
define('has', 1, (value, [key]) => {
  if (value instanceof JsonObject && typeof key === 'string') return value.has(key);
  if (Array.isArray(value) && isNumber(key!)) return numberOf(key as number) >= 0 && numberOf(key as number) < value.length;
  return fail(`Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key!)} key`);
});
define('contains', 1, (value, [part]) => contains(value, part!));

function contains(value: Json, part: Json): boolean {
  if (value instanceof JsonObject && part instanceof JsonObject)
    return [...part].every(([key, inner]) => value.has(key) && contains(value.get(key)!, inner));
  if (Array.isArray(value) && Array.isArray(part))
    return part.every(inner => value.some(item => typeOf(item) === typeOf(inner) && contains(item, inner)));
  if (typeof value === 'string' && typeof part === 'string') return value.includes(part);
  if (typeOf(value) === typeOf(part)) return compareJson(value, part) === 0;
  return fail(`${described(value)} and ${described(part)} cannot have their containment checked`);
}

define('add', 0, value => {
  const items = value instanceof JsonObject ? [...value.values()] : value === null ? [] : arrayOf(value, 'cannot be iterated over');
  if (items.length > 0 && items.every(item => typeof item === 'string')) return items.join('');
  if (items.length > 0 && items.every(Array.isArray)) return (items as Json[][]).flat();
  return items.reduce<Json>((sum, item) => addTwo(sum, item), null);
});

const addTwo = (a: Json, b: Json): Json => arithmetic('+', a, b);

define('sort', 0, value => [...arrayOf(value, 'cannot be sorted, as it is not an array')].sort(compareJson));
define('reverse', 0, value =>
  typeof value === 'string'
    ? [...value].reverse().join('')
    : value === null
      ? []
      : [...arrayOf(value, 'cannot be reversed, as it is not an array')].reverse(),
);
define('unique', 0, value => distinct([...arrayOf(value, 'cannot be sorted, as it is not an array')].sort(compareJson)));

function distinct(sorted: Json[]): Json[] {
  return sorted.filter((item, at) => at === 0 || compareJson(sorted[at - 1]!, item) !== 0);
}

define('min', 0, value =>
  arrayOf(value, 'cannot be iterated over').reduce<Json>((best, item, at) => (at === 0 || compareJson(item, best) < 0 ? item : best), null),
);
define('max', 0, value =>
  arrayOf(value, 'cannot be iterated over').reduce<Json>(
    (best, item, at) => (at === 0 || compareJson(item, best) >= 0 ? item : best),
    null,
  ),
);
define('flatten', 0, value => flatten(value, Number.POSITIVE_INFINITY));
define('flatten', 1, (value, [depth]) => {
  const levels = isNumber(depth!) ? numberOf(depth as number) : 0;
  return levels < 0 ? fail('flatten depth must not be negative') : flatten(value, levels);
});

function flatten(value: Json, depth: number): Json[] {
  const items = value instanceof JsonObject ? [...value.values()] : arrayOf(value, 'cannot be iterated over');
  return items.flatMap(item => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

define('to_entries', 0, value => {
  if (Array.isArray(value))
    return value.map(
      (item, at) =>
        new JsonObject([
          ['key', at],
          ['value', item],
        ]),
    );
  const object = value instanceof JsonObject ? value : fail(`${described(value)} has no keys`);
  return [...(object as JsonObject)].map(
    ([key, item]) =>
      new JsonObject([
        ['key', key],
        ['value', item],
      ]),
  );
});
define('from_entries', 0, value => {
  const object = new JsonObject();
  for (const { value: entry } of iterate({ value, path: undefined })) {
    const pick = (names: readonly string[]): Json => {
      if (!(entry instanceof JsonObject)) return fail(`Cannot index ${typeOf(entry)} with string ("key")`);
      for (const name of names) {
        const found = entry.get(name);
        if (found !== undefined && found !== null && (found !== false || name.startsWith('v'))) return found;
      }
      return names.map(name => entry.get(name)).find(found => found === false) ?? null;
    };
    const key = pick(['key', 'k', 'name', 'Name', 'Key', 'K']);
    object.set(typeof key === 'string' ? key : key === null ? 'null' : compact(key), pick(['value', 'v', 'Value', 'V']));
  }
  return object;
});
define('transpose', 0, value => {
  const rows = arrayOf(value, 'cannot be transposed') as Json[][];
  const width = Math.max(0, ...rows.map(row => row.length));
  return Array.from({ length: width }, (_, at) => rows.map(row => row[at] ?? null));
});
define('indices', 1, (value, [part]) => indices(value, part!));
define('index', 1, (value, [part]) => first(indices(value, part!)));
define('rindex', 1, (value, [part]) => {
  const found = indices(value, part!);
  return Array.isArray(found) ? (found.at(-1) ?? null) : null;
});
const first = (value: Json): Json => (Array.isArray(value) ? (value[0] ?? null) : null);

function indices(value: Json, part: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string' && typeof part === 'string') {
    if (part === '') return null;
    const found: Json[] = [];
    for (let at = value.indexOf(part); at >= 0; at = value.indexOf(part, at + 1)) found.push([...value.slice(0, at)].length);
    return found;
  }
  if (!Array.isArray(value)) return fail(`Cannot determine indices of ${typeOf(part)} in ${typeOf(value)}`);
  return Array.isArray(part) ? indicesOf(value, part) : value.flatMap((item, at) => (compareJson(item, part) === 0 ? [at] : []));
}

define('getpath', 1, (value, [path]) => getPath(value, pathOf(path!)));
const pathOf = (path: Json): Json[] => (Array.isArray(path) ? path : fail('Path must be specified as an array'));
BUILTINS.set('getpath/1', function* getpath(evaluator, input, args, scope) {
  for (const path of evaluator.values(args[0]!, input.value, scope)) {
    const keys = pathOf(path);
    yield { value: getPath(input.value, keys), path: input.path === undefined ? undefined : [...input.path, ...keys] };
  }
});
define('setpath', 2, (value, [path, next]) => setPath(value, pathOf(path!), next!));
define('delpaths', 1, (value, [paths]) => deletePaths(value, arrayOf(paths!, 'Paths must be specified as an array').map(pathOf)));
define('error', 0, value => {
  throw new JqError(value);
});
define('error', 1, (_, [value]) => {
  throw new JqError(value!);
});
define('env', 0, (_, __, evaluator) => evaluator.world.env);
define('halt', 0, () => {
  throw new Halt(0, undefined);
});
define('halt_error', 0, value => {
  throw new Halt(5, value);
});
define('halt_error', 1, (value, [status]) => {
  throw new Halt(isNumber(status!) ? numberOf(status as number) : 5, value);
});
define('input', 0, (_, __, evaluator) => evaluator.world.nextInput());
define('input_filename', 0, (_, __, evaluator) => evaluator.world.inputFileName());
define('input_line_number', 0, (_, __, evaluator) => evaluator.world.inputLine());
define('debug', 0, (value, _, evaluator) => {
  evaluator.world.debug(`["DEBUG:",${compact(value)}]\n`);
  return value;
});
define('debug', 1, (value, [message], evaluator) => {
  evaluator.world.debug(`["DEBUG:",${compact(message!)}]\n`);
  return value;
});
define('stderr', 0, (value, _, evaluator) => {
  evaluator.world.debug(compact(value));
  return value;
});
define('builtins', 0, () => [...BUILTINS.keys()]);
define('have_literal_numbers', 0, () => true);
define('have_decnum', 0, () => true);
define('tojson', 0, compact);
define('getargs__', 0, (_, __, evaluator) => evaluator.world.named);
define('match__', 3, (value, [regex, flags, testing]) => matches(value, regex!, flags!, truthy(testing!)));
define('splits__', 2, (value, [regex, flags]) => {
  const text = typeof value === 'string' ? value : fail(`${described(value)} cannot be matched, as it is not a string`);
  const characters = [...(text as string)];
  const parts: Json[] = [];
  let from = 0;
  for (const found of matches(value, regex!, `g${flags === null ? '' : String(flags)}`, false) as JsonObject[]) {
    const offset = found.get('offset') as number;
    parts.push(characters.slice(from, offset).join(''));
    from = offset + (found.get('length') as number);
  }
  return [...parts, characters.slice(from).join('')];
});

BUILTINS.set('empty/0', function* empty() {});
BUILTINS.set('inputs/0', function* inputs(evaluator) {
  for (;;) {
    let value: Json;
    try {
      value = evaluator.world.nextInput();
    } catch (error) {
      if (error instanceof JqError && error.value === 'break') return;
      throw error;
    }
    yield { value, path: undefined };
  }
});
BUILTINS.set('path/1', function* path(evaluator, input, args, scope) {
  for (const found of evaluator.paths(args[0]!, input.value, scope)) yield { value: found, path: undefined };
});
BUILTINS.set('recurse/0', (_, input) => recurse(input));
BUILTINS.set('select/1', function* select(evaluator, input, args, scope) {
  for (const value of evaluator.values(args[0]!, input.value, scope)) if (truthy(value)) yield input;
});
BUILTINS.set('map/1', function* map(evaluator, input, args, scope) {
  const list: Json[] = [];
  for (const { value } of iterate({ value: input.value, path: undefined }))
    for (const made of evaluator.values(args[0]!, value, scope)) list.push(made);
  yield { value: list, path: undefined };
});
BUILTINS.set('del/1', function* del(evaluator, input, args, scope) {
  yield { value: deletePaths(input.value, [...evaluator.paths(args[0]!, input.value, scope)]), path: undefined };
});

function* range(evaluator: Evaluator, input: At, args: readonly Filter[], scope: Scope): Generator<At> {
  const ends = (at: number, usual: Json): Iterable<Json> =>
    args[at] === undefined ? [usual] : evaluator.values(args[at]!, input.value, scope);
  const number = (value: Json): number => (isNumber(value) ? numberOf(value) : fail('Range bounds must be numeric'));
  const single = args.length === 1;
  for (const start of single ? [0] : ends(0, 0)) {
    for (const end of ends(single ? 0 : 1, 0)) {
      for (const by of ends(2, 1)) {
        const [from, to, step] = [number(start), number(end), number(by)];
        if (step === 0) continue;
        for (let value = from; step > 0 ? value < to : value > to; value += step) yield { value, path: undefined };
      }
    }
  }
}
for (const count of [1, 2, 3]) BUILTINS.set(`range/${count}`, range);

/** Groups of an array by the values of a filter. */
function grouped(evaluator: Evaluator, input: At, filter: Filter, scope: Scope): { key: Json; item: Json }[] {
  const items = arrayOf(input.value, 'cannot be sorted, as it is not an array');
  const keyed = items.map(item => ({ key: [...evaluator.values(filter, item, scope)] as Json, item }));
  return keyed.sort((a, b) => compareJson(a.key, b.key));
}

BUILTINS.set('sort_by/1', function* sortBy(evaluator, input, args, scope) {
  yield { value: grouped(evaluator, input, args[0]!, scope).map(({ item }) => item), path: undefined };
});
BUILTINS.set('group_by/1', function* groupBy(evaluator, input, args, scope) {
  const groups: Json[][] = [];
  let last: Json | undefined;
  for (const { key, item } of grouped(evaluator, input, args[0]!, scope)) {
    if (last === undefined || compareJson(last, key) !== 0) groups.push([]);
    groups.at(-1)!.push(item);
    last = key;
  }
  yield { value: groups, path: undefined };
});
BUILTINS.set('unique_by/1', function* uniqueBy(evaluator, input, args, scope) {
  const sorted = grouped(evaluator, input, args[0]!, scope);
  yield {
    value: sorted.filter(({ key }, at) => at === 0 || compareJson(sorted[at - 1]!.key, key) !== 0).map(({ item }) => item),
    path: undefined,
  };
});
for (const name of ['min_by', 'max_by'] as const) {
  BUILTINS.set(`${name}/1`, function* by(evaluator, input, args, scope) {
    const sorted = grouped(evaluator, input, args[0]!, scope);
    yield { value: (name === 'min_by' ? sorted[0] : sorted.at(-1))?.item ?? null, path: undefined };
  });
}
BUILTINS.set('limit/2', function* limit(evaluator, input, args, scope) {
  for (const count of evaluator.values(args[0]!, input.value, scope)) {
    let left = isNumber(count) ? numberOf(count) : 0;
    if (left < 0) fail('Limit must not be negative');
    if (left === 0) continue;
    for (const at of evaluator.run(args[1]!, input, scope)) {
      yield at;
      if (--left <= 0) break;
    }
  }
});
BUILTINS.set('first/1', function* firstOf(evaluator, input, args, scope) {
  for (const at of evaluator.run(args[0]!, input, scope)) {
    yield at;
    return;
  }
});
BUILTINS.set('isempty/1', function* isEmpty(evaluator, input, args, scope) {
  for (const _ of evaluator.values(args[0]!, input.value, scope)) {
    yield { value: false, path: undefined };
    return;
  }
  yield { value: true, path: undefined };
});
