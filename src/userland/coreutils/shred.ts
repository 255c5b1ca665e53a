// shred: a file's bytes written over. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { writeAll } from '../lib/io.ts';
import { quote, quoteName } from '../lib/quote.ts';
import { parseSize } from '../lib/sizes.ts';

export default command({
  name: 'shred',
  summary: 'overwrite the specified FILE(s) repeatedly, in order to make it harder to recover the data',
  usage: '[OPTION]... FILE...',
  help: `  -f, --force    change permissions to allow writing if necessary
  -n, --iterations=N  overwrite N times instead of the default (3)
  -s, --size=N   shred this many bytes
  -u             deallocate and remove file after overwriting
  -v, --verbose  show progress
  -x, --exact    do not round file sizes up to the next full block
  -z, --zero     add a final overwrite with zeros to hide shredding`,
  short: 'fn:s:uvxz',
  long: {
    exact: '-x',
    force: '-f',
    iterations: '-n',
    size: '-s',
    verbose: '-v',
    zero: '-z',
    remove: 'optional',
    'random-source': 'required',
  },
  async run(tool: Tool) {
    if (tool.operands.length === 0) tool.usage('missing file operand');
    const times = tool.value('-n') ?? '3';
    if (!/^\d+$/.test(times)) tool.fail(`invalid number of passes: ${quote(times)}`);
    for (const path of tool.operands) await shred(tool, path, Number(times));
  },
});

async function shred(tool: Tool, path: string, times: number): Promise<void> {
  const { sys } = tool;
  let fd: number;
  try {
    if (tool.has('-f')) await sys.access(path, { write: true }).catch(() => sys.chmod(path, 0o600));
    fd = await sys.open(path, { write: true });
  } catch (error) {
    return tool.complain(`${quoteName(path)}: failed to open for writing`, error);
  }
  const { sizeBytes, kind, blockSizeBytes } = await sys.fstat(fd);
  if (kind !== 'file') {
    await tool.warn(`${quoteName(path)}: invalid file type`);
    return sys.close(fd);
  }
  const size = parseSize(tool.value('-s') ?? '') ?? (tool.has('-x') ? sizeBytes : Math.ceil(sizeBytes / blockSizeBytes) * blockSizeBytes);
  const total = times + (tool.has('-z') ? 1 : 0);
  for (let pass = 1; pass <= total; pass++) {
    const zero = pass > times;
    if (tool.has('-v')) await tool.warn(`${path}: pass ${pass}/${total} (${zero ? '000000' : 'random'})...`, 0);
    await sys.lseek(fd, 0, 'set');
    for (let left = size; left > 0; left -= 65536) {
      const count = Math.min(left, 65536);
      await writeAll(sys, fd, zero ? new Uint8Array(count) : await sys.getrandom(count));
    }
  }
  await sys.close(fd);
  if (!tool.has('-u', '--remove')) return;
  if (tool.has('-v')) await tool.warn(`${path}: removing`, 0);
  await sys.unlink(path);
  if (tool.has('-v')) await tool.warn(`${path}: removed`, 0);
}
