// rev: lines with their characters reversed. As util-linux 2.42.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';

export default command({
  name: 'rev',
  summary: 'reverse lines characterwise',
  usage: '[options] [file ...]',
  short: '0h',
  long: { zero: '-0' },
  version: '',
  async run(tool: Tool) {
    const end = tool.has('-0') ? '\0' : '\n';
    await tool.eachInput(async fd => {
      for await (const { lines, ended } of lineBatches(tool.sys, fd, { delimiter: end === '\n' ? 10 : 0 })) {
        tool.out.write(lines.map(line => [...line].reverse().join('')).join(end) + (ended ? end : ''));
        await tool.out.settle();
      }
    });
  },
});
