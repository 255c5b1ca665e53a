// printenv: the environment. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';

export default command({
  name: 'printenv',
  summary: 'print the values of the specified environment VARIABLE(s)',
  usage: '[OPTION]... [VARIABLE]...',
  help: 'If no VARIABLE is specified, print name and value pairs for them all.\n\n  -0, --null     end each output line with NUL, not newline',
  short: '+0',
  long: { null: '-0' },
  usageStatus: 2,
  async run(tool: Tool) {
    const end = tool.has('-0') ? '\0' : '\n';
    if (tool.operands.length === 0) {
      for (const [name, value] of Object.entries(tool.env)) tool.out.write(`${name}=${value}${end}`);
      return 0;
    }
    for (const name of tool.operands) {
      const value = name.includes('=') ? undefined : tool.env[name];
      if (value === undefined) tool.status = 1;
      else tool.out.write(value + end);
    }
    return tool.status;
  },
});
