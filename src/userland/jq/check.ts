// Names in a filter looked up before it runs: what is not defined is a compile error, as in jq 1.8.

import type { Definition, Filter, Pattern } from './ast.ts';
import { BUILTINS } from './builtins.ts';
import { FilterProblem } from './lexer.ts';

interface Names {
  functions: ReadonlySet<string>;
  variables: ReadonlySet<string>;
  labels: ReadonlySet<string>;
}

const plus = (set: ReadonlySet<string>, ...names: string[]): ReadonlySet<string> => new Set([...set, ...names]);

/** Throws a FilterProblem at the first name that nothing defines. */
export function checkNames(filter: Filter, prelude: readonly Definition[], variables: readonly string[]): void {
  const functions = new Set([...BUILTINS.keys(), ...prelude.map(({ name, parameters }) => `${name}/${parameters.length}`)]);
  check(filter, { functions, variables: new Set(variables), labels: new Set() });
}

function bound(pattern: Pattern): string[] {
  if (pattern.kind === 'variable') return [pattern.name];
  if (pattern.kind === 'array') return pattern.items.flatMap(bound);
  return pattern.entries.flatMap(({ variable, pattern: inner }) => [
    ...(variable === undefined ? [] : [variable]),
    ...(inner === undefined ? [] : bound(inner)),
  ]);
}

function check(filter: Filter, names: Names): void {
  switch (filter.kind) {
    case 'call':
      if (!names.functions.has(`${filter.name}/${filter.args.length}`)) {
        throw new FilterProblem(`${filter.name}/${filter.args.length} is not defined`, filter.at, filter.at + filter.name.length);
      }
      for (const arg of filter.args) check(arg, names);
      return;
    case 'variable':
      if (!names.variables.has(filter.name))
        throw new FilterProblem(`$${filter.name} is not defined`, filter.at, filter.at + filter.name.length + 1);
      return;
    case 'break':
      if (!names.labels.has(filter.name)) throw new FilterProblem(`$*label-${filter.name} is not defined`, filter.at, filter.at + 5);
      return;
    case 'label':
      return check(filter.body, { ...names, labels: plus(names.labels, filter.name) });
    case 'define': {
      const { name, parameters, body } = filter.definition;
      const own = { ...names, functions: plus(names.functions, `${name}/${parameters.length}`) };
      const values = parameters.filter(parameter => parameter.startsWith('$')).map(parameter => parameter.slice(1));
      const filters = parameters.map(parameter => `${parameter.replace('$', '')}/0`);
      check(body, { ...own, functions: plus(own.functions, ...filters), variables: plus(own.variables, ...values) });
      return check(filter.body, own);
    }
    case 'bind':
    case 'reduce':
    case 'foreach': {
      check(filter.source, names);
      const inner = { ...names, variables: plus(names.variables, ...filter.patterns.flatMap(bound)) };
      if (filter.kind === 'bind') return check(filter.body, inner);
      check(filter.start, names);
      check(filter.update, inner);
      if (filter.kind === 'foreach' && filter.extract !== undefined) check(filter.extract, inner);
      return;
    }
    default:
      for (const part of parts(filter)) check(part, names);
  }
}

function parts(filter: Filter): Filter[] {
  switch (filter.kind) {
    case 'text':
      return filter.parts.filter(part => typeof part !== 'string');
    case 'index':
      return [filter.of, filter.key];
    case 'slice':
      return [filter.of, filter.from, filter.to].filter(part => part !== undefined);
    case 'iterate':
    case 'negate':
      return [filter.of];
    case 'try':
      return [filter.body, filter.handler].filter(part => part !== undefined);
    case 'array':
      return filter.of === undefined ? [] : [filter.of];
    case 'object':
      return filter.entries.flatMap(({ key, value }) => [key, value]);
    case 'pipe':
    case 'comma':
    case 'and':
    case 'or':
    case 'alternative':
    case 'binary':
    case 'assign':
      return [filter.left, filter.right];
    case 'if':
      return [filter.condition, filter.yes, filter.no].filter(part => part !== undefined);
    default:
      return [];
  }
}
