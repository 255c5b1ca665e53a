// env: prints the environment, or runs a program in another.

import { Errno } from '../../../abi/errno.ts';
import { execProgram } from '../../lib/run-program.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'env',
  usage: `Usage: env [-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]

Print current environment or run PROG after setting up environment

	-, -i	Start with empty environment
	-0	NUL terminated output
	-u NAME	Remove variable from environment`,
  short: '+i0u:',
  long: { 'ignore-environment': '-i', null: '-0', unset: '-u' },

  async run(run) {
    const env: Record<string, string> = run.has('-i') || run.operands[0] === '-' ? {} : { ...run.env };
    const words = run.operands[0] === '-' ? run.operands.slice(1) : [...run.operands];
    for (const { option, value } of run.given) if (option === '-u') delete env[value!];
    while (words[0]?.includes('=')) {
      const [name, ...rest] = words.shift()!.split('=');
      env[name!] = rest.join('=');
    }
    if (words.length > 0) {
      try {
        return await execProgram(run.sys, words, env);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        run.die(`can't execute '${words[0]}': ${error.message}`, error.code === 'ENOENT' ? 127 : 126);
      }
    }
    for (const [name, value] of Object.entries(env)) run.out.write(`${name}=${value}${run.has('-0') ? '\0' : '\n'}`);
    return undefined;
  },
});
