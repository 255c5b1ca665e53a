// mkfifo: named pipes. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { changeMode, parseMode } from '../lib/modes.ts';
import { quoteAlways } from '../lib/quote.ts';

export default command({
  name: 'mkfifo',
  summary: 'create named pipes (FIFOs) with the given NAMEs',
  usage: '[OPTION]... NAME...',
  help: '  -m, --mode=MODE    set file permission bits to MODE, not a=rw - umask',
  short: 'm:Z',
  long: { mode: '-m', context: 'optional' },
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing operand');
    const text = tool.value('-m');
    const change = text === undefined ? undefined : (parseMode(text) ?? tool.fail('invalid mode'));
    const mode = change === undefined ? 0o666 : changeMode(0o666, change);
    for (const path of tool.operands) {
      try {
        await tool.sys.mknod(path, 'fifo', mode);
        if (change !== undefined) await tool.sys.chmod(path, mode);
      } catch (error) {
        await tool.complain(`cannot create fifo ${quoteAlways(path)}`, error);
      }
    }
  },
});
