// The file that --output names. As docker-cli 28.5.2's command.ValidateOutputPath.

import { Errno } from '../../../abi/errno.ts';
import type { Fd } from '../../../abi/types.ts';
import type { Cli } from '../cli.ts';

/** Opens it for writing; throws in docker's words where its folder is not there. */
export async function openOutput(cli: Cli, path: string, what: string): Promise<Fd> {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  if (folder !== '') {
    try {
      await cli.sys.stat(folder);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Error(`${what}: invalid output path: directory ${JSON.stringify(folder)} does not exist`);
    }
  }
  try {
    return await cli.sys.open(path, { write: true, create: true, truncate: true, cloexec: true }, 0o600);
  } catch (error) {
    if (error instanceof Errno) throw new Error(`open ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
}
