// nano: a small editor for a terminal. GNU nano 8.6.

import { Errno } from '../../abi/errno.ts';
import type { Termios } from '../../abi/tty.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { Editor } from './editor.ts';
import { USAGE } from './help.ts';
import { ENTER_SCREEN, LEAVE_SCREEN } from './screen.ts';

const VERSION = ` GNU nano, version 8.6
 (C) 2025 the Free Software Foundation and various contributors
`;
/** What an editor does without: it reads each key as it comes, and shows it itself. */
const COOKED = new Set(['ICANON', 'ECHO', 'ISIG', 'IEXTEN', 'IXON', 'ICRNL', 'INLCR', 'BRKINT', 'ISTRIP']);

export default program({
  name: 'nano',
  summary: 'small, friendly text editor',

  async main(sys, argv, env) {
    let words: ReturnType<typeof getopt>;
    try {
      words = getopt(argv, 'hlVv', { help: '-h', linenumbers: '-l', version: '-V', view: '-v' });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `nano: ${error.message}\nType 'nano -h' for a list of available options.\n`);
      return 1;
    }
    const has = (option: string): boolean => words.given.some(given => given.option === option);
    if (has('-h')) return print(sys, USAGE);
    if (has('-V')) return print(sys, VERSION);
    const [, line = '1', column = '1'] = /^\+(\d+)?(?:,(\d+))?$/.exec(words.operands[0] ?? '') ?? [];
    const files = words.operands.filter(word => !/^\+\d*(?:,\d+)?$/.test(word));
    if (files.length > 1) {
      await warn(sys, 'nano: several files at once are not simulated here\n');
      return 1;
    }
    let termios: Termios;
    try {
      termios = await sys.ioctl(0, 'TCGETS');
      await sys.ioctl(1, 'TCGETS');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(sys, 'Standard input is not a terminal\n');
      return 1;
    }
    if (!env.TERM) {
      await warn(sys, 'Error opening terminal: unknown.\n');
      return 1;
    }
    await sys.ioctl(0, 'TCSETSW', {
      ...termios,
      flags: new Set([...termios.flags].filter(flag => !COOKED.has(flag))),
      characters: { ...termios.characters, VMIN: 1, VTIME: 0 },
    });
    await print(sys, ENTER_SCREEN);
    await new Editor(sys, { lineNumbers: has('-l'), viewOnly: has('-v') }).run(files[0] ?? '', Number(line), Number(column));
    await print(sys, LEAVE_SCREEN);
    await sys.ioctl(0, 'TCSETSW', termios);
    return 0;
  },
});
