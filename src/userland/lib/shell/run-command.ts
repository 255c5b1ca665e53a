// A command by its words, already expanded: for command, exec, xargs-like callers and traps.

import { findBuiltin } from './builtin-table.ts';
import { external } from './launch.ts';
import { STANDARD_PATH } from './search.ts';
import { callBuiltin, callFunction } from './simple.ts';
import type { Shell } from './state.ts';

/** Runs args[0] with the rest; functions only where asked for. */
export async function runCommand(shell: Shell, args: string[], how: { functions: boolean; defaultPath?: boolean }): Promise<number> {
  const name = args[0]!;
  const found = how.functions ? shell.functions.get(name) : undefined;
  if (found !== undefined) return callFunction(shell, found, args);
  const builtin = findBuiltin(shell, name);
  if (builtin !== undefined) return callBuiltin(shell, builtin, args);
  const before = shell.builtin;
  shell.builtin = undefined;
  try {
    return await external(shell, args, {
      env: {},
      redirects: [],
      tail: false,
      text: () => args.join(' '),
      path: how.defaultPath ? STANDARD_PATH : undefined,
    });
  } finally {
    shell.builtin = before;
  }
}
