// free: memory in use and free. procps-ng 4.0.7.

import type { Tool } from '../lib/command.ts';
import { procps } from './frame.ts';
import { HELP } from './help/free.ts';
import { type Memory, readMemory } from './meminfo.ts';

const LETTERS = 'KMGTPE';
/** Options that set the unit: its power, and whether of 1000. */
const UNITS: Readonly<Record<string, readonly [power: number, si: boolean]>> = {
  '-b': [0, false],
  '--kilo': [1, true],
  '--mega': [2, true],
  '--giga': [3, true],
  '--tera': [4, true],
  '--peta': [5, true],
  '-k': [1, false],
  '-m': [2, false],
  '-g': [3, false],
  '--tebi': [4, false],
  '--pebi': [5, false],
};
const NO_VALUE = Object.fromEntries(['kilo', 'mega', 'giga', 'tera', 'peta', 'tebi', 'pebi', 'si'].map(name => [name, 'none' as const]));
const COLUMN = 11;

type Scale = (kib: number) => string;

export default procps({
  name: 'free',
  summary: 'show memory in use and free',
  help: HELP,
  helpOptions: ['--help'],
  short: 'bkmghlLtc:ws:v',
  long: {
    bytes: '-b',
    kibi: '-k',
    mebi: '-m',
    gibi: '-g',
    human: '-h',
    lohi: '-l',
    line: '-L',
    total: '-t',
    committed: '-v',
    seconds: '-s',
    count: '-c',
    wide: '-w',
    ...NO_VALUE,
  },
  run,
});

async function run(tool: Tool): Promise<number> {
  const { seconds, count } = repetition(tool);
  if (tool.operands.length > 0) tool.usage('');
  const scale = scaleOf(tool);
  for (let round = 1; ; round++) {
    const memory = await readMemory(tool.sys);
    tool.out.write(tool.has('-L') ? oneLine(memory, scale) : table(tool, memory, scale));
    if (count === undefined || round >= count) return 0;
    if (!tool.has('-L')) tool.out.write('\n');
    await tool.out.flush();
    await tool.sys.nanosleep(seconds * 1000);
  }
}

/** How often, and what is between; a count of undefined is once. */
function repetition(tool: Tool): { seconds: number; count: number | undefined } {
  let seconds = 1;
  let count: number | undefined;
  for (const { option, value = '' } of tool.given) {
    if (option === '-s') {
      if (!/^\d*\.?\d+$|^\d+\.$/.test(value)) tool.fail(`seconds argument failed: '${value}': Invalid argument`);
      seconds = Number(value);
      if (seconds <= 0) tool.fail(`seconds argument \`${value}' is not positive number`);
      count ??= Number.POSITIVE_INFINITY;
    } else if (option === '-c') {
      if (!/^[+-]?\d+$/.test(value)) tool.fail(`failed to parse count argument: '${value}'`);
      count = Number(value);
      if (count < 1) tool.fail(`failed to parse count argument: '${value}': Numerical result out of range`);
    }
  }
  return { seconds, count };
}

function scaleOf(tool: Tool): Scale {
  const chosen = tool.given.filter(({ option }) => Object.hasOwn(UNITS, option) || option === '-h');
  if (new Set(chosen.map(({ option }) => option)).size > 1) tool.fail("Multiple unit options don't make sense.");
  const unit = chosen[0]?.option ?? '-k';
  if (unit === '-h') return kib => human(kib * 1024, tool.has('--si') ? 1000 : 1024);
  const [power, decimal] = UNITS[unit]!;
  const divisor = (decimal || tool.has('--si') ? 1000 : 1024) ** power;
  return kib => `${Math.trunc((kib * 1024) / divisor)}`;
}

/** At most four characters (five with the i of 1024's powers), one digit after the point where there is room. */
export function human(bytes: number, base: 1000 | 1024): string {
  const suffix = base === 1000 ? '' : 'i';
  const room = 4 + suffix.length;
  if (`${bytes}B`.length <= 4) return `${bytes}B`;
  for (let power = 1; power <= LETTERS.length; power++) {
    const value = bytes / base ** power;
    const unit = `${LETTERS[power - 1]}${suffix}`;
    if (value.toFixed(1).length + unit.length <= room) return `${value.toFixed(1)}${unit}`;
    if (`${Math.trunc(value)}`.length + unit.length <= room) return `${Math.trunc(value)}${unit}`;
  }
  return `${bytes}`;
}

function oneLine(memory: Memory, scale: Scale): string {
  const cells: readonly (readonly [string, number])[] = [
    ['SwapUse', memory.swapTotal - memory.swapFree],
    ['CachUse', memory.buffers + memory.cached],
    [' MemUse', memory.used],
    ['MemFree', memory.free],
  ];
  return `${cells.map(([name, kib]) => `${name} ${scale(kib).padStart(COLUMN)} `).join('')}\n`;
}

function table(tool: Tool, memory: Memory, scale: Scale): string {
  const row = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(9)}${cells.map(cell => cell.padStart(COLUMN)).join(' ')}\n`;
  const numbers = (name: string, ...kib: number[]): string => row(name, kib.map(scale));
  const { total, used, free, shared, buffers, cached, available, swapTotal, swapFree } = memory;
  const swapUsed = swapTotal - swapFree;
  const wide = tool.has('-w');
  const caches = wide ? [buffers, cached] : [buffers + cached];
  let text = row('', ['total', 'used', 'free', 'shared', ...(wide ? ['buffers', 'cache'] : ['buff/cache']), 'available']);
  text += numbers('Mem:', total, used, free, shared, ...caches, available);
  if (tool.has('-l')) text += numbers('Low:', total, total - free, free) + numbers('High:', 0, 0, 0);
  text += numbers('Swap:', swapTotal, swapUsed, swapFree);
  if (tool.has('-t')) text += numbers('Total:', total + swapTotal, used + swapUsed, free + swapFree);
  if (tool.has('-v')) text += numbers('Comm:', memory.commitLimit, memory.committed, memory.commitLimit - memory.committed);
  return text;
}
