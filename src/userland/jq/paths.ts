// Getting, setting and deleting parts of values by path. As jq 1.8.

import { described, fail } from './errors.ts';
import { compareJson, isNumber, type Json, JsonObject, numberOf, typeOf } from './json.ts';

const isSlice = (key: Json): key is JsonObject => key instanceof JsonObject;

/** Where a slice of a length begins and ends. */
export function sliceBounds(from: Json, to: Json, length: number): [number, number] {
  const place = (value: Json, usual: number, round: (value: number) => number): number => {
    if (value === null) return usual;
    if (!isNumber(value)) return fail('Start and end indices of an array slice must be numbers');
    const number = numberOf(value);
    return Math.max(0, Math.min(length, round(number < 0 ? number + length : number)));
  };
  const start = place(from, 0, Math.floor);
  return [start, Math.max(start, place(to, length, Math.ceil))];
}

/** value[key] */
export function getIndex(value: Json, key: Json): Json {
  if (value instanceof JsonObject && typeof key === 'string') return value.get(key) ?? null;
  if (Array.isArray(value) && isNumber(key)) {
    const at = Math.floor(numberOf(key));
    return value[at < 0 ? at + value.length : at] ?? null;
  }
  if (isSlice(key) && (value === null || typeof value === 'string' || Array.isArray(value))) {
    if (value === null) return null;
    const from = key.get('start') ?? null;
    const to = key.get('end') ?? null;
    if (typeof value === 'string') {
      const characters = [...value];
      return characters.slice(...sliceBounds(from, to, characters.length)).join('');
    }
    return value.slice(...sliceBounds(from, to, value.length));
  }
  if (value === null && (typeof key === 'string' || isNumber(key) || key === null)) return null;
  if (Array.isArray(value) && Array.isArray(key)) return indicesOf(value, key);
  if (typeof key === 'string')
    return fail(`Cannot index ${typeOf(value)} with ${value instanceof JsonObject ? 'object' : 'string'} ("${key}")`);
  if (isNumber(key)) return fail(`Cannot index ${typeOf(value)} with number (${numberOf(key)})`);
  return fail(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

/** Where an array has another one inside it. */
export function indicesOf(value: readonly Json[], part: readonly Json[]): Json[] {
  if (part.length === 0) return [];
  const found: Json[] = [];
  for (let at = 0; at + part.length <= value.length; at++) {
    if (part.every((item, index) => compareJson(value[at + index]!, item) === 0)) found.push(at);
  }
  return found;
}

/** value with value[key] = next */
function setIndex(value: Json, key: Json, next: Json): Json {
  if (typeof key === 'string' && (value === null || value instanceof JsonObject)) return new JsonObject(value ?? []).set(key, next);
  if (isNumber(key) && (value === null || Array.isArray(value))) {
    const list = value === null ? [] : [...value];
    let at = Math.floor(numberOf(key));
    if (at < 0) at += list.length;
    if (at < 0) return fail('Out of bounds negative array index');
    if (at > 536870911) return fail('Array index too large');
    while (list.length < at) list.push(null);
    list[at] = next;
    return list;
  }
  if (isSlice(key) && (value === null || Array.isArray(value))) {
    if (!Array.isArray(next)) return fail('A slice of an array can only be assigned another array');
    const list = value ?? [];
    const [from, to] = sliceBounds(key.get('start') ?? null, key.get('end') ?? null, list.length);
    return [...list.slice(0, from), ...next, ...list.slice(to)];
  }
  if (typeof key === 'string') return fail(`Cannot index ${typeOf(value)} with "${key}"`);
  if (isNumber(key)) return fail(`Cannot index ${typeOf(value)} with number`);
  return fail(isSlice(key) ? `Cannot update field at object index of ${typeOf(value)}` : `Invalid path component ${described(key)}`);
}

export function getPath(value: Json, path: readonly Json[]): Json {
  let at = value;
  for (const key of path) at = at === null ? null : getIndex(at, key);
  return at;
}

export function setPath(value: Json, path: readonly Json[], next: Json, from = 0): Json {
  if (from === path.length) return next;
  const key = path[from]!;
  const inner = value === null ? null : getIndex(value, key);
  return setIndex(value, key, setPath(inner, path, next, from + 1));
}

function deleteOne(value: Json, key: Json): Json {
  if (value === null) return null;
  if (value instanceof JsonObject && typeof key === 'string') {
    const object = new JsonObject(value);
    object.delete(key);
    return object;
  }
  if (Array.isArray(value) && isNumber(key)) {
    let at = Math.floor(numberOf(key));
    if (at < 0) at += value.length;
    return value.filter((_, index) => index !== at);
  }
  if (Array.isArray(value) && isSlice(key)) {
    const [from, to] = sliceBounds(key.get('start') ?? null, key.get('end') ?? null, value.length);
    return [...value.slice(0, from), ...value.slice(to)];
  }
  return fail(`Cannot delete field at ${typeof key === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`);
}

function deletePath(value: Json, path: readonly Json[], from = 0): Json {
  if (from === path.length) return null;
  if (value === null) return null;
  const key = path[from]!;
  if (from === path.length - 1) return deleteOne(value, key);
  const inner = getIndex(value, key);
  return inner === null ? value : setIndex(value, key, deletePath(inner, path, from + 1));
}

/** Deletes all of these, the last ones first. */
export function deletePaths(value: Json, paths: readonly Json[][]): Json {
  const ordered = [...paths].sort((a, b) => compareJson(b, a));
  return ordered.reduce<Json>((left, path) => (path.length === 0 ? null : deletePath(left, path)), value);
}
