// wc: counts lines, words, characters and bytes. As coreutils/wc.c of BusyBox.

import { chunks } from '../../lib/io.ts';
import { applet, type Run } from '../applet.ts';

/** The counts in the order they are shown, and their options. */
const COLUMNS = ['-l', '-w', '-m', '-c', '-L'] as const;

export default applet({
  name: 'wc',
  usage: `Usage: wc [-cmlwL] [FILE]...

Count lines, words, and bytes for FILEs (or stdin)

	-c	Count bytes
	-m	Count characters
	-l	Count newlines
	-w	Count words
	-L	Print longest line length`,
  short: 'lwcmL',

  async run(run) {
    const asked = COLUMNS.filter(option => run.has(option));
    const shown = asked.length > 0 ? asked : (['-l', '-w', '-c'] as const);
    const width = shown.length === 1 && run.operands.length <= 1 ? 0 : 9;
    const totals = new Map<string, number>();
    const line = (counts: ReadonlyMap<string, number>, name: string): string =>
      `${shown.map(option => String(counts.get(option) ?? 0).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`;
    await run.eachInput(async (fd, path) => {
      const counts = await count(run, fd);
      for (const [option, value] of counts)
        totals.set(option, option === '-L' ? Math.max(totals.get(option) ?? 0, value) : (totals.get(option) ?? 0) + value);
      run.out.write(line(counts, run.operands.length === 0 ? '' : path));
    });
    if (run.operands.length > 1) run.out.write(line(totals, 'total'));
  },
});

async function count(run: Run, fd: number): Promise<Map<string, number>> {
  let [lines, words, characters, bytes, longest, column] = [0, 0, 0, 0, 0, 0];
  let inWord = false;
  for await (const chunk of chunks(run.sys, fd)) {
    bytes += chunk.length;
    for (const byte of chunk) {
      if ((byte & 0xc0) !== 0x80) characters++;
      if (byte === 10) {
        lines++;
        column = 0;
      } else if (byte === 9) column = (column | 7) + 1;
      else if (byte >= 32) column++;
      longest = Math.max(longest, column);
      const space = byte === 32 || (byte >= 9 && byte <= 13);
      if (space) inWord = false;
      else if (!inWord && byte > 32) {
        inWord = true;
        words++;
      }
    }
  }
  return new Map([
    ['-l', lines],
    ['-w', words],
    ['-m', characters],
    ['-c', bytes],
    ['-L', longest],
  ]);
}
