// look: lines of a sorted file that begin with a text. As util-linux 2.42.

import { command, type Tool } from '../lib/command.ts';
import { lineBatches } from '../lib/lines.ts';

export default command({
  name: 'look',
  summary: 'display lines beginning with a given string',
  usage: '[options] <string> [<file>...]',
  short: 'adft:h',
  long: { alternative: '-a', alphanum: '-d', 'ignore-case': '-f', terminate: '-t' },
  version: '',
  async run(tool: Tool) {
    const [text, path = '/usr/share/dict/words'] = tool.operands;
    if (text === undefined) tool.usage('bad usage');
    const stop = tool.value('-t');
    const wanted = stop === undefined ? text : text.slice(0, text.indexOf(stop) + 1 || undefined);
    const folds = tool.has('-f') || tool.operands.length < 2;
    const key = (line: string): string => {
      const kept = tool.has('-d') || tool.operands.length < 2 ? line.replace(/[^\p{L}\p{N}\s]/gu, '') : line;
      return folds ? kept.toLowerCase() : kept;
    };
    let found = false;
    await tool.eachInput(
      async fd => {
        for await (const { lines } of lineBatches(tool.sys, fd)) {
          for (const line of lines) {
            if (!key(line).startsWith(key(wanted))) continue;
            tool.out.write(`${line}\n`);
            found = true;
          }
        }
      },
      [path],
    );
    return found ? 0 : 1;
  },
});
