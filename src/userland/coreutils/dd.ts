// dd: blocks copied and converted. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { warn } from '../lib/io.ts';
import { quoteAlways } from '../lib/quote.ts';
import { humanSize, suffixFactor } from '../lib/sizes.ts';

export default command({
  name: 'dd',
  summary: 'copy a file, converting and formatting according to the operands',
  usage: '[OPERAND]...\nOPTION',
  help: `  bs=BYTES        read and write up to BYTES bytes at a time (default: 512)
  conv=CONVS      convert the file as per the comma separated symbol list
  count=N         copy only N input blocks
  ibs=BYTES       read up to BYTES bytes at a time (default: 512)
  if=FILE         read from FILE instead of stdin
  iflag=FLAGS     read as per the comma separated symbol list
  obs=BYTES       write BYTES bytes at a time (default: 512)
  of=FILE         write to FILE instead of stdout
  oflag=FLAGS     write as per the comma separated symbol list
  seek=N          (or oseek=N) skip N obs-sized output blocks
  skip=N          (or iseek=N) skip N ibs-sized input blocks
  status=LEVEL    'none', 'noxfer' or 'progress'`,
  short: '',
  run: dd,
});

interface Plan {
  ibs: number;
  obs: number;
  whole: boolean;
  count: number | undefined;
  countBytes: boolean;
  skip: number;
  seek: number;
  input: string | undefined;
  output: string | undefined;
  conv: Set<string>;
  iflag: Set<string>;
  oflag: Set<string>;
  status: string;
}

const CONVS = new Set(['ucase', 'lcase', 'swab', 'sync', 'noerror', 'notrunc', 'excl', 'nocreat', 'fdatasync', 'fsync', 'sparse']);
const FLAGS = new Set(
  'append direct directory dsync sync fullblock nonblock noatime nocache noctty nofollow count_bytes skip_bytes seek_bytes'.split(' '),
);

function numberOf(text: string): number | undefined {
  let product = 1;
  for (const part of text.split('x')) {
    const found = /^(\d+)([a-zA-Z]*)$/.exec(part);
    const factor = found === null ? undefined : found[2] === '' || found[2] === 'B' ? 1 : suffixFactor(found[2]!);
    if (found === null || factor === undefined) return undefined;
    product *= Number(found[1]) * factor;
  }
  return product;
}

function planOf(tool: Tool): Plan {
  const plan: Plan = {
    ibs: 512,
    obs: 512,
    whole: false,
    count: undefined,
    countBytes: false,
    skip: 0,
    seek: 0,
    input: undefined,
    output: undefined,
    conv: new Set(),
    iflag: new Set(),
    oflag: new Set(),
    status: '',
  };
  const bytes = { skip: false, seek: false };
  for (const word of tool.operands) {
    const equals = word.indexOf('=');
    if (equals < 0) tool.usage(`unrecognized operand ${quoteAlways(word)}`);
    const [name, value] = [word.slice(0, equals), word.slice(equals + 1)];
    const number = (least: number): number => {
      const parsed = numberOf(value);
      if (parsed === undefined || parsed < least) throw new Failure(`invalid number: ${quoteAlways(value)}`, 1);
      return parsed;
    };
    const list = (known: ReadonlySet<string>, words: string): string[] => {
      const symbols = value.split(',');
      for (const symbol of symbols) if (!known.has(symbol)) tool.usage(`invalid ${words}: ${quoteAlways(symbol)}`);
      return symbols;
    };
    if (name === 'if') plan.input = value;
    else if (name === 'of') plan.output = value;
    else if (name === 'bs') {
      plan.ibs = plan.obs = number(1);
      plan.whole = true;
    } else if (name === 'ibs') plan.ibs = number(1);
    else if (name === 'obs') plan.obs = number(1);
    else if (name === 'count') {
      plan.count = number(0);
      plan.countBytes = value.endsWith('B') && /^\d+B$/.test(value);
    } else if (name === 'skip' || name === 'iseek') {
      plan.skip = number(0);
      bytes.skip = /^\d+B$/.test(value);
    } else if (name === 'seek' || name === 'oseek') {
      plan.seek = number(0);
      bytes.seek = /^\d+B$/.test(value);
    } else if (name === 'conv') for (const symbol of list(CONVS, 'conversion')) plan.conv.add(symbol);
    else if (name === 'iflag') for (const symbol of list(FLAGS, 'input flag')) plan.iflag.add(symbol);
    else if (name === 'oflag') for (const symbol of list(FLAGS, 'output flag')) plan.oflag.add(symbol);
    else if (name === 'status') {
      if (!['none', 'noxfer', 'progress'].includes(value)) tool.usage(`invalid status level: ${quoteAlways(value)}`);
      plan.status = value;
    } else tool.usage(`unrecognized operand ${quoteAlways(word)}`);
  }
  plan.countBytes ||= plan.iflag.has('count_bytes');
  if (!bytes.skip && !plan.iflag.has('skip_bytes')) plan.skip *= plan.ibs;
  if (!bytes.seek && !plan.oflag.has('seek_bytes')) plan.seek *= plan.obs;
  return plan;
}

