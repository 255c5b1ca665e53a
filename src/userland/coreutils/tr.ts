// tr: bytes translated, deleted, squeezed. As GNU coreutils 9.10.

import { command, type Tool } from '../lib/command.ts';
import { chunks, STDIN } from '../lib/io.ts';
import { quote } from '../lib/quote.ts';
import { parseSet, type SetPart } from './tr-sets.ts';

export default command({
  name: 'tr',
  summary: 'translate, squeeze, and/or delete characters from standard input, writing to standard output',
  usage: '[OPTION]... STRING1 [STRING2]',
  help: `  -c, -C, --complement    use the complement of ARRAY1
  -d, --delete            delete characters in ARRAY1, do not translate
  -s, --squeeze-repeats   replace each sequence of a repeated character
                            that is listed in the last specified ARRAY,
                            with a single occurrence of that character
  -t, --truncate-set1     first truncate ARRAY1 to length of ARRAY2`,
  short: '+cCdst',
  long: { complement: '-c', delete: '-d', 'squeeze-repeats': '-s', 'truncate-set1': '-t' },
  run: tr,
});

async function tr(tool: Tool): Promise<void> {
  const [deletes, squeezes, inverted] = [tool.has('-d'), tool.has('-s'), tool.has('-c', '-C')];
  checkOperands(tool, deletes, squeezes);
  const parse = (text: string): SetPart[] => {
    const set = parseSet(text);
    return typeof set === 'string' ? tool.fail(set) : set;
  };
  const [text1 = '', text2] = tool.operands;
  const parts1 = parse(text1);
  const parts2 = text2 === undefined ? undefined : parse(text2);
  const set1 = expand(parts1, 0);
  const bytes1 = inverted ? complement(set1) : set1;
  const table = new Uint8Array(256).map((_, byte) => byte);
  const dropped = new Uint8Array(256);
  const squeezed = new Uint8Array(256);
  if (deletes) for (const byte of bytes1) dropped[byte] = 1;
  else if (parts2 !== undefined) translate(tool, table, bytes1, parts2, parts1, inverted);
  if (squeezes) {
    const set2 = parts2 === undefined ? bytes1 : expand(parts2, deletes ? 0 : bytes1.length);
    for (const byte of set2) squeezed[byte] = 1;
  }
  let last = -1;
  for await (const bytes of chunks(tool.sys, STDIN)) {
    const result = new Uint8Array(bytes.length);
    let length = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (dropped[byte] === 1) continue;
      const made = table[byte]!;
      if (made === last && squeezed[made] === 1) continue;
      last = made;
      result[length++] = made;
    }
    if (length > 0) await tool.out.bytes(result.subarray(0, length));
  }
}

function checkOperands(tool: Tool, deletes: boolean, squeezes: boolean): void {
  const { operands } = tool;
  if (operands.length === 0) tool.usage('missing operand');
  const two = deletes === squeezes;
  if (operands.length === 1 && two) {
    const why = squeezes
      ? 'Two strings must be given when both deleting and squeezing repeats.'
      : 'Two strings must be given when translating.';
    tool.usage(`missing operand after ${quote(operands[0]!)}\n${why}`);
  }
  const most = deletes && !squeezes ? 1 : 2;
  if (operands.length > most) {
    const why = operands.length === 2 ? '\nOnly one string may be given when deleting without squeezing repeats.' : '';
    tool.usage(`extra operand ${quote(operands[most]!)}${why}`);
  }
}

/** The bytes of a set; a "[x*]" fills up to `length`. */
function expand(parts: readonly SetPart[], length: number): number[] {
  const fixed = parts.reduce((sum, part) => sum + (part.kind === 'repeat' ? part.count : part.bytes.length), 0);
  const bytes: number[] = [];
  for (const part of parts) {
    if (part.kind !== 'repeat') bytes.push(...part.bytes);
    else for (let left = part.count > 0 ? part.count : Math.max(0, length - fixed); left > 0; left--) bytes.push(part.byte);
  }
  return bytes;
}

function complement(set: readonly number[]): number[] {
  const has = new Set(set);
  return Array.from({ length: 256 }, (_, byte) => byte).filter(byte => !has.has(byte));
}

function translate(
  tool: Tool,
  table: Uint8Array,
  from: readonly number[],
  parts2: readonly SetPart[],
  parts1: readonly SetPart[],
  inverted: boolean,
): void {
  const to = expand(parts2, from.length);
  if (to.length === 0 && from.length > 0) {
    if (!tool.has('-t')) tool.fail('when not truncating set1, string2 must be non-empty');
    return;
  }
  if (parts2.some(part => part.kind === 'class' && part.name !== 'upper' && part.name !== 'lower')) {
    tool.fail("when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'");
  }
  if (!inverted && parts2.some(part => part.kind === 'class') && !parts1.some(part => part.kind === 'class')) {
    tool.fail('misaligned [:upper:] and/or [:lower:] construct');
  }
  const length = tool.has('-t') ? Math.min(from.length, to.length) : from.length;
  for (let at = 0; at < length; at++) table[from[at]!] = at < to.length ? to[at]! : to.at(-1)!;
}
