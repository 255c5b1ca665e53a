// Running jq filters: each gives a stream of values, and of paths where those are asked for. As jq 1.8.

import type { Definition, Filter } from './ast.ts';
import { Break, described, fail, JqError } from './errors.ts';
import { formatValue } from './formats.ts';
import { isNumber, type Json, JsonObject, numberOf, truthy } from './json.ts';
import { FilterProblem } from './lexer.ts';
import { arithmetic, compareValues } from './operators.ts';
import { deletePaths, getPath, setPath } from './paths.ts';
import { match, nullAll } from './patterns.ts';
import type { Closure, Scope } from './scope.ts';
import { type At, iterate, made, recurse, step } from './steps.ts';

/** What filters may ask of the program around them. */
export interface World {
  env: JsonObject;
  nextInput(): Json;
  inputs(): Json[];
  inputFileName(): Json;
  inputLine(): number;
  nowSeconds: number;
  debug(text: string): void;
  named: JsonObject;
}

/** A function that is not written in jq. */
export type Builtin = (evaluator: Evaluator, input: At, args: readonly Filter[], scope: Scope) => Iterable<At>;
/** One of the input and of argument values only. */
export type Plain = (value: Json, args: readonly Json[], evaluator: Evaluator) => Json;

export class Evaluator {
  readonly world: World;
  readonly #builtins: ReadonlyMap<string, Builtin>;

  constructor(world: World, builtins: ReadonlyMap<string, Builtin>) {
    this.world = world;
    this.#builtins = builtins;
  }

  readonly #values = (filter: Filter, value: Json, scope: Scope): Iterable<Json> => this.values(filter, value, scope);

  /** The values of a filter. */
  *values(filter: Filter, value: Json, scope: Scope): Generator<Json> {
    for (const at of this.run(filter, { value, path: undefined }, scope)) yield at.value;
  }

  *run(filter: Filter, input: At, scope: Scope): Generator<At> {
    switch (filter.kind) {
      case 'identity':
        yield input;
        return;
      case 'pipe':
        for (const middle of this.run(filter.left, input, scope)) yield* this.run(filter.right, middle, scope);
        return;
      case 'comma':
        yield* this.run(filter.left, input, scope);
        yield* this.run(filter.right, input, scope);
        return;
      case 'index':
        for (const at of this.run(filter.of, input, scope)) {
          for (const key of this.values(filter.key, input.value, scope)) yield step(at, key);
        }
        return;
      case 'slice':
        yield* this.#slice(filter, input, scope);
        return;
      case 'iterate':
        for (const at of this.run(filter.of, input, scope)) yield* iterate(at);
        return;
      case 'recurse':
        yield* recurse(input);
        return;
      case 'try':
        yield* this.#try(filter, input, scope);
        return;
      case 'if':
        for (const condition of this.values(filter.condition, input.value, scope)) {
          if (truthy(condition)) yield* this.run(filter.yes, input, scope);
          else if (filter.no === undefined) yield input;
          else yield* this.run(filter.no, input, scope);
        }
        return;
      case 'alternative':
        yield* this.#alternative(filter, input, scope);
        return;
      case 'bind':
        yield* this.#bind(filter, input, scope);
        return;
      case 'define':
        yield* this.run(filter.body, input, scope.with({ kind: 'function', name: filter.definition.name, definition: filter.definition }));
        return;
      case 'call':
        yield* this.#call(filter, input, scope);
        return;
      case 'reduce':
      case 'foreach':
        yield* this.#fold(filter, input, scope);
        return;
      case 'label':
        yield* this.#label(filter, input, scope);
        return;
      case 'break': {
        const found = scope.find('label', filter.name);
        throw found?.kind === 'label' ? new Break(found.label) : new FilterProblem(`$*label-${filter.name} is not defined`, filter.at);
      }
      default:
        for (const value of this.#plain(filter, input.value, scope)) yield made(value);
    }
  }

  /** Filters that make new values, which have no path. */
  *#plain(filter: Filter, value: Json, scope: Scope): Generator<Json> {
    switch (filter.kind) {
      case 'literal':
        yield filter.value;
        return;
      case 'variable':
        yield this.#variable(filter, scope);
        return;
      case 'text':
        yield* this.#text(filter, value, scope, 0, '');
        return;
      case 'format':
        yield formatValue(filter.name, value);
        return;
      case 'array':
        yield filter.of === undefined ? [] : [...this.values(filter.of, value, scope)];
        return;
      case 'object':
        yield* this.#object(filter.entries, value, scope, 0, new JsonObject());
        return;
      case 'negate':
        for (const number of this.values(filter.of, value, scope))
          yield isNumber(number) ? -numberOf(number) : fail(`${described(number)} cannot be negated`);
        return;
      case 'binary':
        for (const right of this.values(filter.right, value, scope)) {
          for (const left of this.values(filter.left, value, scope)) {
            yield '+-*/%'.includes(filter.operator)
              ? arithmetic(filter.operator, left, right)
              : compareValues(filter.operator, left, right);
          }
        }
        return;
      case 'and':
      case 'or':
        for (const left of this.values(filter.left, value, scope)) {
          if (truthy(left) === (filter.kind === 'or')) yield filter.kind === 'or';
          else for (const right of this.values(filter.right, value, scope)) yield truthy(right);
        }
        return;
      case 'assign':
        yield* this.#assign(filter, value, scope);
        return;
      default:
        throw new Error(`no such filter: ${filter.kind}`);
    }
  }

