// tee: standard input to files and to standard output. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { chunks, STDIN, STDOUT, writeAll } from '../lib/io.ts';
import { quoteName } from '../lib/quote.ts';

export default command({
  name: 'tee',
  summary: 'copy standard input to each FILE, and also to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `  -a, --append              append to the given FILEs, do not overwrite
  -i, --ignore-interrupts   ignore interrupt signals
  -p                        operate in a more appropriate MODE with pipes
      --output-error[=MODE] set behavior on write error`,
  short: 'aip',
  long: { append: '-a', 'ignore-interrupts': '-i', 'output-error': 'optional' },
  run: tee,
});

async function tee(tool: Tool): Promise<void> {
  const append = tool.has('-a');
  if (tool.has('-i')) await tool.sys.sigaction('SIGINT', 'ignore');
  if (tool.has('-p', '--output-error')) await tool.sys.sigaction('SIGPIPE', 'ignore');
  const outputs: { fd: Fd; name: string }[] = [{ fd: STDOUT, name: 'standard output' }];
  for (const path of tool.operands) {
    try {
      const fd = await tool.sys.open(path, { write: true, create: true, append, truncate: !append }, 0o666);
      outputs.push({ fd, name: path });
    } catch (error) {
      await tool.complain(quoteName(path), error);
    }
  }
  for await (const bytes of chunks(tool.sys, STDIN)) {
    for (let at = 0; at < outputs.length; at++) {
      const { fd, name } = outputs[at]!;
      try {
        await writeAll(tool.sys, fd, bytes);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        outputs.splice(at--, 1);
        if (error.code !== 'EPIPE' || !tool.has('-p')) await tool.complain(fd === STDOUT ? "'standard output'" : quoteName(name), error);
      }
    }
    if (outputs.length === 0) return;
  }
}
