// truncate: sizes of files. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { parseSize } from '../lib/sizes.ts';

export default command({
  name: 'truncate',
  summary: 'shrink or extend the size of each FILE to the specified size',
  usage: 'OPTION... FILE...',
  help: `  -c, --no-create        do not create any files
  -o, --io-blocks        treat SIZE as number of IO blocks instead of bytes
  -r, --reference=RFILE  base size on RFILE
  -s, --size=SIZE        set or adjust the file size by SIZE bytes

SIZE may also be prefixed by one of the following modifying characters:
'+' extend by, '-' reduce by, '<' at most, '>' at least,
'/' round down to multiple of, '%' round up to multiple of.`,
  short: 'cor:s:',
  long: { 'no-create': '-c', 'io-blocks': '-o', reference: '-r', size: '-s' },
  run: truncate,
});

function newSize(old: number, how: string, size: number): number {
  if (how === '+') return old + size;
  if (how === '-') return Math.max(0, old - size);
  if (how === '<') return Math.min(old, size);
  if (how === '>') return Math.max(old, size);
  if (how === '/') return old - (old % size);
  return how === '%' ? Math.ceil(old / size) * size : size;
}

async function truncate(tool: Tool): Promise<void> {
  const text = tool.value('-s');
  const reference = tool.value('-r');
  if (text === undefined && reference === undefined) tool.usage('you must specify either ‘--size’ or ‘--reference’');
  const how = /^\s*([-+<>/%]?)\s*(.*)$/s.exec(text ?? '+0')!;
  const size = parseSize(how[2]!, { blocks: false });
  if (size === undefined) tool.fail(`Invalid number: ${quote(text!)}`);
  if (size === 0 && /[/%]/.test(how[1]!)) tool.fail('division by zero');
  if (reference !== undefined && text !== undefined && how[1] === '') tool.usage('you must specify a relative ‘--size’ with ‘--reference’');
  if (tool.operands.length === 0) tool.usage('missing file operand');
  const base = reference === undefined ? undefined : await sizeOf(tool, reference);
  for (const path of tool.operands) {
    try {
      const fd = await tool.sys.open(path, { write: true, create: !tool.has('-c'), nonblock: true }, 0o666);
      try {
        const stat = await tool.sys.fstat(fd);
        const unit = tool.has('-o') ? stat.blockSizeBytes : 1;
        await tool.sys.ftruncate(fd, newSize(base ?? stat.sizeBytes, how[1]!, size * unit));
      } catch (error) {
        await tool.complain(`failed to truncate ${quoteAlways(path)} at ${size} bytes`, error);
      }
      await tool.sys.close(fd);
    } catch (error) {
      if (error instanceof Errno && error.code === 'ENOENT' && tool.has('-c')) continue;
      await tool.complain(`cannot open ${quoteAlways(path)} for writing`, error);
    }
  }
}

async function sizeOf(tool: Tool, path: string): Promise<number> {
  try {
    return (await tool.sys.stat(path)).sizeBytes;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot stat ${quoteAlways(path)}: ${error.message}`);
  }
}
