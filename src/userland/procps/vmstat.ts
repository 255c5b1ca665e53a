// vmstat: processes, memory, paging and processor time, once or each few seconds. procps-ng 4.0.7.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { civilOf, strftime } from '../lib/dates.ts';
import { STDOUT } from '../lib/io.ts';
import { zoneOf } from '../lib/zones.ts';
import { procps } from './frame.ts';
import { HELP } from './help/vmstat.ts';
import { uptimeSeconds } from './process.ts';
import { type Counters, diskSums, diskTable, partition, readCounters, slabs, sums } from './vmstat-tables.ts';

const HEADS = {
  narrow: [
    'procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------',
    ' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu',
  ],
  wide: [
    '--procs-- -----------------------memory---------------------- ---swap-- -----io---- -system-- ----------cpu----------',
    '   r    b         swpd         free         buff        cache   si   so    bi    bo   in   cs  us  sy  id  wa  st  gu',
  ],
} as const;
const WIDTHS = {
  narrow: [2, 2, 6, 6, 6, 6, 4, 4, 5, 5, 4, 4, 2, 2, 2, 2, 2, 2],
  wide: [4, 4, 12, 12, 12, 12, 4, 4, 5, 5, 4, 4, 3, 3, 3, 3, 3, 3],
} as const;
const UNITS: Readonly<Record<string, number>> = { k: 1000, K: 1024, m: 1_000_000, M: 1_048_576 };
const ROWS = 22;

export default procps({
  name: 'vmstat',
  summary: 'report virtual memory statistics',
  help: HELP,
  short: 'afmnsdDp:S:wtyh',
  long: {
    active: '-a',
    forks: '-f',
    slabs: '-m',
    'one-header': '-n',
    stats: '-s',
    disk: '-d',
    'disk-sum': '-D',
    partition: '-p',
    unit: '-S',
    wide: '-w',
    timestamp: '-t',
    'no-first': '-y',
    help: '-h',
  },
  run,
});

async function run(tool: Tool): Promise<number> {
  const { sys, out } = tool;
  const letter = tool.value('-S') ?? 'K';
  const divisor = UNITS[letter] ?? tool.fail('-S requires k, K, m or M (default is KiB)');
  const unit = (kib: number): number => Math.trunc((kib * 1024) / divisor);
  const { delay, count } = repetition(tool);
  if (tool.has('-f')) out.write(`${String((await readCounters(sys)).forks).padStart(13)} forks\n`);
  else if (tool.has('-s')) out.write(sums(await readCounters(sys), unit, letter));
  else if (tool.has('-d')) out.write(await diskTable(sys));
  else if (tool.has('-D')) out.write(await diskSums(sys));
  else if (tool.has('-m')) out.write((await slabs(sys)) ?? tool.fail('Unable to create slabinfo structure'));
  else if (tool.has('-p')) {
    const name = tool.value('-p') ?? '';
    out.write((await partition(sys, name)) ?? tool.fail(`partition ${name.replace(/^\/dev\//, '')} not found`));
  } else await report(tool, unit, delay, count);
  return 0;
}

function repetition(tool: Tool): { delay: number; count: number } {
  const [delay, count, ...more] = tool.operands;
  const number = (text: string): number => (/^-?\d+$/.test(text) ? Number(text) : tool.fail(`failed to parse argument: '${text}'`));
  const seconds = delay === undefined ? 1 : number(delay);
  if (seconds < 1) tool.fail('delay must be positive integer');
  const times = count === undefined ? (delay === undefined ? 1 : Number.POSITIVE_INFINITY) : number(count);
  if (more.length > 0) tool.usage('');
  return { delay: seconds, count: times };
}

async function report(tool: Tool, unit: (kib: number) => number, delay: number, count: number): Promise<void> {
  const { sys, out } = tool;
  let before: Counters | undefined;
  const height = await screenRows(tool);
  let left = count;
  for (let row = 0; left > 0; row++) {
    if (row === 0 || (!tool.has('-n') && row % height === 0)) out.write(await header(tool));
    if (row > 0 || tool.has('-y')) {
      await out.flush();
      if (row === 0) before = await readCounters(sys);
      await sys.nanosleep(delay * 1000);
    }
    const now = await readCounters(sys);
    const seconds = before ? delay : Math.max(1, await uptimeSeconds(sys));
    out.write(await line(tool, unit, now, before, seconds));
    before = now;
    left--;
  }
}

/** Rows between two headings: those of a terminal, else 22. */
async function screenRows({ sys }: Tool): Promise<number> {
  try {
    return Math.max(1, (await sys.ioctl(STDOUT, 'TIOCGWINSZ')).rows - 3);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return ROWS;
  }
}

async function header(tool: Tool): Promise<string> {
  const [first, second] = HEADS[tool.has('-w') ? 'wide' : 'narrow'];
  const names = tool.has('-a') ? second.replace('  buff ', ' inact ').replace(' cache', 'active') : second;
  if (!tool.has('-t')) return `${first}\n${names}\n`;
  const { seconds } = await tool.sys.clockGettime('realtime');
  const zone = civilOf(seconds, zoneOf(tool.env.TZ)).zone;
  return `${first} -----timestamp-----\n${names} ${zone.padStart(19)}\n`;
}

async function line(
  tool: Tool,
  unit: (kib: number) => number,
  now: Counters,
  before: Counters | undefined,
  seconds: number,
): Promise<string> {
  const { memory } = now;
  const rate = (value: number, earlier: number | undefined): number => Math.round((value - (earlier ?? 0)) / seconds);
  const paged = (name: string): number => rate(now.vm.get(name) ?? 0, before?.vm.get(name));
  const cells = [
    now.running,
    now.blocked,
    unit(memory.swapTotal - memory.swapFree),
    unit(memory.free),
    unit(tool.has('-a') ? memory.inactive : memory.buffers),
    unit(tool.has('-a') ? memory.active : memory.cached),
    paged('pswpin') * 4,
    paged('pswpout') * 4,
    paged('pgpgin'),
    paged('pgpgout'),
    rate(now.interrupts, before?.interrupts),
    rate(now.switches, before?.switches),
    ...shares(now, before),
  ];
  const stamp = tool.has('-t') ? ` ${strftime('%Y-%m-%d %H:%M:%S', await tool.sys.clockGettime('realtime'), zoneOf(tool.env.TZ))}` : '';
  return `${columns(cells, WIDTHS[tool.has('-w') ? 'wide' : 'narrow'])}${stamp}\n`;
}

/** Percent of user, system, idle, waiting, stolen and guest time. */
function shares(now: Counters, before: Counters | undefined): number[] {
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0, guest = 0, guestNice = 0] = now.cpu.map(
    (ticks, at) => ticks - (before?.cpu[at] ?? 0),
  );
  const parts = [user + nice - guest - guestNice, system + irq + soft, idle, wait, steal, guest + guestNice];
  const whole = Math.max(
    1,
    parts.reduce((sum, part) => sum + part, 0),
  );
  return parts.map(part => Math.round((100 * part) / whole));
}

/** A cell that is too wide takes its room from those that follow. */
function columns(cells: readonly number[], widths: readonly number[]): string {
  let debt = 0;
  return cells
    .map((cell, at) => {
      const width = widths[at] ?? 2;
      const text = String(cell).padStart(Math.max(0, width - debt));
      debt += text.length - width;
      return text;
    })
    .join(' ');
}
