// dash at a prompt: no line editing of its own, the terminal's.

import { runPrompted } from '../lib/shell/engine.ts';
import { expandQuoted } from '../lib/shell/expand.ts';
import { LineInput } from '../lib/shell/input.ts';
import { notify } from '../lib/shell/jobs.ts';
import type { Shell } from '../lib/shell/state.ts';

/** Prompts, reads and runs until the end of input. */
export async function prompting(shell: Shell): Promise<number> {
  const input = new LineInput(shell, 0);
  shell.prompted = true;
  const status = await runPrompted(shell, {
    async next(more) {
      if (!more) await notify(shell);
      await shell.warn(await expandQuoted(shell, shell.variables.get(more ? 'PS2' : 'PS1') ?? ''));
      return input.line();
    },
  });
  await shell.warn('\n');
  return status;
}
