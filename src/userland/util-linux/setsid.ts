// setsid: runs a program in a new session. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, STDIN, warn } from '../lib/io.ts';
import { execProgram } from '../lib/run-program.ts';

const HELP = `
Usage:
 setsid [options] <program> [arguments ...]

Run a program in a new session.

Options:
 -c, --ctty     set the controlling terminal to the current one
 -f, --fork     always fork
 -w, --wait     wait program to exit, and use the same return

 -h, --help     display this help
 -V, --version  display version

For more details see setsid(1).
`;

export default program({
  name: 'setsid',
  summary: 'run a program in a new session',

  async main(sys, argv, env) {
    let options: ReturnType<typeof getopt>;
    try {
      options = getopt(argv, '+cfwhV', { ctty: '-c', fork: '-f', wait: '-w', help: '-h', version: '-V' });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `setsid: ${error.message}\nTry 'setsid --help' for more information.\n`);
      return 1;
    }
    const has = (name: string): boolean => options.given.some(({ option }) => option === name);
    if (has('-h')) return print(sys, HELP);
    if (has('-V')) return print(sys, 'setsid from util-linux 2.42.4\n');
    if (options.operands.length === 0) {
      await warn(sys, "setsid: no command specified\nTry 'setsid --help' for more information.\n");
      return 1;
    }
    const become = async (self: typeof sys): Promise<number> => {
      await self.setsid();
      if (has('-c')) await self.ioctl(STDIN, 'TIOCSCTTY', true);
      try {
        return await execProgram(self, options.operands, env);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await warn(self, `setsid: failed to execute ${options.operands[0]}: ${error.message}\n`);
        return error.code === 'ENOENT' ? 127 : 126;
      }
    };
    // A leader of its group can't make a session: a child does it.
    if (!has('-f') && (await sys.getpgid()) !== (await sys.getpid())) return become(sys);
    const child = await sys.clone(become);
    if (!has('-w')) return 0;
    const ended = await sys.wait(child);
    return ended?.how === 'exited' ? ended.status : ended?.how === 'killed' ? 128 + signalNumber(ended.signal) : 1;
  },
});
