// fallocate: gives space to a file, or takes it away. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/fallocate.ts';

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

const UNITS = 'KMGTPEZY';

/** "1M", "1MiB", "1MB" in bytes; undefined where it is none. */
function bytesOf(text: string): number | undefined {
  const match = /^(\d+|0x[0-9a-f]+)(?:([kmgtpezy])(i?b)?)?$/i.exec(text);
  if (!match) return undefined;
  const power = match[2] === undefined ? 0 : UNITS.indexOf(match[2].toUpperCase()) + 1;
  return Number(match[1]) * (match[3]?.toLowerCase() === 'b' ? 1000 : 1024) ** power;
}

const binary = (bytes: number): string => {
  let at = 0;
  while (at < UNITS.length && bytes / 1024 ** (at + 1) >= 1) at++;
  const value = Math.round((bytes / 1024 ** at) * 10) / 10;
  return at === 0 ? `${value} B` : `${value} ${UNITS[at - 1]}iB`;
};

const REFUSED = ['-c', '-d', '-i', '-r', '-w'];

async function fallocate(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const [path, extra] = tool.operands;
  if (path === undefined) tool.fail('no filename specified');
  if (extra !== undefined) tool.fail('unexpected number of arguments');
  const text = tool.value('-l');
  if (text === undefined) tool.fail('no length argument specified');
  const length = bytesOf(text) ?? tool.fail('invalid length');
  if (length <= 0) tool.fail('invalid length');
  const offset = bytesOf(tool.value('-o') ?? '0') ?? tool.fail('invalid offset');
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
  if (tool.has('-v')) tool.out.write(`${path}: ${binary(length)} (${length} bytes) ${punch ? 'deallocated' : 'allocated'}.\n`);
  return 0;
}