async function dd(tool: Tool): Promise<number> {
  const copier = new Copier(tool, planOf(tool));
  return copier.run();
}

class Copier {
  readonly #tool: Tool;
  readonly #plan: Plan;
  #input: Fd = 0;
  #output: Fd = 1;
  #fullIn = 0;
  #partIn = 0;
  #fullOut = 0;
  #partOut = 0;
  #bytes = 0;
  #started = 0;
  #held = new Uint8Array(0);

  constructor(tool: Tool, plan: Plan) {
    this.#tool = tool;
    this.#plan = plan;
  }

  async #now(): Promise<number> {
    const { seconds, nanoseconds } = await this.#tool.sys.clockGettime('monotonic');
    return seconds + nanoseconds / 1e9;
  }

  async run(): Promise<number> {
    await this.#open();
    this.#started = await this.#now();
    await this.#tool.sys.sigaction('SIGUSR1', async () => this.#report());
    let status = 0;
    try {
      await this.#copy();
      if (this.#plan.conv.has('fsync') || this.#plan.conv.has('fdatasync')) await this.#tool.sys.fsync(this.#output);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await this.#tool.warn(error.message);
      status = 1;
    }
    await this.#report();
    return status;
  }

  async #open(): Promise<void> {
    const { sys } = this.#tool;
    const { input, output, conv, oflag, iflag, seek } = this.#plan;
    try {
      if (input !== undefined)
        this.#input = await sys.open(input, { read: true, nonblock: iflag.has('nonblock'), directory: iflag.has('directory') });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`failed to open ${quoteAlways(input!)}: ${error.message}`, 1);
    }
    try {
      if (output !== undefined) {
        const truncate = !conv.has('notrunc') && seek === 0;
        const flags = {
          write: true,
          read: false,
          create: !conv.has('nocreat'),
          exclusive: conv.has('excl'),
          truncate,
          append: oflag.has('append'),
        };
        this.#output = await sys.open(output, flags, 0o666);
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(`failed to open ${quoteAlways(output!)}: ${error.message}`, 1);
    }
    if (output !== undefined && !conv.has('notrunc') && seek > 0) await sys.ftruncate(this.#output, seek).catch(ignoreErrno);
    await this.#skip();
    if (seek > 0) {
      try {
        await sys.lseek(this.#output, seek, 'current');
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        throw new Failure(`${quoteAlways(output ?? 'standard output')}: cannot seek: ${error.message}`, 1);
      }
    }
  }

  async #skip(): Promise<void> {
    const { skip, ibs, input } = this.#plan;
    if (skip === 0) return;
    const { sys } = this.#tool;
    const { kind, sizeBytes } = await sys.fstat(this.#input);
    if (kind === 'file') {
      const at = await sys.lseek(this.#input, 0, 'current');
      if (at + skip > sizeBytes && input !== undefined) await this.#tool.warn(`${quoteAlways(input)}: cannot skip to specified offset`, 0);
      await sys.lseek(this.#input, skip, 'current');
      return;
    }
    for (let left = skip; left > 0; ) {
      const bytes = await sys.read(this.#input, Math.min(left, ibs));
      if (bytes.length === 0) break;
      left -= bytes.length;
    }
  }

  async #copy(): Promise<void> {
    const { count, countBytes, ibs, iflag } = this.#plan;
    let left = count === undefined ? Number.POSITIVE_INFINITY : countBytes ? count : count * 1;
    while (left > 0) {
      const want = countBytes ? Math.min(ibs, left) : ibs;
      const bytes = await this.#read(want, iflag.has('fullblock'));
      if (bytes === undefined) break;
      left -= countBytes ? bytes.length : 1;
      await this.#put(this.#convert(bytes));
    }
    if (this.#held.length > 0) await this.#write(this.#held);
  }

  async #read(want: number, whole: boolean): Promise<Uint8Array | undefined> {
    const { sys } = this.#tool;
    let block = new Uint8Array(0);
    do {
      let bytes: Uint8Array;
      try {
        bytes = await sys.read(this.#input, want - block.length);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        throw new Failure(`error reading ${quoteAlways(this.#plan.input ?? 'standard input')}: ${error.message}`, 1);
      }
      if (bytes.length === 0) break;
      if (block.length === 0) block = new Uint8Array(bytes);
      else {
        const joined = new Uint8Array(block.length + bytes.length);
        joined.set(block);
        joined.set(bytes, block.length);
        block = joined;
      }
    } while (whole && block.length < want);
    if (block.length === 0) return undefined;
    if (block.length === this.#plan.ibs) this.#fullIn++;
    else this.#partIn++;
    return block;
  }

  #convert(bytes: Uint8Array): Uint8Array {
    const { conv, ibs } = this.#plan;
    let block = bytes;
    if (conv.has('sync') && block.length < ibs) {
      block = new Uint8Array(ibs);
      block.set(bytes);
    }
    if (conv.has('ucase')) block = block.map(byte => (byte >= 97 && byte <= 122 ? byte - 32 : byte));
    if (conv.has('lcase')) block = block.map(byte => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
    if (conv.has('swab')) {
      block = block.slice();
      for (let at = 0; at + 1 < block.length; at += 2) [block[at], block[at + 1]] = [block[at + 1]!, block[at]!];
    }
    return block;
  }

  async #put(bytes: Uint8Array): Promise<void> {
    const { whole, obs } = this.#plan;
    if (whole) return this.#write(bytes);
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    let at = 0;
    for (; at + obs <= all.length; at += obs) await this.#write(all.subarray(at, at + obs));
    this.#held = all.slice(at);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { sys } = this.#tool;
    if (this.#plan.conv.has('sparse') && bytes.every(byte => byte === 0)) {
      await sys.lseek(this.#output, bytes.length, 'current');
    } else {
      for (let at = 0; at < bytes.length; ) {
        try {
          const written = await sys.write(this.#output, bytes.subarray(at));
          at += written;
          this.#bytes += written;
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          if (at > 0) this.#partOut++;
          const verb =
            error.code === 'ENOSPC' && at === 0 && this.#output !== 1 && (await sys.fstat(this.#output)).kind !== 'file'
              ? 'writing to'
              : error.code === 'ENOSPC' && (await sys.fstat(this.#output)).kind === 'file'
                ? 'error writing'
                : 'writing to';
          throw new Failure(`${verb} ${quoteAlways(this.#plan.output ?? 'standard output')}: ${error.message}`, 1);
        }
      }
    }
    if (bytes.length === this.#plan.obs) this.#fullOut++;
    else this.#partOut++;
  }

  async #report(): Promise<void> {
    const { status } = this.#plan;
    if (status === 'none') return;
    await warn(this.#tool.sys, `${this.#fullIn}+${this.#partIn} records in\n${this.#fullOut}+${this.#partOut} records out\n`);
    if (status === 'noxfer') return;
    const seconds = (await this.#now()) - this.#started;
    const count = this.#bytes;
    const unit = (bytes: number, base: 1000 | 1024): string =>
      humanSize(bytes, base).replace(/([a-zA-Z])$/, base === 1000 ? ' $1B' : ' $1iB');
    const detail = count >= 1024 ? ` (${unit(count, 1000)}, ${unit(count, 1024)})` : count >= 1000 ? ` (${unit(count, 1000)})` : '';
    const rate = seconds > 0 ? unit(Math.floor(count / seconds), 1000).replace(/^(\d+)$/, '$1 B') : 'Infinity B';
    await warn(this.#tool.sys, `${count} byte${count === 1 ? '' : 's'}${detail} copied, ${shortSeconds(seconds)} s, ${rate}/s\n`);
  }
}

/** As %g prints it. */
function shortSeconds(seconds: number): string {
  return seconds === 0
    ? '0'
    : seconds < 1e-4
      ? seconds
          .toExponential(5)
          .replace(/\.?0+e/, 'e')
          .replace(/e-(\d)$/, 'e-0$1')
      : String(Number(seconds.toPrecision(6)));
}

function ignoreErrno(error: unknown): undefined {
  if (!(error instanceof Errno)) throw error;
}
