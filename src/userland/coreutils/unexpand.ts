// unexpand: spaces to tabs. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { textWidth } from '../lib/width.ts';
import { nextStop, tabStops } from './tab-stops.ts';

export default command({
  name: 'unexpand',
  summary: 'convert blanks in each FILE to tabs, writing to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -a, --all        convert all blanks, instead of just initial blanks
      --first-only  convert only leading sequences of blanks (overrides -a)
  -t, --tabs=N     have tabs N characters apart instead of 8 (enables -a)
  -t, --tabs=LIST  use comma separated list of tab positions (enables -a)`,
  short: 'at:0123456789',
  long: { all: '-a', 'first-only': 'none', tabs: '-t' },
  run: unexpand,
});

async function unexpand(tool: Tool): Promise<void> {
  const stops = tabStops(tool);
  const all = tool.has('-a', '-t') && !tool.has('--first-only');
  const convert = (line: string): string => {
    let text = '';
    let column = 0;
    let pending = '';
    let converting = true;
    let start = 0;
    for (const character of line) {
      if (converting && (character === ' ' || character === '\t')) {
        if (pending === '') start = column;
        pending += character;
        column = character === '\t' ? nextStop(stops, column) : column + 1;
        if (character === '\t' || (nextStop(stops, column - 1) === column && (column - start > 1 || pending.includes('\t')))) {
          text += '\t';
          pending = '';
        }
        continue;
      }
      text += pending + character;
      pending = '';
      column += textWidth(character);
      if (!all) converting = false;
    }
    return text + pending;
  };
  await tool.eachInput(async fd => {
    for await (const { lines, ended } of lineBatches(tool.sys, fd)) {
      tool.out.write(lines.map(convert).join('\n') + (ended ? '\n' : ''));
      await tool.out.settle();
    }
  });
}
