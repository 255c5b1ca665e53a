// clear: an empty screen. As ncurses 6.6.

import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { findTerminal } from '../lib/terminfo.ts';
import { HELP } from './help/clear.ts';
import { clearing, put, VERSION } from './terminal.ts';

export default program({
  name: 'clear',
  summary: 'clear the terminal screen',
  async main(sys, argv, env) {
    try {
      const { given, operands } = getopt(argv, 'T:Vx');
      if (operands.length > 0) throw new UsageError('');
      if (given.some(({ option }) => option === '-V')) {
        await print(sys, VERSION);
        return 0;
      }
      const name = given.findLast(({ option }) => option === '-T')?.value ?? env.TERM;
      if (name === undefined || name === '') {
        await warn(sys, 'TERM environment variable not set.\n');
        return 1;
      }
      const terminal = findTerminal(name);
      if (!terminal) {
        await warn(sys, `'${name}': unknown terminal type.\n`);
        return 1;
      }
      const clear = clearing(
        terminal,
        given.some(({ option }) => option === '-x'),
      );
      if (clear === undefined) return 1;
      await put(sys, clear);
      return 0;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const letter = /'(.)'/.exec(error.message)?.[1];
      const usage = HELP.slice(HELP.indexOf('\n') + 1);
      await warn(
        sys,
        `${letter === undefined ? '' : `clear: ${error.message.replace('unrecognized option', 'invalid option --')}\n`}${usage}`,
      );
      return 1;
    }
  },
});
