// Names of a jq filter in force: variables, functions, arguments and labels. As jq 1.8.

import type { Definition, Filter } from './ast.ts';
import type { Json } from './json.ts';

/** A filter given as an argument, with where its names mean what they do. */
export interface Closure {
  filter: Filter;
  scope: Scope;
}

type Binding =
  | { kind: 'variable'; name: string; value: Json }
  | { kind: 'function'; name: string; definition: Definition }
  | { kind: 'argument'; name: string; closure: Closure }
  | { kind: 'label'; name: string; label: object };

/** Names in force, the innermost first. */
export class Scope {
  readonly binding: Binding | undefined;
  readonly outer: Scope | undefined;

  constructor(binding?: Binding, outer?: Scope) {
    this.binding = binding;
    this.outer = outer;
  }

  with(binding: Binding): Scope {
    return new Scope(binding, this);
  }

  find(kind: 'variable' | 'label', name: string): Binding | undefined {
    for (let at: Scope | undefined = this; at?.binding !== undefined; at = at.outer) {
      if (at.binding.kind === kind && at.binding.name === name) return at.binding;
    }
    return undefined;
  }

  /** A function or argument by its name and number of arguments, with the scope it stands in. */
  callee(name: string, count: number): { binding: Binding; scope: Scope } | undefined {
    for (let at: Scope | undefined = this; at?.binding !== undefined; at = at.outer) {
      const { binding } = at;
      if (binding.kind === 'argument' && binding.name === name && count === 0) return { binding, scope: at };
      if (binding.kind === 'function' && binding.name === name && binding.definition.parameters.length === count)
        return { binding, scope: at };
    }
    return undefined;
  }
}
