// Destructuring: a pattern's names bound to a value's parts, in every way that its keys allow. As jq 1.8.

import type { Filter, Pattern } from './ast.ts';
import { fail } from './errors.ts';
import { type Json, typeOf } from './json.ts';
import { getIndex } from './paths.ts';
import type { Scope } from './scope.ts';

/** The values of a key's filter. */
type Values = (filter: Filter, value: Json, scope: Scope) => Iterable<Json>;

/** The scopes in which a pattern's names are bound to a value's parts. */
export function* match(pattern: Pattern, value: Json, scope: Scope, values: Values): Generator<Scope> {
  if (pattern.kind === 'variable') {
    yield scope.with({ kind: 'variable', name: pattern.name, value });
    return;
  }
  if (pattern.kind === 'array') {
    if (value !== null && !Array.isArray(value)) fail(`Cannot index ${typeOf(value)} with number (0)`);
    yield* matchAll(
      pattern.items.map((item, at) => ({ pattern: item, value: (value as Json[] | null)?.[at] ?? null })),
      scope,
      0,
      values,
    );
    return;
  }
  yield* matchObject(pattern, value, scope, 0, values);
}

function* matchAll(parts: readonly { pattern: Pattern; value: Json }[], scope: Scope, at: number, values: Values): Generator<Scope> {
  const part = parts[at];
  if (part === undefined) yield scope;
  else for (const inner of match(part.pattern, part.value, scope, values)) yield* matchAll(parts, inner, at + 1, values);
}

function* matchObject(
  pattern: Extract<Pattern, { kind: 'object' }>,
  value: Json,
  scope: Scope,
  at: number,
  values: Values,
): Generator<Scope> {
  const entry = pattern.entries[at];
  if (entry === undefined) {
    yield scope;
    return;
  }
  for (const key of values(entry.key, value, scope)) {
    if (typeof key !== 'string') fail(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
    const part = getIndex(value, key);
    const bound = entry.variable === undefined ? scope : scope.with({ kind: 'variable', name: entry.variable, value: part });
    const inners = entry.pattern === undefined ? [bound] : match(entry.pattern, part, bound, values);
    for (const inner of inners) yield* matchObject(pattern, value, inner, at + 1, values);
  }
}

/** All names of all patterns bound to null, as `?//` has them before one of its patterns fits. */
export function nullAll(patterns: readonly Pattern[], scope: Scope): Scope {
  let inner = scope;
  const visit = (pattern: Pattern): void => {
    if (pattern.kind === 'variable') inner = inner.with({ kind: 'variable', name: pattern.name, value: null });
    else if (pattern.kind === 'array') pattern.items.forEach(visit);
    else {
      for (const { variable, pattern: nested } of pattern.entries) {
        if (variable !== undefined) inner = inner.with({ kind: 'variable', name: variable, value: null });
        if (nested !== undefined) visit(nested);
      }
    }
  };
  patterns.forEach(visit);
  return inner;
}
