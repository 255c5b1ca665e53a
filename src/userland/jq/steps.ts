// A value with the path that led to it, and the steps from it to its parts. As jq 1.8.

import { described, fail } from './errors.ts';
import { type Json, JsonObject } from './json.ts';
import { getIndex } from './paths.ts';

/** A value, and the path that led to it from where paths began. */
export interface At {
  value: Json;
  path: Json[] | undefined;
}

/** A new value: it has no path, and where paths are asked for only null's can be gone on from. */
export function made(value: Json): At {
  return { value, path: undefined };
}

/** One step further down. */
export function step(at: At, key: Json): At {
  return { value: getIndex(at.value, key), path: at.path === undefined ? undefined : [...at.path, key] };
}

export function* iterate(at: At): Generator<At> {
  const { value, path } = at;
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield { value: inner, path: path === undefined ? undefined : [...path, index] };
  } else if (value instanceof JsonObject) {
    for (const [key, inner] of value) yield { value: inner, path: path === undefined ? undefined : [...path, key] };
  } else fail(`Cannot iterate over ${value === null ? 'null (null)' : described(value)}`);
}

export function* recurse(at: At): Generator<At> {
  yield at;
  if (Array.isArray(at.value) || at.value instanceof JsonObject) for (const inner of iterate(at)) yield* recurse(inner);
}
