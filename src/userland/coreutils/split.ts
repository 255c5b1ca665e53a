// split: a file in pieces. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import type { Fd, Pid } from '../../abi/types.ts';
import { byteString, fromBytes, toBytes } from '../lib/bytes.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { chunks, readAll, warn, writeAll } from '../lib/io.ts';
import { lineBatches } from '../lib/lines.ts';
import { quote, quoteAlways, quoteName } from '../lib/quote.ts';
import { spawn, waitFor } from '../lib/run-program.ts';
import { parseSize } from '../lib/sizes.ts';
import { Names } from './split-names.ts';

export default command({
  name: 'split',
  summary: "output pieces of FILE to PREFIXaa, PREFIXab, ...;\ndefault size is 1000 lines, and default PREFIX is 'x'",
  usage: '[OPTION]... [FILE [PREFIX]]',
  help: `With no FILE, or when FILE is -, read standard input.

  -a, --suffix-length=N   generate suffixes of length N (default 2)
      --additional-suffix=SUFFIX  append an additional SUFFIX to file names
  -b, --bytes=SIZE        put SIZE bytes per output file
  -C, --line-bytes=SIZE   put at most SIZE bytes of records per output file
  -d                      use numeric suffixes starting at 0, not alphabetic
      --numeric-suffixes[=FROM]  same as -d, but allow setting the start value
  -x                      use hex suffixes starting at 0, not alphabetic
      --hex-suffixes[=FROM]  same as -x, but allow setting the start value
  -e, --elide-empty-files  do not generate empty output files with '-n'
      --filter=COMMAND    write to shell COMMAND; file name is $FILE
  -l, --lines=NUMBER      put NUMBER lines/records per output file
  -n, --number=CHUNKS     generate CHUNKS output files
  -t, --separator=SEP     use SEP instead of newline as the record separator
  -u, --unbuffered        immediately copy input to output with '-n r/...'
      --verbose           print a diagnostic just before each output file is opened`,
  short: '0123456789C:a:b:del:n:t:ux',
  long: {
    bytes: '-b',
    lines: '-l',
    'line-bytes': '-C',
    number: '-n',
    'elide-empty-files': '-e',
    unbuffered: '-u',
    'suffix-length': '-a',
    'additional-suffix': 'required',
    'numeric-suffixes': 'optional',
    'hex-suffixes': 'optional',
    filter: 'required',
    verbose: 'none',
    separator: '-t',
    'io-blksize': 'required',
  },
  run: split,
});

interface Chunks {
  by: 'chunks' | 'chunks of lines' | 'turns';
  files: number;
  only: number | undefined;
}
type Plan = { by: 'lines'; size: number } | { by: 'bytes'; size: number } | { by: 'line-bytes'; size: number } | Chunks;

const USUAL_LINES = 1000;

async function split(tool: Tool): Promise<void> {
  const plan = planOf(tool);
  const separator = separatorOf(tool);
  const [path = '-', prefix = 'x', extra] = tool.operands;
  if (extra !== undefined) tool.usage(`extra operand ${quote(extra)}`);
  const only = 'only' in plan ? plan.only : undefined;
  if (tool.value('--filter') !== undefined && only !== undefined)
    tool.usage('--filter does not process a chunk extracted to standard output');
  const names = new Names(tool, prefix, 'files' in plan ? plan.files : undefined);
  const pieces = new Pieces(tool, names, 'files' in plan && tool.has('-e'));
  const fd = await open(tool, path);
  if (plan.by === 'lines') await byLines(tool, fd, plan.size, separator, pieces);
  else if (plan.by === 'bytes') await byBytes(tool, fd, plan.size, pieces);
  else if (plan.by === 'line-bytes') await byLineBytes(tool, fd, plan.size, separator, pieces);
  else await inChunks(tool, fd, plan, separator, pieces);
  await pieces.end();
}

function planOf(tool: Tool): Plan {
  let plan: Plan | undefined;
  let digits = '';
  const set = (next: Plan): void => {
    if (plan !== undefined) tool.usage('cannot split in more than one way');
    plan = next;
  };
  for (const { option, value = '' } of tool.given) {
    if (/^-\d$/.test(option)) digits += option[1];
    else if (option === '-l') set({ by: 'lines', size: sizeOf(tool, value, 'lines') });
    else if (option === '-b') set({ by: 'bytes', size: sizeOf(tool, value, 'bytes') });
    else if (option === '-C') set({ by: 'line-bytes', size: sizeOf(tool, value, 'lines') });
    else if (option === '-n') set(chunksOf(tool, value));
  }
  if (digits !== '') set({ by: 'lines', size: sizeOf(tool, digits, 'lines') });
  return plan ?? { by: 'lines', size: USUAL_LINES };
}

