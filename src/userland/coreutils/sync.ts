// sync: caches written to storage. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'sync',
  summary: 'synchronize cached writes to persistent storage',
  usage: '[OPTION] [FILE]...',
  help: `  -d, --data             sync only file data, no unneeded metadata
  -f, --file-system      sync the file systems that contain the files`,
  short: 'df',
  long: { data: '-d', 'file-system': '-f' },
  async run(tool: Tool) {
    if (tool.has('-d') && tool.has('-f')) tool.fail('cannot specify both --data and --file-system');
    if (tool.has('-d') && tool.operands.length === 0) tool.fail('--data needs at least one argument');
    if (tool.operands.length === 0) return tool.sys.sync();
    for (const path of tool.operands) {
      try {
        const fd = await tool.sys.open(path, { read: true, nonblock: true });
        await tool.sys.fsync(fd).catch(error => tool.complain(`error syncing ${quoteAlways(path)}`, error));
        await tool.sys.close(fd);
      } catch (error) {
        await tool.complain(`error opening ${quoteAlways(path)}`, error);
      }
    }
  },
});
