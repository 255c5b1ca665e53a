// getcap: shows the capabilities of files. libcap 2.78.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { folderEntries } from '../lib/folder.ts';
import { getopt, type Options, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { readFileCapabilities } from './file-caps.ts';
import { HELP } from './help/getcap.ts';
import { LICENSE } from './license.ts';
import { capsToText } from './text.ts';

interface How {
  verbose: boolean;
  recursive: boolean;
  rootId: boolean;
}

export default program({
  name: 'getcap',
  summary: 'examine file capabilities',

  async main(sys, argv) {
    let options: Options;
    try {
      options = getopt(argv, '+rvhnl');
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `getcap: ${error.message}\n${HELP}`);
      return 1;
    }
    const has = (option: string): boolean => options.given.some(each => each.option === option);
    if (has('-l')) return print(sys, LICENSE('getcap'));
    if (has('-h')) {
      await warn(sys, HELP);
      return 0;
    }
    if (options.operands.length === 0) {
      await warn(sys, HELP);
      return 1;
    }
    for (const path of options.operands) await show(sys, path, { verbose: has('-v'), recursive: has('-r'), rootId: has('-n') }, true);
    return 0;
  },
});

async function show(sys: Sys, path: string, how: How, asked: boolean): Promise<void> {
  const stat = await sys.stat(path, { nofollow: true }).catch(async error => {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `${path} (${error.message})\n`);
    return undefined;
  });
  if (!stat) return;
  if (stat.kind === 'directory') {
    if (how.recursive) await showFolder(sys, path, how);
    return;
  }
  if (stat.kind !== 'file') {
    if (how.verbose && asked) await print(sys, `${path} (Not a regular file)\n`);
    return;
  }
  const sets = await readFileCapabilities(sys, path).catch(async error => {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `Failed to get capabilities of file '${path}' (${error.message})\n`);
    return undefined;
  });
  if (sets) await print(sys, `${path} ${capsToText(sets)}${how.rootId && sets.rootId ? ` [rootid=${sets.rootId}]` : ''}\n`);
  else if (how.verbose) await print(sys, `${path}\n`);
}

async function showFolder(sys: Sys, path: string, how: How): Promise<void> {
  const entries = await folderEntries(sys, path).catch(error => {
    if (error instanceof Errno) return [];
    throw error;
  });
  for (const { name } of entries) await show(sys, `${path.replace(/\/$/, '')}/${name}`, how, false);
}
