// dirname: a path without its last component. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { dirName } from '../lib/path.ts';

export default command({
  name: 'dirname',
  summary: 'output each NAME with its last non-slash component and trailing slashes removed',
  usage: '[OPTION] NAME...',
  help: '  -z, --zero     end each output line with NUL, not newline',
  short: '+z',
  long: { zero: '-z' },
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing operand');
    for (const path of tool.operands) tool.out.write(dirName(path) + (tool.has('-z') ? '\0' : '\n'));
  },
});
