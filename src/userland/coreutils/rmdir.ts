// rmdir: empty folders removed. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { dirName } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'rmdir',
  summary: 'remove the DIRECTORY(ies), if they are empty',
  usage: '[OPTION]... DIRECTORY...',
  help: `      --ignore-fail-on-non-empty  ignore each failure to remove a non-empty
                      directory
  -p, --parents     remove DIRECTORY and its ancestors
  -v, --verbose     output a diagnostic for every directory processed`,
  short: 'pv',
  long: { 'ignore-fail-on-non-empty': 'none', parents: '-p', verbose: '-v' },
  async run(tool: Tool): Promise<void> {
    if (tool.operands.length === 0) tool.usage('missing operand');
    for (const path of tool.operands) {
      let at = path;
      while (await removeOne(tool, at, at === path)) {
        if (!tool.has('-p')) break;
        const above = dirName(at.replace(/\/+$/, ''));
        if (above === '.' || above === '/' || above === at) break;
        at = above;
      }
    }
  },
});

async function removeOne(tool: Tool, path: string, named: boolean): Promise<boolean> {
  if (tool.has('-v')) tool.out.write(`${tool.name}: removing directory, ${quoteAlways(path)}\n`);
  try {
    await tool.sys.rmdir(path);
    return true;
  } catch (error) {
    if (error instanceof Errno && error.code === 'ENOTEMPTY' && tool.has('--ignore-fail-on-non-empty')) return false;
    await tool.complain(`failed to remove ${named ? '' : 'directory '}${quoteAlways(path)}`, error);
    return false;
  }
}
