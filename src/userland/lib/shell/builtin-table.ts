// The builtins of a shell by name, as its dialect registers them.

import type { Now } from './now.ts';
import type { Shell } from './state.ts';

/** A builtin: args[0] is its name; gives its status. */
export type Builtin = (shell: Shell, args: string[]) => Now<number>;

export interface BuiltinSet {
  builtins: ReadonlyMap<string, Builtin>;
  special: ReadonlySet<string>;
}

const sets = new WeakMap<object, BuiltinSet>();

/** Gives a dialect its builtins. */
export function registerBuiltins(dialect: object, set: BuiltinSet): void {
  sets.set(dialect, set);
}

/** The builtin of a name, unless it is disabled. */
export function findBuiltin(shell: Shell, name: string): Builtin | undefined {
  const found = sets.get(shell.dialect)?.builtins.get(name);
  return found !== undefined && shell.disabled.size > 0 && shell.disabled.has(name) ? undefined : found;
}

/** A special builtin of POSIX: found before functions, and its errors end a shell that is not interactive. */
export const isSpecial = (shell: Shell, name: string): boolean => sets.get(shell.dialect)?.special.has(name) === true;

/** All names, sorted; those that are disabled too. */
export const builtinNames = (shell: Shell): string[] => [...(sets.get(shell.dialect)?.builtins.keys() ?? [])].sort();
