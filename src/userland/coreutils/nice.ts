// nice: a program at another priority. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote } from '../lib/quote.ts';
import { execProgram } from '../lib/run-program.ts';

export default command({
  name: 'nice',
  summary: 'run COMMAND with an adjusted niceness, which affects process scheduling',
  usage: '[OPTION] [COMMAND [ARG]...]',
  help: 'With no COMMAND, print the current niceness.\n\n  -n, --adjustment=N   add integer N to the niceness (default 10)',
  short: '+n:0123456789',
  long: { adjustment: '-n' },
  usageStatus: 125,
  async run(tool: Tool) {
    const { sys, operands } = tool;
    const old = tool.given
      .filter(({ option }) => /^-\d$/.test(option))
      .map(({ option }) => option.slice(1))
      .join('');
    const text = tool.value('-n') ?? (old === '' ? undefined : old);
    if (text !== undefined && !/^[+-]?\d+$/.test(text)) tool.fail(`invalid adjustment ${quote(text)}`, 125);
    const current = await sys.getpriority();
    if (operands.length === 0) {
      if (text !== undefined) tool.usage('a command must be given with an adjustment');
      tool.out.write(`${current}\n`);
      return 0;
    }
    try {
      await sys.setpriority(0, Math.max(-20, Math.min(19, current + Number(text ?? 10))));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`cannot set niceness: ${error.message}`, 0);
    }
    try {
      return await execProgram(sys, operands, tool.env);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`${quote(operands[0]!)}: ${error.message}`);
      return error.code === 'ENOENT' ? 127 : 126;
    }
  },
});
