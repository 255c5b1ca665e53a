// "Are you sure you want to continue? [y/N]": asked before anything is pruned. As docker-cli 28.5.2's internal/prompt.

import { decode, STDIN } from '../../../userland/lib/io.ts';
import type { Cli } from '../cli.ts';

/** Prints the question and reads a line; anything but y or yes is a no. */
export async function confirm(cli: Cli, question: string): Promise<boolean> {
  await cli.out(`${question} [y/N] `);
  let line = '';
  while (!line.includes('\n')) {
    const bytes = await cli.sys.read(STDIN, 1);
    if (bytes.length === 0) break;
    line += decode(bytes);
  }
  return /^y(es)?$/i.test(line.trim());
}
