// expand: tabs to spaces. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';
import { textWidth } from '../lib/width.ts';
import { nextStop, tabStops } from './tab-stops.ts';

export default command({
  name: 'expand',
  summary: 'convert tabs in each FILE to spaces, writing to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -i, --initial    do not convert tabs after non blanks
  -t, --tabs=N     have tabs N characters apart, not 8
  -t, --tabs=LIST  use comma separated list of tab positions`,
  short: 'it:0123456789',
  long: { initial: '-i', tabs: '-t' },
  run: expand,
});

async function expand(tool: Tool): Promise<void> {
  const stops = tabStops(tool);
  const initial = tool.has('-i');
  const convert = (line: string): string => {
    if (!line.includes('\t')) return line;
    let text = '';
    let column = 0;
    let converting = true;
    for (const character of line) {
      if (character === '\t' && converting) {
        const stop = nextStop(stops, column);
        text += ' '.repeat(stop - column);
        column = stop;
        continue;
      }
      column = character === '\b' ? Math.max(0, column - 1) : column + textWidth(character);
      if (initial && character !== ' ') converting = false;
      text += character;
    }
    return text;
  };
  await tool.eachInput(async fd => {
    for await (const { lines, ended } of lineBatches(tool.sys, fd)) {
      tool.out.write(lines.map(convert).join('\n') + (ended ? '\n' : ''));
      await tool.out.settle();
    }
  });
}
