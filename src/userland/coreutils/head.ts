// head: the first part of files. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { CHUNK_BYTES, concat } from '../lib/io.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { parseSize } from '../lib/sizes.ts';

interface Amount {
  count: number;
  unit: 'lines' | 'bytes';
  /** All but the last `count`. */
  allBut: boolean;
}

export default command({
  name: 'head',
  summary: 'print the first 10 lines of each FILE to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With more than one FILE, precede each with a header giving the file name.
With no FILE, or when FILE is -, read standard input.

  -c, --bytes=[-]NUM       print the first NUM bytes of each file;
                             with the leading '-', all but the last NUM bytes
  -n, --lines=[-]NUM       print the first NUM lines instead of the first 10;
                             with the leading '-', all but the last NUM lines
  -q, --quiet, --silent    never print headers giving file names
  -v, --verbose            always print headers giving file names
  -z, --zero-terminated    line delimiter is NUL, not newline`,
  short: 'c:n:qvz0123456789',
  long: { bytes: '-c', lines: '-n', quiet: '-q', silent: '-q', verbose: '-v', 'zero-terminated': '-z' },
  codec: 'bytes',
  run: head,
});

async function head(tool: Tool): Promise<void> {
  const amount = amountOf(tool);
  const delimiter = tool.has('-z') ? 0 : 10;
  tool.out.failure = "error writing 'standard output'";
  const paths = tool.operands.length > 0 ? tool.operands : ['-'];
  const headers = tool.last('-q', '-v') === '-v' || (paths.length > 1 && !tool.has('-q'));
  let first = true;
  for (const path of paths) {
    let fd: Fd = 0;
    try {
      if (path !== '-') fd = await tool.sys.open(path, { read: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`cannot open ${quoteAlways(path)} for reading: ${error.message}`);
      continue;
    }
    if (headers) tool.out.write(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
    first = false;
    try {
      await part(tool, fd, amount, delimiter);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`error reading ${quoteAlways(path === '-' ? 'standard input' : path)}: ${error.message}`);
    }
    if (path !== '-') await tool.sys.close(fd);
  }
}

/** The last of -n and -c; "-5" as the old form. */
function amountOf(tool: Tool): Amount {
  let amount: Amount = { count: 10, unit: 'lines', allBut: false };
  let digits = '';
  for (const { option, value } of tool.given) {
    if (/^-\d$/.test(option)) {
      digits += option.slice(1);
      amount = { count: Number(digits), unit: 'lines', allBut: false };
    }
    if (option !== '-n' && option !== '-c') continue;
    const unit = option === '-n' ? 'lines' : 'bytes';
    const allBut = value!.startsWith('-');
    const count = parseSize(allBut ? value!.slice(1) : value!, { suffixes: 'b' });
    if (count === undefined) tool.fail(`invalid number of ${unit}: ${quote(allBut ? value!.slice(1) : value!)}`);
    amount = { count, unit, allBut };
  }
  return amount;
}

async function part(tool: Tool, fd: Fd, amount: Amount, delimiter: number): Promise<void> {
  if (amount.allBut) return allBut(tool, fd, amount, delimiter);
  let left = amount.count;
  while (left > 0) {
    const bytes = await tool.sys.read(fd, amount.unit === 'bytes' ? Math.min(left, CHUNK_BYTES) : CHUNK_BYTES);
    if (bytes.length === 0) return;
    if (amount.unit === 'bytes') {
      left -= bytes.length;
      await tool.out.bytes(bytes);
      continue;
    }
    let end = 0;
    while (left > 0 && end < bytes.length) {
      const mark = bytes.indexOf(delimiter, end);
      end = mark < 0 ? bytes.length : mark + 1;
      if (mark >= 0) left--;
    }
    await tool.out.bytes(bytes.subarray(0, end));
    if (end < bytes.length) await giveBack(tool, fd, bytes.length - end);
  }
}

/** What was read too much is left for whoever reads the same file next. */
async function giveBack(tool: Tool, fd: Fd, count: number): Promise<void> {
  try {
    await tool.sys.lseek(fd, -count, 'current');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

async function allBut(tool: Tool, fd: Fd, { count, unit }: Amount, delimiter: number): Promise<void> {
  let held = new Uint8Array(0);
  for (;;) {
    const bytes = await tool.sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) return;
    held = new Uint8Array(concat([held, bytes]));
    const end = unit === 'bytes' ? held.length - count : startOfLastLines(held, count, delimiter);
    if (end <= 0) continue;
    await tool.out.bytes(held.subarray(0, end));
    held = held.slice(end);
  }
}

/** Where the last `count` lines begin; an unfinished line counts. */
function startOfLastLines(bytes: Uint8Array, count: number, delimiter: number): number {
  if (count === 0) return bytes.length;
  let at = bytes.length - 1;
  for (let left = count; left > 0; left--) {
    at = at <= 0 ? -1 : bytes.lastIndexOf(delimiter, at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
