// od: bytes shown in octal and other forms. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { command, type Tool } from '../lib/command.ts';
import { quoteName } from '../lib/quote.ts';
import { parseSize } from '../lib/sizes.ts';
import { type OdFormat, OLD, parseTypes } from './od-formats.ts';

export default command({
  name: 'od',
  summary: 'write an unambiguous representation, octal bytes by default, of FILE to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -A, --address-radix=RADIX   output format for file offsets; RADIX is one
                                of [doxn], for Decimal, Octal, Hex or None
  -j, --skip-bytes=BYTES      skip BYTES input bytes first
  -N, --read-bytes=BYTES      limit dump to BYTES input bytes
  -t, --format=TYPE           select output format or formats
  -v, --output-duplicates     do not use * to mark line suppression
  -w[BYTES], --width[=BYTES]  output BYTES bytes per output line

TYPE is made up of one or more of a, c, d[SIZE], f[SIZE], o[SIZE], u[SIZE],
x[SIZE], each with z for printable characters at the end of each line.`,
  short: 'A:aBbcDdeFfHhIij:LlN:OoS:st:vw::Xx',
  long: {
    'address-radix': '-A',
    'skip-bytes': '-j',
    'read-bytes': '-N',
    format: '-t',
    'output-duplicates': '-v',
    strings: '-S',
    width: 'optional',
    traditional: 'none',
    endian: 'required',
  },
  run: od,
});

const BASES: Readonly<Record<string, readonly [number, number]>> = { d: [10, 7], o: [8, 7], x: [16, 6] };

async function od(tool: Tool): Promise<void> {
  for (const option of ['-S', '--endian', '--traditional']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const radix = tool.value('-A') ?? 'o';
  if (!/^[doxn]/.test(radix)) tool.fail(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
  const size = (option: string): number | undefined => {
    const text = tool.value(option);
    if (text === undefined) return undefined;
    if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
    return parseSize(text, { suffixes: 'b' }) ?? tool.fail(`invalid ${option} argument '${text}'`);
  };
  const formats: OdFormat[] = [];
  for (const { option, value } of tool.given) {
    const types = option === '-t' ? value! : OLD[option];
    if (types === undefined) continue;
    const parsed = parseTypes(types);
    if (typeof parsed === 'string') tool.fail(parsed);
    formats.push(...parsed);
  }
  if (formats.length === 0) formats.push(...(parseTypes('o2') as OdFormat[]));
  const unit = formats.reduce((most, format) => Math.max(most, format.size), 1);
  const widthText = tool.value('-w', '--width');
  const asked = tool.has('-w', '--width') ? Number(widthText ?? 32) : 16;
  const width = asked > 0 && asked % unit === 0 ? asked : unit * Math.max(1, Math.floor(16 / unit));
  const dumper = new Dumper(tool, formats, width, radix[0]!, size('-j') ?? 0, size('-N') ?? Number.POSITIVE_INFINITY);
  await dumper.run();
}

class Dumper {
  readonly #tool: Tool;
  readonly #formats: readonly OdFormat[];
  readonly #width: number;
  readonly #radix: string;
  /** Columns of one byte, so that all formats line up. */
  readonly #perByte: number;
  #skip: number;
  #left: number;
  #offset: number;
  #held: number[] = [];
  #last: string | undefined;
  #starred = false;

  constructor(tool: Tool, formats: readonly OdFormat[], width: number, radix: string, skip: number, limit: number) {
    this.#tool = tool;
    this.#formats = formats;
    this.#width = width;
    this.#radix = radix;
    this.#skip = skip;
    this.#left = limit;
    this.#offset = skip;
    this.#perByte = Math.max(...formats.map(format => (format.width + 1) / format.size));
  }

  async run(): Promise<void> {
    const { operands } = this.#tool;
    for (const path of operands.length > 0 ? operands : ['-']) {
      const fd = await this.#tool.input(path);
      if (fd === undefined) continue;
      try {
        await this.#file(fd);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await this.#tool.complain(quoteName(path), error);
      }
      if (fd !== 0) await this.#tool.sys.close(fd);
    }
    if (this.#skip > 0) this.#tool.fail('cannot skip past end of combined input');
    if (this.#held.length > 0) this.#line(this.#held);
    if (this.#tool.status > 0 && this.#offset === 0 && this.#held.length === 0) return;
    if (this.#radix !== 'n') this.#tool.out.write(`${this.#address(this.#offset)}\n`);
  }

  async #file(fd: number): Promise<void> {
    while (this.#left > 0) {
      let bytes = await this.#tool.sys.read(fd, Math.min(65536, this.#left + this.#skip));
      if (bytes.length === 0) return;
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, bytes.length);
        this.#skip -= skipped;
        bytes = bytes.subarray(skipped);
      }
      bytes = bytes.subarray(0, this.#left);
      this.#left -= bytes.length;
      for (const byte of bytes) {
        this.#held.push(byte);
        if (this.#held.length < this.#width) continue;
        this.#line(this.#held);
        this.#held = [];
      }
      await this.#tool.out.settle();
    }
  }

  #address(offset: number): string {
    const [base, digits] = BASES[this.#radix] ?? [8, 7];
    return this.#radix === 'n' ? '' : offset.toString(base).padStart(digits, '0');
  }

  #line(bytes: readonly number[]): void {
    const key = bytes.join(',');
    const whole = bytes.length === this.#width;
    if (whole && key === this.#last && !this.#tool.has('-v')) {
      if (!this.#starred) this.#tool.out.write('*\n');
      this.#starred = true;
      this.#offset += bytes.length;
      return;
    }
    this.#starred = false;
    this.#last = key;
    const view = new DataView(Uint8Array.from(bytes).buffer);
    const lead = this.#address(this.#offset);
    for (const [at, format] of this.#formats.entries())
      this.#tool.out.write((at === 0 ? lead : ' '.repeat(lead.length)) + this.#row(view, format, bytes));
    this.#offset += bytes.length;
  }

  #row(view: DataView, format: OdFormat, bytes: readonly number[]): string {
    const columns = Math.round(this.#perByte * format.size);
    let text = '';
    for (let at = 0; at < view.byteLength; at += format.size) text += format.show(view, at).padStart(columns);
    if (!format.trailer) return `${text}\n`;
    const missing = (this.#width - bytes.length) / format.size;
    const shown = bytes.map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    return `${text}${' '.repeat(Math.max(0, Math.floor(missing)) * columns)}  >${shown}<\n`;
  }
}
