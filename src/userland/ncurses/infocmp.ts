// infocmp: prints a terminal's description. As ncurses 6.6, in its plain use; comparing two is not simulated.

import { getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { findTerminal, splitItems } from '../lib/terminfo.ts';
import { HELP } from './help/infocmp.ts';
import { VERSION } from './terminal.ts';

const WIDTH = 60;

export default program({
  name: 'infocmp',
  summary: 'compare or print out terminfo descriptions',
  async main(sys, argv, env) {
    let options: ReturnType<typeof getopt>;
    try {
      options = getopt(argv, '01IVxqw:');
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const letter = /-- '(.)'/.exec(error.message)?.[1];
      const real = letter !== undefined && 'CDEFGKLRTUWABacdefgilnprstuv'.includes(letter);
      await warn(sys, real ? `infocmp: option -${letter} is not simulated here\n` : HELP);
      return 1;
    }
    const { given, operands } = options;
    const has = (option: string): boolean => given.some(each => each.option === option);
    if (has('-V')) return print(sys, VERSION).then(() => 0);
    if (operands.length > 1) return warn(sys, 'infocmp: comparing terminals is not simulated here\n').then(() => 1);
    const name = operands[0] ?? env.TERM;
    if (name === undefined) return warn(sys, 'infocmp: environment variable TERM not set\n').then(() => 1);
    const terminal = findTerminal(name);
    if (!terminal) {
      await warn(sys, `infocmp: couldn't open terminfo file (null).\n`);
      return 1;
    }
    const items = splitItems(terminal.source.capabilities);
    const all = has('-x') ? [...items, ...splitItems(terminal.source.extended)] : items;
    const kinds = [/^[^=#]+$/, /^[^=]+#/, /=/].map(pattern => all.filter(item => pattern.test(item)));
    const path = `/usr/share/terminfo/${name[0]}/${name}`;
    const head = has('-q') ? '' : `#\tReconstructed via infocmp from file: ${path}\n`;
    const width = Number(given.findLast(({ option }) => option === '-w')?.value ?? WIDTH);
    await print(sys, `${head}${terminal.source.names},\n${kinds.map(kind => lay(kind, has('-1') ? 0 : has('-0') ? 1e9 : width)).join('')}`);
    return 0;
  },
});

function lay(items: readonly string[], width: number): string {
  let lines = '';
  let line = '';
  for (const item of items) {
    const longer = line === '' ? `${item},` : `${line} ${item},`;
    if (line !== '' && longer.length + 8 > width) {
      lines += `\t${line}\n`;
      line = `${item},`;
    } else line = longer;
  }
  return line === '' ? lines : `${lines}\t${line}\n`;
}
