// sum: BSD's or System V's checksum, and blocks. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { chunks } from '../lib/io.ts';
import { Sum } from './crc.ts';
import { sumLine } from './sum-line.ts';

export default command({
  name: 'sum',
  summary: 'print or check BSD (16-bit) checksums',
  usage: '[OPTION]... [FILE]...',
  help: '  -r              use BSD sum algorithm (the default), use 1K blocks\n  -s, --sysv      use System V sum algorithm, use 512 bytes blocks',
  short: 'rs',
  long: { sysv: '-s' },
  async run(tool: Tool) {
    const kind = tool.last('-r', '-s') === '-s' ? 'sysv' : 'bsd';
    await tool.eachInput(async (fd, path) => {
      const sum = new Sum(kind);
      for await (const bytes of chunks(tool.sys, fd)) sum.update(bytes);
      tool.out.write(`${sumLine(kind, sum, tool.operands.length > 0 ? path : undefined)}\n`);
    });
  },
});
