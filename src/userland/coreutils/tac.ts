// tac: files with their lines reversed. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import { byteString, fromBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { readAll } from '../lib/io.ts';
import { quoteAlways } from '../lib/quote.ts';
import { compileBre } from '../lib/regex.ts';

export default command({
  name: 'tac',
  summary: 'write each FILE to standard output, last line first',
  usage: '[OPTION]... [FILE]...',
  help: `With no FILE, or when FILE is -, read standard input.

  -b, --before             attach the separator before instead of after
  -r, --regex              interpret the separator as a regular expression
  -s, --separator=STRING   use STRING as the separator instead of newline`,
  short: 'brs:',
  long: { before: '-b', regex: '-r', separator: '-s' },
  codec: 'bytes',
  run: tac,
});

async function tac(tool: Tool): Promise<void> {
  const separator = tool.value('-s') ?? '\n';
  for (const path of tool.operands.length > 0 ? tool.operands : ['-']) {
    try {
      const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
      const text = fromBytes(await readAll(tool.sys, fd), 'bytes');
      for (const piece of pieces(text, separator, tool.has('-r'), tool.has('-b')).reverse()) tool.out.write(piece);
      if (path !== '-') await tool.sys.close(fd);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const what = error.code === 'EISDIR' ? `${path}: read error` : `failed to open ${quoteAlways(path)} for reading`;
      await tool.warn(`${what}: ${error.message}`);
    }
    await tool.out.settle();
  }
}

function pieces(text: string, separator: string, regex: boolean, before: boolean): string[] {
  const pattern = regex ? new RegExp(compileBre(separator).source, 'gus') : undefined;
  const found: string[] = [];
  let from = 0;
  let search = 0;
  const literal = separator === '' ? '\0' : byteString(separator);
  for (;;) {
    let at: number;
    let length = literal.length;
    if (pattern === undefined) at = text.indexOf(literal, search);
    else {
      pattern.lastIndex = search;
      const match = pattern.exec(text);
      at = match?.index ?? -1;
      length = match?.[0].length || 1;
    }
    if (at < 0) break;
    const cut = before ? at : at + length;
    if (cut > from) found.push(text.slice(from, cut));
    from = cut;
    search = at + length;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}