function sizeOf(tool: Tool, text: string, what: 'lines' | 'bytes'): number {
  const bytes = what === 'bytes' || tool.value('-C') === text;
  const size = bytes ? parseSize(text, { suffixes: 'b' }) : /^\d+$/.test(text) ? Number(text) : undefined;
  return size || tool.fail(`invalid number of ${what}: ${quote(text)}`);
}

function chunksOf(tool: Tool, text: string): Plan {
  const found = /^(?:([lr])\/)?(?:(.*)\/)?(.*)$/s.exec(text)!;
  const [, letter, which, count = ''] = found;
  const files = /^\d+$/.test(count) ? Number(count) : 0;
  if (files === 0) tool.fail(`invalid number of chunks: ${quote(count)}`);
  const only = which === undefined ? undefined : /^\d+$/.test(which) ? Number(which) : 0;
  if (only !== undefined && (only === 0 || only > files)) tool.fail(`invalid chunk number: ${quote(which!)}`);
  return { by: letter === 'l' ? 'chunks of lines' : letter === 'r' ? 'turns' : 'chunks', files, only };
}

function separatorOf(tool: Tool): number {
  const text = tool.value('-t');
  if (text === undefined) return 10;
  if (text === '') tool.usage('empty record separator');
  if (text === '\\0') return 0;
  const bytes = byteString(text);
  if (bytes.length > 1) tool.fail(`multi-character separator ${quote(text)}`);
  return bytes.charCodeAt(0);
}

