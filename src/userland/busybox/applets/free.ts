// free: memory, from /proc/meminfo. As procps/free.c of BusyBox.

import { readText } from '../../lib/io.ts';
import { applet } from '../applet.ts';
import { shortSize } from '../sizes.ts';

const FACTORS: Readonly<Record<string, number>> = { '-b': 1, '-k': 1024, '-m': 1024 ** 2, '-g': 1024 ** 3 };

export default applet({
  name: 'free',
  usage: `Usage: free [-bkmgh]

Display free and used memory`,
  short: 'bkmgh',

  async run(run) {
    const values = new Map<string, number>();
    for (const [, name = '', kib] of (await readText(run.sys, '/proc/meminfo')).matchAll(/^(\w+):\s+(\d+)/gm))
      values.set(name, Number(kib) * 1024);
    const of = (name: string): number => values.get(name) ?? 0;
    const factor = FACTORS[run.given.findLast(({ option }) => option in FACTORS)?.option ?? '-k']!;
    const print = (bytes: number): string => (run.has('-h') ? shortSize(bytes) : `${Math.round(bytes / factor)}`);
    const cached = of('Buffers') + of('Cached') + of('SReclaimable');
    const used = of('MemTotal') - of('MemFree') - cached;
    const line = (name: string, numbers: readonly number[]): string =>
      `${name.padEnd(7)}${numbers.map((each, at) => print(each).padStart(at === 0 ? 12 : 11)).join(' ')}\n`;
    run.out.write('              total        used        free      shared  buff/cache   available\n');
    run.out.write(line('Mem:', [of('MemTotal'), used, of('MemFree'), of('Shmem'), cached, of('MemAvailable')]));
    run.out.write(line('Swap:', [of('SwapTotal'), of('SwapTotal') - of('SwapFree'), of('SwapFree')]));
  },
});
