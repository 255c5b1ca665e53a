// iconv: puts text from one encoding into another. glibc 2.43.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { readAll, STDIN, STDOUT, warn, writeAll } from '../lib/io.ts';
import { argp, argpHint } from './argp.ts';
import { type Encoding, encodingOf, IllegalInput, NAMES } from './encodings.ts';
import { HELP } from './help/iconv.ts';

const USAGE = `Usage: iconv [-lcs?V] [-f NAME] [-t NAME] [-o FILE] [--from-code=NAME]
            [--to-code=NAME] [--list] [--output=FILE] [--silent] [--verbose]
            [--help] [--usage] [--version] [FILE...]
`;

export default argp({
  name: 'iconv',
  summary: 'convert text from one character encoding to another',
  help: HELP,
  usage: USAGE,
  authors: 'Ulrich Drepper',
  short: 'cf:lo:st:',
  long: { 'from-code': '-f', 'to-code': '-t', list: '-l', output: '-o', silent: '-s', verbose: 'none' },
  run: iconv,
});

interface Target {
  encoding: Encoding;
  ignores: boolean;
  translit: boolean;
}

async function iconv(tool: Tool): Promise<number> {
  if (tool.has('-l')) {
    tool.out.write(NAMES.map(name => `${name}//\n`).join(''));
    return 0;
  }
  const from = encodingOf((tool.value('-f') ?? 'UTF-8').replace(/\/\/.*$/, ''));
  const [code = '', ...suffixes] = (tool.value('-t') ?? 'UTF-8').split(/\/\/|,/);
  const to = encodingOf(code);
  if (!from || !to) {
    const which = !from ? `from \`${tool.value('-f')}'` : `to \`${tool.value('-t')}'`;
    await warn(tool.sys, `${tool.name}: conversion ${which} is not supported\n${argpHint(tool.name)}`);
    return 1;
  }
  const target: Target = { encoding: to, ignores: tool.has('-c') || suffixes.includes('IGNORE'), translit: suffixes.includes('TRANSLIT') };
  const path = tool.value('-o');
  const out = path === undefined ? STDOUT : await tool.sys.open(path, { write: true, create: true, truncate: true }, 0o666);
  for (const name of tool.operands.length > 0 ? tool.operands : ['-']) {
    const bytes = await contents(tool, name);
    if (bytes) await convert(tool, bytes, from, target, out);
    if (tool.status !== 0) break;
  }
  return tool.status;
}

async function contents(tool: Tool, name: string): Promise<Uint8Array | undefined> {
  try {
    return await readAll(tool.sys, name === '-' ? STDIN : await tool.sys.open(name, { read: true, cloexec: true }));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`cannot open input file \`${name}': ${error.message}`);
    return undefined;
  }
}

async function convert(tool: Tool, bytes: Uint8Array, from: Encoding, { encoding, ignores, translit }: Target, out: number): Promise<void> {
  const made: number[] = [];
  let failure: string | undefined;
  let skipped = false;
  try {
    for (const { point, at } of from.read(bytes)) {
      const own = encoding.write(point);
      const written = own ?? (translit ? likened(encoding, point) : undefined);
      if (written) made.push(...written);
      else if (ignores) skipped = true;
      else {
        failure = `illegal input sequence at position ${at}`;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof IllegalInput)) throw error;
    failure = error.message;
  }
  // What was put over before a mistake is written when the program ends.
  if (failure !== undefined) await tool.warn(failure);
  else if (skipped) tool.status = 1;
  if (made.length > 0) await writeAll(tool.sys, out, Uint8Array.from([...(encoding.mark ?? []), ...made]));
}

/** A letter without its marks, or a question mark. */
function likened(encoding: Encoding, point: number): readonly number[] | undefined {
  const plain = String.fromCodePoint(point).normalize('NFD').replace(/\p{M}/gu, '');
  const points = [...plain].map(character => encoding.write(character.codePointAt(0)!));
  return points.every(each => each !== undefined) ? points.flatMap(each => [...each!]) : encoding.write('?'.codePointAt(0)!);
}
