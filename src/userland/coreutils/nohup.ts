// nohup: a program that hangups do not end. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { execProgram } from '../lib/run-program.ts';
import { isTerminal } from '../lib/stdout.ts';

export default command({
  name: 'nohup',
  summary: 'run COMMAND, ignoring hangup signals',
  usage: 'COMMAND [ARG]...\nOPTION',
  short: '+',
  usageStatus: 125,
  async run(tool: Tool) {
    const { sys, operands } = tool;
    if (operands.length === 0) tool.usage('missing operand');
    const [input, output, errors] = [await isTerminal(sys, 0), await isTerminal(sys, 1), await isTerminal(sys, 2)];
    if (input) await sys.dup2(await sys.open('/dev/null', { write: true }), 0);
    if (input && !output && !errors) await tool.warn('ignoring input', 0);
    if (output) {
      const path = await openOutput(tool);
      await tool.warn(`${input ? 'ignoring input and ' : ''}appending output to ${quoteAlways(path)}`, 0);
    }
    if (errors) {
      if (!output) await tool.warn(input ? 'ignoring input and redirecting stderr to stdout' : 'redirecting stderr to stdout', 0);
      await sys.dup2(1, 2);
    }
    await sys.sigaction('SIGHUP', 'ignore');
    try {
      return await execProgram(sys, operands, tool.env);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`failed to run command ${quote(operands[0]!)}: ${error.message}`);
      return error.code === 'ENOENT' ? 127 : 126;
    }
  },
});

async function openOutput(tool: Tool): Promise<string> {
  const paths = ['nohup.out', ...(tool.env.HOME === undefined ? [] : [`${tool.env.HOME}/nohup.out`])];
  for (const [at, path] of paths.entries()) {
    try {
      await tool.sys.dup2(await tool.sys.open(path, { write: true, create: true, append: true }, 0o600), 1);
      return path;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (at === paths.length - 1) tool.fail(`failed to open ${quoteAlways(path)}: ${error.message}`, 125);
    }
  }
  return paths[0]!;
}
