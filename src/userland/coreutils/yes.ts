// yes: a line again and again until killed. As GNU coreutils 9.10.

import { toBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';

export default command({
  name: 'yes',
  summary: "repeatedly output a line with all specified STRING(s), or 'y'",
  usage: '[STRING]...\nOPTION',
  short: '+',
  async run(tool: Tool) {
    const line = `${tool.operands.length > 0 ? tool.operands.join(' ') : 'y'}\n`;
    const block = toBytes(line.repeat(Math.max(1, Math.floor(16384 / line.length))));
    tool.out.failure = 'standard output';
    for (;;) await tool.out.bytes(block);
  },
});
