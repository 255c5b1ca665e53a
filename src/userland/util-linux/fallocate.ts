// fallocate: gives space to a file, or takes it away. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/fallocate.ts';
import { longSize, parseSize } from './size-text.ts';

export default utilLinux({
  name: 'fallocate',
  summary: 'preallocate or deallocate space to a file',
  help: HELP,
  short: 'cdil:no:prvwxz',
  long: {
    'collapse-range': '-c',
    'dig-holes': '-d',
    'insert-range': '-i',
    length: '-l',
    'keep-size': '-n',
    offset: '-o',
    'punch-hole': '-p',
    'report-holes': '-r',
    verbose: '-v',
    'write-zeroes': '-w',
    posix: '-x',
    'zero-range': '-z',
  },
  run: fallocate,
});

const REFUSED = ['-c', '-d', '-i', '-r', '-w'];

async function fallocate(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const [path, extra] = tool.operands;
  if (path === undefined) tool.fail('no filename specified');
  if (extra !== undefined) tool.fail('unexpected number of arguments');
  const text = tool.value('-l');
  if (text === undefined) tool.fail('no length argument specified');
  const length = parseSize(text) ?? tool.fail('invalid length');
  if (length <= 0) tool.fail('invalid length');
  const offset = parseSize(tool.value('-o') ?? '0') ?? tool.fail('invalid offset');
  // Zeroed ranges are written anew by ext4; the filesystems of memory have no such call.
  if (tool.has('-z')) tool.fail('fallocate failed: Operation not supported');
  const punch = tool.has('-p');
  const fd = await sys.open(path, { read: true, write: true, create: !punch }, 0o666).catch(error => {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot open ${path}: ${error.message}`);
  });
  try {
    await sys.fallocate(fd, offset, length, { punchHole: punch, keepSize: punch || tool.has('-n') });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`fallocate failed: ${error.message}`);
  }
  await sys.close(fd);
  if (tool.has('-v')) tool.out.write(`${path}: ${longSize(length)} (${length} bytes) ${punch ? 'deallocated' : 'allocated'}.\n`);
  return 0;
}
