// hexdump and xxd: bytes as numbers and characters. As util-linux/hexdump.c and hexdump_xxd.c of BusyBox.

import { concat, readAll } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';
import { number } from '../network.ts';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
const visible = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

async function input(run: Run): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await run.eachInput(async fd => void parts.push(await readAll(run.sys, fd)));
  return concat(parts);
}

const ESCAPES: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const character = (byte: number): string =>
  (ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(3);

interface Style {
  width: 1 | 2;
  cell(value: number): string;
  /** Columns of a whole line after the offset. */
  columns: number;
}

const STYLES: Readonly<Record<string, Style>> = {
  '-b': { width: 1, cell: value => ` ${value.toString(8).padStart(3, '0')}`, columns: 64 },
  '-c': { width: 1, cell: value => ` ${character(value)}`, columns: 64 },
  '-d': { width: 2, cell: value => `   ${String(value).padStart(5, '0')}`, columns: 64 },
  '-o': { width: 2, cell: value => `  ${value.toString(8).padStart(6, '0')}`, columns: 64 },
  '-x': { width: 2, cell: value => `    ${hex(value, 4)}`, columns: 64 },
};
const PLAIN: Style = { width: 2, cell: value => ` ${hex(value, 4)}`, columns: 40 };

function styled(line: Uint8Array, { width, cell, columns }: Style): string {
  let text = '';
  for (let at = 0; at < line.length; at += width) text += cell(width === 1 ? line[at]! : line[at]! + 256 * (line[at + 1] ?? 0));
  return text.padEnd(columns);
}

function canonical(line: Uint8Array): string {
  const bytes = Array.from(line, byte => hex(byte, 2));
  const halves = `  ${bytes.slice(0, 8).join(' ').padEnd(23)}  ${bytes.slice(8).join(' ').padEnd(23)}`;
  return `${halves}  |${Array.from(line, visible).join('')}|`;
}

const hexdump = applet({
  name: 'hexdump',
  usage: `Usage: hexdump [-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...

Display FILEs (or stdin) in a user specified format

	-b		1-byte octal display
	-c		1-byte character display
	-d		2-byte decimal display
	-o		2-byte octal display
	-x		2-byte hex display
	-C		hex+ASCII 16 bytes per line
	-v		Show all (no dup folding)
	-e FORMAT_STR	Example: '16/1 "%02x|""\\n"'
	-f FORMAT_FILE
	-n LENGTH	Show only first LENGTH bytes
	-s OFFSET	Skip OFFSET bytes`,
  short: 'bcdoxCve:f:n:s:',

  async run(run) {
    for (const option of ['-e', '-f']) if (run.has(option)) run.die(`option ${option} is not simulated here`);
    const from = number(run, run.value('-s') ?? '0');
    const length = run.value('-n');
    const bytes = (await input(run)).subarray(from).subarray(0, length === undefined ? undefined : number(run, length));
    const whole = run.has('-C');
    const style = STYLES[run.given.find(({ option }) => option in STYLES)?.option ?? ''] ?? PLAIN;
    const digits = whole ? 8 : 7;
    let before: string | undefined;
    let folded = false;
    for (let at = 0; at < bytes.length; at += 16) {
      const line = bytes.subarray(at, at + 16);
      const text = whole ? canonical(line) : styled(line, style);
      if (!run.has('-v') && text === before && line.length === 16) {
        if (!folded) run.out.write('*\n');
        folded = true;
        continue;
      }
      folded = false;
      before = text;
      run.out.write(`${hex(from + at, digits)}${text}\n`);
    }
    if (bytes.length > 0) run.out.write(`${hex(from + bytes.length, digits)}\n`);
  },
});

const xxd = applet({
  name: 'xxd',
  usage: `Usage: xxd [-ri] [-ps] [-g N] [-c N] [-l LEN] [-s OFS] [-o OFS] [FILE]

Hex dump FILE (or stdin)

	-g N		Bytes per group (default 2)
	-c N		Bytes per line (default:16, -ps:30, -i:12)
	-ps		Show only hex bytes (no offset/spaces)
	-i		C include file style
	-l LENGTH	Show only first LENGTH bytes
	-s OFFSET	Skip OFFSET bytes
	-o OFFSET	Add OFFSET to displayed offset
	-r		Reverse (with -p, assumes no offsets in input)`,
  short: 'ripl:g:c:o:s:',
  aliases: { '-ps': '-p' },

  async run(run) {
    if (run.has('-i')) run.die('option -i is not simulated here');
    const plain = run.has('-p');
    const length = run.value('-l');
    const from = number(run, run.value('-s') ?? '0');
    const data = await input(run);
    if (run.has('-r')) return run.out.bytes(reversed(new TextDecoder().decode(data), plain));
    const bytes = data.subarray(from).subarray(0, length === undefined ? undefined : number(run, length));
    const columns = number(run, run.value('-c') ?? (plain ? '30' : '16'), 1);
    const group = number(run, run.value('-g') ?? '2') || columns;
    const shift = number(run, run.value('-o') ?? '0');
    for (let at = 0; at < bytes.length; at += columns) {
      const line = bytes.subarray(at, at + columns);
      const pairs = Array.from(line, byte => hex(byte, 2));
      if (plain) {
        run.out.write(`${pairs.join('')}\n`);
        continue;
      }
      const groups: string[] = [];
      for (let start = 0; start < columns; start += group)
        groups.push(
          pairs
            .slice(start, start + group)
            .join('')
            .padEnd(2 * Math.min(group, columns - start)),
        );
      run.out.write(`${hex(from + at + shift, 8)}: ${groups.join(' ')}  ${Array.from(line, visible).join('')}\n`);
    }
  },
});

/** The bytes that a dump shows. */
function reversed(text: string, plain: boolean): Uint8Array {
  const parts = text.split('\n').map(line => {
    const digits = plain ? line.replace(/\s/g, '') : (line.replace(/^[0-9a-f]+: ?/i, '').split('  ')[0] ?? '').replace(/\s/g, '');
    return Uint8Array.from(digits.match(/[0-9a-f]{2}/gi) ?? [], pair => Number.parseInt(pair, 16));
  });
  return concat(parts);
}

export default { hexdump, xxd };
