// Doing one thing to each of several named objects: the names that went well are printed, the mistakes come at the end. As docker-cli 28.5.2.

import type { Cli } from '../cli.ts';

/** Runs `act` on each name and prints the name, or what it gives. Throws all that went wrong, a line each. */
export async function forEach(cli: Cli, names: readonly string[], act: (name: string) => Promise<string | void>): Promise<void> {
  const errors: string[] = [];
  for (const name of names) {
    try {
      await cli.out(`${(await act(name)) ?? name}\n`);
    } catch (error) {
      errors.push(wordsOf(error));
    }
  }
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

/** The words of an error that is printed. Rethrows what is a bug. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
    throw error;
  return error.message;
}