async function open(tool: Tool, path: string): Promise<Fd> {
  try {
    return path === '-' ? 0 : await tool.sys.open(path, { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`cannot open ${quoteAlways(path)} for reading: ${error.message}`);
  }
}

/** The output files, one at a time; or, for turns, several at once. */
class Pieces {
  readonly #tool: Tool;
  readonly #names: Names;
  readonly #elides: boolean;
  #open: { fd: Fd; name: string; pid: Pid | undefined } | undefined;

  constructor(tool: Tool, names: Names, elides: boolean) {
    this.#tool = tool;
    this.#names = names;
    this.#elides = elides;
  }

  async next(): Promise<void> {
    await this.end();
    const name = this.#names.next();
    const filter = this.#tool.value('--filter');
    if (this.#tool.has('--verbose')) {
      this.#tool.out.write(filter === undefined ? `creating file ${quoteAlways(name)}\n` : `executing with FILE=${quoteAlways(name)}\n`);
      await this.#tool.out.flush();
    }
    this.#open = filter === undefined ? { ...(await this.#create(name)), pid: undefined } : await this.#start(filter, name);
  }

  async #create(name: string): Promise<{ fd: Fd; name: string }> {
    try {
      return { fd: await this.#tool.sys.open(name, { write: true, create: true, truncate: true }, 0o666), name };
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.#tool.fail(`${quoteName(name)}: ${error.message}`);
    }
  }

  async #start(filter: string, name: string): Promise<{ fd: Fd; name: string; pid: Pid }> {
    const { sys, env } = this.#tool;
    await sys.sigaction('SIGPIPE', 'ignore');
    const [input, fd] = await sys.pipe({ cloexec: true });
    const pid = await spawn(
      sys,
      [env.SHELL ?? '/bin/sh', '-c', filter],
      { ...env, FILE: name },
      {
        fds: [[input, 0]],
        prepare: async child => void (await child.sigaction('SIGPIPE', 'default')),
      },
    );
    await sys.close(input);
    return { fd, name, pid };
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#open === undefined) await this.next();
    try {
      await writeAll(this.#tool.sys, this.#open!.fd, bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      // A filter that reads no more is no mistake.
      if (this.#open!.pid === undefined || error.code !== 'EPIPE') this.#tool.fail(`${quoteName(this.#open!.name)}: ${error.message}`);
    }
  }

  /** A whole piece, which may be empty. */
  async whole(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 && this.#elides) return;
    await this.next();
    await this.write(bytes);
  }

  async end(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    await this.#tool.sys.close(open.fd);
    if (open.pid === undefined) return;
    const ended = await waitFor(this.#tool.sys, open.pid);
    const filter = this.#tool.value('--filter')!;
    if (ended.how === 'killed' && ended.signal !== 'SIGPIPE') {
      await warn(this.#tool.sys, `split: with FILE=${open.name}, signal ${ended.signal.slice(3)} from command: ${filter}\n`);
      throw new Failure('', 128 + signalNumber(ended.signal));
    }
    if (ended.how === 'exited' && ended.status !== 0)
      this.#tool.fail(`with FILE=${open.name}, exit ${ended.status} from command: ${filter}`, ended.status);
  }
}

async function byLines(tool: Tool, fd: Fd, size: number, separator: number, pieces: Pieces): Promise<void> {
  const mark = String.fromCharCode(separator);
  let count = size;
  for await (const { lines, ended } of lineBatches(tool.sys, fd, { codec: 'bytes', delimiter: separator })) {
    for (let at = 0; at < lines.length; ) {
      if (count === size) {
        await pieces.next();
        count = 0;
      }
      const taken = lines.slice(at, at + size - count);
      at += taken.length;
      count += taken.length;
      const text = taken.join(mark) + (at < lines.length || ended ? mark : '');
      await pieces.write(toBytes(text, 'bytes'));
    }
  }
}

async function byBytes(tool: Tool, fd: Fd, size: number, pieces: Pieces): Promise<void> {
  let count = size;
  for await (const bytes of chunks(tool.sys, fd)) {
    for (let at = 0; at < bytes.length; ) {
      if (count === size) {
        await pieces.next();
        count = 0;
      }
      const taken = bytes.subarray(at, at + size - count);
      at += taken.length;
      count += taken.length;
      await pieces.write(taken);
    }
  }
}

async function byLineBytes(tool: Tool, fd: Fd, size: number, separator: number, pieces: Pieces): Promise<void> {
  const mark = String.fromCharCode(separator);
  let room = 0;
  for await (const { lines, ended } of lineBatches(tool.sys, fd, { codec: 'bytes', delimiter: separator })) {
    for (const [at, line] of lines.entries()) {
      let rest = line + (ended || at < lines.length - 1 ? mark : '');
      while (rest !== '') {
        if (room === 0 || (rest.length > room && room < size)) {
          await pieces.next();
          room = size;
        }
        const taken = rest.slice(0, room);
        rest = rest.slice(taken.length);
        room -= taken.length;
        await pieces.write(toBytes(taken, 'bytes'));
      }
    }
  }
}

async function inChunks(tool: Tool, fd: Fd, plan: Chunks, separator: number, pieces: Pieces): Promise<void> {
  const all = await readAll(tool.sys, fd);
  const cut = plan.by === 'chunks' ? bySize(all, plan.files) : recordsIn(all, plan, separator);
  if (plan.only !== undefined) return tool.out.bytes(cut[plan.only - 1]!);
  for (const piece of cut) await pieces.whole(piece);
}

/** Where each of so many parts ends: the first ones have the bytes that are left over. */
function ends(length: number, files: number): number[] {
  const [each, over] = [Math.floor(length / files), length % files];
  return Array.from({ length: files }, (_, at) => each * (at + 1) + Math.min(at + 1, over));
}

function bySize(all: Uint8Array, files: number): Uint8Array[] {
  let from = 0;
  return ends(all.length, files).map(end => {
    const piece = all.subarray(from, end);
    from = end;
    return piece;
  });
}

/** Records go where they begin, or one to each file in turn. */
function recordsIn(all: Uint8Array, plan: Chunks, separator: number): Uint8Array[] {
  const parts: string[] = Array.from({ length: plan.files }, () => '');
  const last = ends(all.length, plan.files);
  const text = fromBytes(all, 'bytes');
  const mark = String.fromCharCode(separator);
  let chunk = 0;
  for (let at = 0, number = 0; at < text.length; number++) {
    const found = text.indexOf(mark, at);
    const end = found < 0 ? text.length : found + 1;
    while (plan.by !== 'turns' && at >= last[chunk]!) chunk++;
    const place = plan.by === 'turns' ? number % plan.files : chunk;
    parts[place] += text.slice(at, end);
    at = end;
  }
  return parts.map(part => toBytes(part, 'bytes'));
}
