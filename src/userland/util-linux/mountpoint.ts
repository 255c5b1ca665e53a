// mountpoint: tells whether a folder or file is a mount point. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { canonical } from './canonical.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/mountpoint.ts';
import { mountTable } from './mountinfo.ts';

const NOT_ONE = 32;

export default utilLinux({
  name: 'mountpoint',
  summary: 'see if a directory or file is a mountpoint',
  help: HELP,
  short: 'qdx',
  long: { quiet: '-q', nofollow: 'none', 'fs-devno': '-d', devno: '-x' },
  run: mountpoint,
});

async function mountpoint(tool: Tool): Promise<number> {
  const { sys } = tool;
  const [path] = tool.operands;
  const quiet = tool.has('-q');
  if (path === undefined || tool.operands.length > 1) tool.usage('bad usage');
  if (tool.has('--nofollow') && tool.has('-x')) tool.fail('--devno and --nofollow are mutually exclusive');
  let stat: Stat;
  try {
    stat = await sys.stat(path, { nofollow: tool.has('--nofollow') });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (!quiet) await tool.warn(`${path}: ${error.message}`);
    return 1;
  }
  if (tool.has('-x')) {
    if (stat.kind !== 'block') {
      if (!quiet) await tool.warn(`${path}: not a block device`);
      return NOT_ONE;
    }
    tool.out.write(`${stat.rdev.major}:${stat.rdev.minor}\n`);
    return 0;
  }
  const link = tool.has('--nofollow') && stat.kind === 'symlink';
  const place = link ? undefined : await canonical(sys, path);
  const is = place !== undefined && (await mountTable(sys).catch(() => [])).some(({ target }) => target === place);
  if (!is) {
    if (!quiet) tool.out.write(`${path} is not a mountpoint\n`);
    return NOT_ONE;
  }
  if (tool.has('-d')) tool.out.write(`${stat.dev.major}:${stat.dev.minor}\n`);
  else if (!quiet) tool.out.write(`${path} is a mountpoint\n`);
  return 0;
}
