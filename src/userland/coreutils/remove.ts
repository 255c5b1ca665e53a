// Removing a tree without asking: what mv does after a copy to another filesystem.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { folderEntries } from '../lib/folder.ts';
import { joinPath } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';

/** Removes a file or a folder with all below it. False once it has complained. */
export async function removeTree(tool: Tool, path: string, verbose: boolean): Promise<boolean> {
  const { sys } = tool;
  try {
    const { kind } = await sys.stat(path, { nofollow: true });
    let good = true;
    if (kind === 'directory') {
      for (const { name } of await folderEntries(sys, path)) if (!(await removeTree(tool, joinPath(path, name), verbose))) good = false;
      if (!good) return false;
      await sys.rmdir(path);
    } else await sys.unlink(path);
    if (verbose) tool.out.write(`removed ${kind === 'directory' ? 'directory ' : ''}${quoteAlways(path)}\n`);
    return good;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`cannot remove ${quoteAlways(path)}: ${error.message}`);
    return false;
  }
}
