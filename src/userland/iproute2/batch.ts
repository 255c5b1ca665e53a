// -batch of ip, bridge and tc: a command a line. As iproute2's lib/utils.c: do_batch and makeargs.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { readText, warn } from '../lib/io.ts';
import { Fatal } from './fatal.ts';

export interface Batch {
  /** "-" is standard input. */
  path: string;
  /** Goes on behind a command that fails. */
  force: boolean;
  /** The status where the file cannot be read. */
  unreadable: number;
}

/** Runs each line's words with `run`, whose status or Fatal says whether it failed; gives 1 where one did, else 0. Throws Fatal. */
export async function runBatch(
  sys: Sys,
  { path, force, unreadable }: Batch,
  run: (words: readonly string[]) => Promise<number>,
): Promise<number> {
  let text: string;
  try {
    text = await readText(sys, path === '-' ? '/dev/stdin' : path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`Cannot open file "${path}" for reading: ${error.message}\n`, unreadable);
  }
  let status = 0;
  for (const [at, line] of text.split('\n').entries()) {
    const words = (line.replace(/#.*/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map(word => word.replace(/^(["'])(.*)\1$/, '$2'));
    if (words.length === 0) continue;
    if (!(await fails(sys, () => run(words)))) continue;
    await warn(sys, `Command failed ${path}:${at + 1}\n`);
    status = 1;
    if (!force) break;
  }
  return status;
}

async function fails(sys: Sys, run: () => Promise<number>): Promise<boolean> {
  try {
    return (await run()) !== 0;
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    await warn(sys, error.message);
    // What refused the command counts, whatever its status: a help text of status 0 is no failure.
    return error.status !== 0;
  }
}
