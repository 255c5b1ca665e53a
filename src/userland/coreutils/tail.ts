// tail: the last part of files, and what is added to them. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { CHUNK_BYTES } from '../lib/io.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { parseSize } from '../lib/sizes.ts';
import { parseDuration } from './durations.ts';
import { type Followed, Follower } from './tail-follow.ts';

/** What is kept of a stream is memory like any other, asked for by so much at once. */
const MEMORY_STEP_BYTES = 1 << 20;

interface Amount {
  count: number;
  unit: 'lines' | 'bytes';
  /** From this one on, counted from 1. */
  fromStart: boolean;
}

export default command({
  name: 'tail',
  summary: 'print the last 10 lines of each FILE to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With more than one FILE, precede each with a header giving the file name.
With no FILE, or when FILE is -, read standard input.

  -c, --bytes=[+]NUM       output the last NUM bytes; or use -c +NUM to
                             output starting with byte NUM of each file
  -f, --follow[={name|descriptor}]  output appended data as the file grows
  -F                       same as --follow=name --retry
  -n, --lines=[+]NUM       output the last NUM lines, instead of the last 10;
                             or use -n +NUM to skip NUM-1 lines at the start
      --pid=PID            with -f, exit after PID no longer exists
  -q, --quiet, --silent    never output headers giving file names
      --retry              keep trying to open a file if it is inaccessible
  -s, --sleep-interval=N   with -f, sleep for approximately N seconds
                             (default 1.0) between iterations
  -v, --verbose            always output headers giving file names
  -z, --zero-terminated    line delimiter is NUL, not newline`,
  short: 'c:n:fFqs:vz0123456789',
  long: {
    bytes: '-c',
    follow: 'optional',
    lines: '-n',
    'max-unchanged-stats': 'required',
    pid: 'required',
    quiet: '-q',
    silent: '-q',
    retry: 'none',
    'sleep-interval': '-s',
    verbose: '-v',
    'zero-terminated': '-z',
  },
  codec: 'bytes',
  run: tail,
});

function amountOf(tool: Tool): Amount {
  let amount: Amount = { count: 10, unit: 'lines', fromStart: false };
  let digits = '';
  for (const { option, value } of tool.given) {
    if (/^-\d$/.test(option)) {
      digits += option.slice(1);
      amount = { count: Number(digits), unit: 'lines', fromStart: false };
    }
    if (option !== '-n' && option !== '-c') continue;
    const unit = option === '-n' ? 'lines' : 'bytes';
    const count = parseSize(value!.replace(/^[+-]/, ''), { suffixes: 'b' });
    if (count === undefined) tool.fail(`invalid number of ${unit}: ${quote(value!)}`);
    amount = { count, unit, fromStart: value!.startsWith('+') };
  }
  // The old form "+N".
  const [first] = tool.operands;
  if (tool.operands.length <= 2 && first !== undefined && /^\+\d+[lc]?$/.test(first) && tool.given.length === 0) {
    tool.operands.shift();
    return { count: Number.parseInt(first.slice(1), 10), unit: first.endsWith('c') ? 'bytes' : 'lines', fromStart: true };
  }
  return amount;
}

async function tail(tool: Tool): Promise<void> {
  const amount = amountOf(tool);
  const delimiter = tool.has('-z') ? 0 : 10;
  const follow = tool.has('-F') ? 'name' : tool.has('-f', '--follow') ? (tool.value('--follow') ?? 'descriptor') : undefined;
  if (follow !== undefined && follow !== 'name' && follow !== 'descriptor') {
    tool.usage(`invalid argument ${quote(follow)} for ‘--follow’\nValid arguments are:\n  - ‘descriptor’\n  - ‘name’`);
  }
  const retry = tool.has('-F', '--retry');
  const seconds = tool.value('-s') ?? '1';
  const intervalMs = parseDuration(seconds) ?? tool.fail(`invalid number of seconds: ${quote(seconds)}`);
  const pids = tool.given
    .filter(({ option }) => option === '--pid')
    .map(({ value }) => (/^\d+$/.test(value!) ? Number(value) : tool.fail(`invalid PID: ${quote(value!)}`)));
  if (retry && follow === undefined) await tool.warn('warning: --retry ignored; --retry is useful only when following', 0);
  if (pids.length > 0 && follow === undefined) await tool.warn('warning: PID ignored; --pid=PID is useful only when following', 0);
  const paths = tool.operands.length > 0 ? tool.operands : ['-'];
  const headers = tool.last('-q', '-v') === '-v' || (paths.length > 1 && !tool.has('-q'));
  const files: Followed[] = [];
  let last: Followed | undefined;
  for (const path of paths) {
    const file = await open(tool, path, follow, retry);
    if (file === undefined) continue;
    files.push(file);
    if (file.fd === undefined) continue;
    if (headers) tool.out.write(`${last === undefined ? '' : '\n'}==> ${file.shown} <==\n`);
    last = file;
    if (!(await showPart(tool, file, amount, delimiter))) file.done = true;
  }
  await tool.out.flush();
  if (follow === undefined) return;
  const followed = files.filter(file => !file.done && !(file.path === '-' && file.stat?.kind === 'fifo'));
  if (followed.length === 0) {
    if (files.length === 0) tool.fail('no files remaining');
    return;
  }
  await new Follower(tool, followed, { byName: follow === 'name', retry, pids, intervalMs, headers }, last).run();
}

async function open(tool: Tool, path: string, follow: string | undefined, retry: boolean): Promise<Followed | undefined> {
  const shown = path === '-' ? 'standard input' : path;
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    return { path, shown, fd, stat: await tool.sys.fstat(fd), done: false };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`cannot open ${quoteAlways(path)} for reading: ${error.message}`);
    return follow !== undefined && retry ? { path, shown, fd: undefined, stat: undefined, done: false } : undefined;
  }
}

/** The part asked for; false where the file cannot be read. */
async function showPart(tool: Tool, file: Followed, amount: Amount, delimiter: number): Promise<boolean> {
  try {
    if (amount.fromStart) await fromStart(tool, file.fd!, amount, delimiter);
    else await fromEnd(tool, file, amount, delimiter);
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`error reading ${quoteAlways(file.shown)}: ${error.message}`);
    return false;
  }
}

async function fromStart(tool: Tool, fd: Fd, { count, unit }: Amount, delimiter: number): Promise<void> {
  let skip = Math.max(0, count - 1);
  for (;;) {
    const bytes = await tool.sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) return;
    let at = 0;
    if (unit === 'bytes') {
      at = Math.min(skip, bytes.length);
      skip -= at;
    }
    while (unit === 'lines' && skip > 0 && at < bytes.length) {
      const mark = bytes.indexOf(delimiter, at);
      at = mark < 0 ? bytes.length : mark + 1;
      if (mark >= 0) skip--;
    }
    if (at < bytes.length) await tool.out.bytes(bytes.subarray(at));
  }
}

/** Keeps no more of a stream than may be needed; in a big file it starts near the end. */
async function fromEnd(tool: Tool, file: Followed, { count, unit }: Amount, delimiter: number): Promise<void> {
  const { sys } = tool;
  const fd = file.fd!;
  if (file.stat?.kind === 'file' && file.stat.sizeBytes > 4 * CHUNK_BYTES)
    await seekNearEnd(tool, fd, file.stat.sizeBytes, count, unit, delimiter);
  const held: { bytes: Uint8Array; marks: number }[] = [];
  let marks = 0;
  let length = 0;
  let takenBytes = 0;
  for (;;) {
    const bytes = await sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) break;
    const found = unit === 'lines' ? countMarks(bytes, delimiter) : 0;
    held.push({ bytes, marks: found });
    marks += found;
    length += bytes.length;
    if (length > takenBytes + MEMORY_STEP_BYTES) {
      await sys.mmap(MEMORY_STEP_BYTES);
      takenBytes += MEMORY_STEP_BYTES;
    }
    while (held.length > 1 && (unit === 'lines' ? marks - held[0]!.marks > count : length - held[0]!.bytes.length >= count)) {
      const dropped = held.shift()!;
      marks -= dropped.marks;
      length -= dropped.bytes.length;
    }
  }
  const last = held.at(-1)?.bytes;
  if (last === undefined || count === 0) return;
  let skip = unit === 'bytes' ? Math.max(0, length - count) : marks - count + (last[last.length - 1] === delimiter ? 0 : 1);
  for (const { bytes } of held) {
    let at = 0;
    if (unit === 'bytes') {
      at = Math.min(skip, bytes.length);
      skip -= at;
    }
    while (unit === 'lines' && skip > 0 && at < bytes.length) {
      const mark = bytes.indexOf(delimiter, at);
      at = mark < 0 ? bytes.length : mark + 1;
      if (mark >= 0) skip--;
    }
    if (at < bytes.length) await tool.out.bytes(bytes.subarray(at));
  }
}

function countMarks(bytes: Uint8Array, delimiter: number): number {
  let marks = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + 1)) marks++;
  return marks;
}

async function seekNearEnd(tool: Tool, fd: Fd, size: number, count: number, unit: 'lines' | 'bytes', delimiter: number): Promise<void> {
  if (unit === 'bytes') {
    await tool.sys.lseek(fd, Math.max(0, size - count), 'set');
    return;
  }
  let at = size;
  for (let marks = 0; at > 0 && marks <= count; ) {
    const from = Math.max(0, at - CHUNK_BYTES);
    marks += countMarks(await tool.sys.pread(fd, at - from, from), delimiter);
    at = from;
  }
  await tool.sys.lseek(fd, at, 'set');
}