  #variable(filter: Extract<Filter, { kind: 'variable' }>, scope: Scope): Json {
    if (filter.name === 'ENV') return this.world.env;
    const found = scope.find('variable', filter.name);
    if (found?.kind === 'variable') return found.value;
    throw new FilterProblem(`$${filter.name} is not defined`, filter.at, filter.at + filter.name.length + 1);
  }

  *#text(filter: Extract<Filter, { kind: 'text' }>, value: Json, scope: Scope, at: number, text: string): Generator<Json> {
    if (at === filter.parts.length) {
      yield text;
      return;
    }
    const part = filter.parts[at]!;
    if (typeof part === 'string') {
      yield* this.#text(filter, value, scope, at + 1, text + part);
      return;
    }
    for (const inner of this.values(part, value, scope))
      yield* this.#text(filter, value, scope, at + 1, text + formatValue(filter.format ?? '@text', inner));
  }

  *#object(entries: readonly { key: Filter; value: Filter }[], value: Json, scope: Scope, at: number, object: JsonObject): Generator<Json> {
    const entry = entries[at];
    if (entry === undefined) {
      yield object;
      return;
    }
    for (const key of this.values(entry.key, value, scope)) {
      if (typeof key !== 'string') fail(`Object keys must be strings`);
      for (const inner of this.values(entry.value, value, scope))
        yield* this.#object(entries, value, scope, at + 1, new JsonObject(object).set(key as string, inner));
    }
  }

  *#slice(filter: Extract<Filter, { kind: 'slice' }>, input: At, scope: Scope): Generator<At> {
    const ends = (of: Filter | undefined): Iterable<Json> => (of === undefined ? [null] : this.values(of, input.value, scope));
    for (const at of this.run(filter.of, input, scope)) {
      for (const to of ends(filter.to))
        for (const from of ends(filter.from))
          yield step(
            at,
            new JsonObject([
              ['start', from],
              ['end', to],
            ]),
          );
    }
  }

  *#try(filter: Extract<Filter, { kind: 'try' }>, input: At, scope: Scope): Generator<At> {
    const results = this.run(filter.body, input, scope);
    for (;;) {
      let next: IteratorResult<At>;
      try {
        next = results.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (error.value instanceof JsonObject && error.value.has('__jq')) throw error;
        if (filter.handler !== undefined) yield* this.run(filter.handler, { value: error.value, path: undefined }, scope);
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  }

  *#alternative(filter: Extract<Filter, { kind: 'alternative' }>, input: At, scope: Scope): Generator<At> {
    let any = false;
    try {
      for (const at of this.run(filter.left, input, scope)) {
        if (!truthy(at.value)) continue;
        any = true;
        yield at;
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!any) yield* this.run(filter.right, input, scope);
  }

  *#bind(filter: Extract<Filter, { kind: 'bind' }>, input: At, scope: Scope): Generator<At> {
    for (const value of this.values(filter.source, input.value, scope)) {
      for (const [at, pattern] of filter.patterns.entries()) {
        try {
          const all = filter.patterns.length > 1 ? nullAll(filter.patterns, scope) : scope;
          for (const inner of match(pattern, value, all, this.#values)) yield* this.run(filter.body, input, inner);
          break;
        } catch (error) {
          if (!(error instanceof JqError) || at === filter.patterns.length - 1) throw error;
        }
      }
    }
  }

  *#fold(filter: Extract<Filter, { kind: 'reduce' | 'foreach' }>, input: At, scope: Scope): Generator<At> {
    for (const start of this.run(filter.start, input, scope)) {
      let state: At | undefined = start;
      for (const item of this.values(filter.source, input.value, scope)) {
        for (const inner of match(filter.patterns[0]!, item, scope, this.#values)) {
          const before: At = state ?? made(null);
          if (filter.kind === 'reduce') {
            let last: At | undefined;
            for (const next of this.run(filter.update, before, inner)) last = next;
            state = last;
            continue;
          }
          for (const next of this.run(filter.update, before, inner)) {
            state = next;
            if (filter.extract === undefined) yield next;
            else yield* this.run(filter.extract, next, inner);
          }
        }
      }
      if (filter.kind === 'reduce') yield state ?? made(null);
    }
  }

  *#label(filter: Extract<Filter, { kind: 'label' }>, input: At, scope: Scope): Generator<At> {
    const label = {};
    try {
      yield* this.run(filter.body, input, scope.with({ kind: 'label', name: filter.name, label }));
    } catch (error) {
      if (!(error instanceof Break) || error.label !== label) throw error;
    }
  }

  *#call(filter: Extract<Filter, { kind: 'call' }>, input: At, scope: Scope): Generator<At> {
    const { name, args } = filter;
    const found = scope.callee(name, args.length);
    if (found?.binding.kind === 'argument') {
      const { closure } = found.binding;
      yield* this.run(closure.filter, input, closure.scope);
      return;
    }
    if (found?.binding.kind === 'function') {
      yield* this.#function(found.binding.definition, found.scope, args, 0, input, scope, found.scope);
      return;
    }
    const builtin: Builtin | undefined = this.#builtins.get(`${name}/${args.length}`);
    if (builtin === undefined) throw new FilterProblem(`${name}/${args.length} is not defined`, filter.at, filter.at + name.length);
    yield* builtin(this, input, args, scope);
  }

  /** A defined function: its arguments bound one after another, then its body. */
  *#function(
    definition: Definition,
    defined: Scope,
    args: readonly Filter[],
    at: number,
    input: At,
    caller: Scope,
    inner: Scope,
  ): Generator<At> {
    const parameter = definition.parameters[at];
    if (parameter === undefined) {
      yield* this.run(definition.body, input, inner);
      return;
    }
    const closure: Closure = { filter: args[at]!, scope: caller };
    if (!parameter.startsWith('$')) {
      yield* this.#function(definition, defined, args, at + 1, input, caller, inner.with({ kind: 'argument', name: parameter, closure }));
      return;
    }
    const name = parameter.slice(1);
    for (const value of this.values(args[at]!, input.value, caller)) {
      const bound = inner
        .with({ kind: 'argument', name, closure: { filter: { kind: 'literal', value }, scope: caller } })
        .with({ kind: 'variable', name, value });
      yield* this.#function(definition, defined, args, at + 1, input, caller, bound);
    }
  }

  /** The paths of a filter from a value. */
  *paths(filter: Filter, value: Json, scope: Scope): Generator<Json[]> {
    for (const at of this.run(filter, { value, path: [] }, scope))
      yield at.path ?? fail(`Invalid path expression with result ${described(at.value).replace(/^\w+ \((.*)\)$/s, '$1')}`);
  }

  *#assign(filter: Extract<Filter, { kind: 'assign' }>, value: Json, scope: Scope): Generator<Json> {
    const { operator, left, right } = filter;
    if (operator === '|=') {
      yield this.update(left, value, scope, inner => this.values(right, inner, scope));
      return;
    }
    for (const operand of this.values(right, value, scope)) {
      let result = value;
      for (const path of this.paths(left, value, scope)) {
        const old = getPath(result, path);
        if (operator === '=') result = setPath(result, path, operand);
        else if (operator === '//=') result = truthy(old) ? result : setPath(result, path, operand);
        else result = setPath(result, path, arithmetic(operator[0]!, old, operand));
      }
      yield result;
    }
  }

  /** Each part put through a filter; what gives nothing is deleted. */
  update(left: Filter, value: Json, scope: Scope, change: (inner: Json) => Iterable<Json>): Json {
    let result = value;
    const gone: Json[][] = [];
    for (const path of this.paths(left, value, scope)) {
      let first: Json | undefined;
      for (const next of change(getPath(result, path))) {
        first = next;
        break;
      }
      if (first === undefined) gone.push(path);
      else result = setPath(result, path, first);
    }
    return gone.length > 0 ? deletePaths(result, gone) : result;
  }
}
