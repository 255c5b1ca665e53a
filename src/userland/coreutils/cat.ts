// cat: files to standard output. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Fd } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { CHUNK_BYTES, STDOUT, writeAll } from '../lib/io.ts';
import { quoteName } from '../lib/quote.ts';
import { WriteError } from '../lib/stdout.ts';

interface Style {
  number: 'all' | 'nonblank' | undefined;
  ends: boolean;
  tabs: boolean;
  nonprinting: boolean;
  squeeze: boolean;
}

export default command({
  name: 'cat',
  summary: 'concatenate FILE(s) to standard output',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -A, --show-all           equivalent to -vET
  -b, --number-nonblank    number nonempty output lines, overrides -n
  -e                       equivalent to -vE
  -E, --show-ends          display $ or ^M$ at end of each line
  -n, --number             number all output lines
  -s, --squeeze-blank      suppress repeated empty output lines
  -t                       equivalent to -vT
  -T, --show-tabs          display TAB characters as ^I
  -u                       (ignored)
  -v, --show-nonprinting   use ^ and M- notation, except for LFD and TAB`,
  short: 'AbeEnstTuv',
  long: {
    'show-all': '-A',
    'number-nonblank': '-b',
    'show-ends': '-E',
    number: '-n',
    'squeeze-blank': '-s',
    'show-tabs': '-T',
    'show-nonprinting': '-v',
  },
  codec: 'bytes',
  run: cat,
});

async function cat(tool: Tool): Promise<void> {
  const style: Style = {
    number: tool.has('-b') ? 'nonblank' : tool.has('-n') ? 'all' : undefined,
    ends: tool.has('-A', '-e', '-E'),
    tabs: tool.has('-A', '-t', '-T'),
    nonprinting: tool.has('-A', '-e', '-t', '-v'),
    squeeze: tool.has('-s'),
  };
  const plain = style.number === undefined && !style.ends && !style.tabs && !style.nonprinting && !style.squeeze;
  const printer = new LinePrinter(style);
  await tool.eachInput(async (fd, path) => {
    if (await isOutput(tool, fd)) return tool.warn(`${quoteName(path)}: input file is output file`);
    if (plain) return copy(tool, fd);
    for (;;) {
      const bytes = await tool.sys.read(fd, CHUNK_BYTES);
      if (bytes.length === 0) return;
      tool.out.write(printer.print(bytes));
      // What was read is shown at once: cat does not hold lines back.
      await tool.out.flush();
    }
  });
}

/** Copying a file onto its own end would never stop. */
async function isOutput(tool: Tool, fd: Fd): Promise<boolean> {
  const input = await tool.sys.fstat(fd);
  const output = await tool.sys.fstat(STDOUT);
  if (input.kind !== 'file' || output.kind !== 'file' || input.ino !== output.ino) return false;
  if (input.dev.major !== output.dev.major || input.dev.minor !== output.dev.minor) return false;
  const { append } = await tool.sys.getfl(STDOUT);
  return append === true || (await tool.sys.lseek(fd, 0, 'current')) < (await tool.sys.lseek(STDOUT, 0, 'current'));
}

async function copy(tool: Tool, fd: Fd): Promise<void> {
  for (;;) {
    const bytes = await tool.sys.read(fd, CHUNK_BYTES);
    if (bytes.length === 0) return;
    try {
      await writeAll(tool.sys, STDOUT, bytes);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new WriteError(`write error: ${error.message}`);
    }
  }
}

class LinePrinter {
  readonly #style: Style;
  #line = 0;
  #blanks = 0;
  #atStart = true;

  constructor(style: Style) {
    this.#style = style;
  }

  print(bytes: Uint8Array): string {
    const { number, ends, squeeze } = this.#style;
    let text = '';
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      const newline = byte === 10;
      if (this.#atStart) {
        this.#blanks = newline ? this.#blanks + 1 : 0;
        if (squeeze && this.#blanks > 1) continue;
        if (number === 'all' || (number === 'nonblank' && !newline)) text += `${String(++this.#line).padStart(6)}\t`;
      }
      this.#atStart = newline;
      if (newline) text += ends ? '$\n' : '\n';
      else if (byte === 13 && ends && bytes[at + 1] === 10) text += '^M';
      else text += this.#character(byte);
    }
    return text;
  }

  #character(byte: number): string {
    const { tabs, nonprinting } = this.#style;
    if (byte === 9) return tabs ? '^I' : '\t';
    if (!nonprinting) return String.fromCharCode(byte);
    const low = byte & 0x7f;
    const prefix = byte >= 0x80 ? 'M-' : '';
    if (low < 32) return `${prefix}^${String.fromCharCode(low + 64)}`;
    return low === 0x7f ? `${prefix}^?` : prefix + String.fromCharCode(low);
  }
}
