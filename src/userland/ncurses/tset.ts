// tset and reset: a terminal's settings and screen made usable again. As ncurses 6.6.

import type { Sys } from '../../abi/sys.ts';
import { CONTROL_CHARACTERS, type Termios } from '../../abi/tty.ts';
import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { findTerminal } from '../lib/terminfo.ts';
import { HELP as RESET_HELP } from './help/reset.ts';
import { HELP as TSET_HELP } from './help/tset.ts';
import { initStrings, put, text, VERSION } from './terminal.ts';

export default program({
  name: 'tset',
  summary: 'initialize or reset terminal state',
  async main(sys, argv, env) {
    const name = argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1);
    const help = (name === 'reset' ? RESET_HELP : TSET_HELP).replace(/^.*\n/, '');
    let options: ReturnType<typeof getopt>;
    try {
      options = getopt(argv, 'ce:Ii:k:m:QqrsVw');
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const words = error.message.startsWith('unrecognized') ? "invalid option -- '-'" : error.message;
      await warn(sys, `${name}: ${words}\n${help}`);
      return 1;
    }
    const has = (option: string): boolean => options.given.some(given => given.option === option);
    for (const option of ['-e', '-i', '-k', '-m']) {
      if (!has(option)) continue;
      await warn(sys, `${name}: option ${option} is not simulated here\n`);
      return 1;
    }
    if (has('-V')) return print(sys, VERSION).then(() => 0);
    const type = options.operands[0] ?? env.TERM ?? 'unknown';
    const fd = await terminalOf(sys);
    if (fd === undefined) return warn(sys, `${name}: terminal attributes: No such device or address\n\n`).then(() => 1);
    const terminal = findTerminal(type);
    if (!terminal) return warn(sys, `${name}: unknown terminal type ${type}\n`).then(() => 1);
    if (has('-q')) return print(sys, `${type}\n`).then(() => 0);
    if (name === 'reset') await sys.ioctl(fd, 'TCSETSW', usable(await sys.ioctl(fd, 'TCGETS')));
    if (!has('-I')) await put(sys, initStrings(terminal, name === 'reset') + text(terminal, 'cr'));
    if (has('-r')) await warn(sys, `Terminal type is ${type}.\n`);
    if (has('-s')) {
      const csh = (env.SHELL ?? '').endsWith('csh');
      await print(sys, csh ? `set noglob;\nsetenv TERM ${type};\nunset noglob;\n` : `TERM=${type};\n`);
    }
    return 0;
  },
});

async function terminalOf(sys: Sys): Promise<number | undefined> {
  for (const fd of [2, 1, 0]) {
    if (await sys.ioctl(fd, 'TCGETS').catch(() => undefined)) return fd;
  }
  return sys.open('/dev/tty', { read: true, write: true }).catch(() => undefined);
}

const OFF = new Set([
  'IGNBRK',
  'PARMRK',
  'INPCK',
  'ISTRIP',
  'INLCR',
  'IGNCR',
  'OLCUC',
  'OCRNL',
  'ONOCR',
  'ONLRET',
  'ECHONL',
  'NOFLSH',
  'TOSTOP',
  'ECHOPRT',
]);
const ON = ['BRKINT', 'IGNPAR', 'ICRNL', 'IXON', 'IMAXBEL', 'OPOST', 'ONLCR', 'CS8', 'CREAD', 'ISIG', 'ICANON', 'IEXTEN'];
const ECHOES = ['ECHO', 'ECHOE', 'ECHOK', 'ECHOCTL', 'ECHOKE'];

/** The modes that reset makes sure of. */
const usable = (settings: Termios): Termios => ({
  ...settings,
  flags: new Set([...[...settings.flags].filter(flag => !OFF.has(flag)), ...ON, ...ECHOES]),
  characters: { ...settings.characters, ...CONTROL_CHARACTERS },
});
