// tabs: sets a terminal's tab stops. As ncurses 6.6.

import { print, program, warn } from '../lib/io.ts';
import { findTerminal } from '../lib/terminfo.ts';
import { HELP } from './help/tabs.ts';
import { put, sizeOf, text, VERSION } from './terminal.ts';

export default program({
  name: 'tabs',
  summary: 'set tab stops on a terminal',
  async main(sys, argv, env) {
    let step = 8;
    let name = env.TERM ?? '';
    for (let at = 1; at < argv.length; at++) {
      const word = argv[at]!;
      if (/^-\d+$/.test(word)) step = Number(word.slice(1));
      else if (word.startsWith('-T')) name = word.length > 2 ? word.slice(2) : (argv[++at] ?? '');
      else if (word === '-V') return print(sys, VERSION).then(() => 0);
      else {
        const known = /^-[acfpsun]|^\+|^\d/.test(word);
        await warn(sys, known ? `tabs: ${word} is not simulated here\n` : HELP.replace(/^tabs: .*\n/, ''));
        return 1;
      }
    }
    const terminal = findTerminal(name);
    if (!terminal) return warn(sys, `tabs: unknown terminal type '${name}'\n`).then(() => 1);
    const set = text(terminal, 'hts');
    if (set === '') return warn(sys, `tabs: terminal type '${name}' cannot set tabs\n`).then(() => 1);
    const { columns } = await sizeOf(sys, env, terminal);
    let line = `${text(terminal, 'tbc')}\r`;
    let column = 0;
    if (step > 0) {
      for (let stop = 0; stop < columns; stop += step) {
        line += `${' '.repeat(stop - column)}${set}`;
        column = stop;
      }
    }
    await put(sys, `${line}${' '.repeat(Math.max(0, columns - 1 - column))}\r`);
    return 0;
  },
});
