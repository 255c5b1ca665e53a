// Whether there is a context of a name.

import { Errno } from '../../../../abi/errno.ts';
import type { Cli } from '../../cli.ts';
import { metaFolder } from '../../contexts.ts';

/** The default one is always there. */
export async function exists(cli: Cli, name: string): Promise<boolean> {
  if (name === 'default') return true;
  try {
    await cli.sys.stat(`${metaFolder(cli, name)}/meta.json`);
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}
