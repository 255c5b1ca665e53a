// prlimit: gets and sets the resource limits of a process. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Resource, Rlimit } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { become } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/prlimit.ts';
import { type Column, chooseColumns, printTable } from './table.ts';

interface Limit {
  resource: Resource;
  letter: string;
  help: string;
  unit: string;
}

const LIMITS: readonly Limit[] = [
  { resource: 'as', letter: '-v', help: 'address space limit', unit: 'bytes' },
  { resource: 'core', letter: '-c', help: 'max core file size', unit: 'bytes' },
  { resource: 'cpu', letter: '-t', help: 'CPU time', unit: 'seconds' },
  { resource: 'data', letter: '-d', help: 'max data size', unit: 'bytes' },
  { resource: 'fsize', letter: '-f', help: 'max file size', unit: 'bytes' },
  { resource: 'locks', letter: '-x', help: 'max number of file locks held', unit: 'locks' },
  { resource: 'memlock', letter: '-l', help: 'max locked-in-memory address space', unit: 'bytes' },
  { resource: 'msgqueue', letter: '-q', help: 'max bytes in POSIX mqueues', unit: 'bytes' },
  { resource: 'nice', letter: '-e', help: 'max nice prio allowed to raise', unit: '' },
  { resource: 'nofile', letter: '-n', help: 'max number of open files', unit: 'files' },
  { resource: 'nproc', letter: '-u', help: 'max number of processes', unit: 'processes' },
  { resource: 'rss', letter: '-m', help: 'max resident set size', unit: 'bytes' },
  { resource: 'rtprio', letter: '-r', help: 'max real-time priority', unit: '' },
  { resource: 'rttime', letter: '-y', help: 'timeout for real-time tasks', unit: 'microsecs' },
  { resource: 'sigpending', letter: '-i', help: 'max number of pending signals', unit: 'signals' },
  { resource: 'stack', letter: '-s', help: 'max stack size', unit: 'bytes' },
];

export default utilLinux({
  name: 'prlimit',
  summary: 'get and set process resource limits',
  help: HELP,
  short: `+p:o:${LIMITS.map(({ letter }) => `${letter[1]}::`).join('')}`,
  long: {
    pid: '-p',
    output: '-o',
    noheadings: 'none',
    raw: 'none',
    verbose: 'none',
    ...Object.fromEntries(LIMITS.map(({ resource }) => [resource, 'optional' as const])),
  },
  run: prlimit,
});

const COLUMNS: readonly Column[] = [
  { name: 'RESOURCE' },
  { name: 'DESCRIPTION' },
  { name: 'SOFT', right: true },
  { name: 'HARD', right: true },
  { name: 'UNITS' },
];

interface Wanted {
  limit: Limit;
  change: string | undefined;
}

async function prlimit(tool: Tool): Promise<number> {
  const pidText = tool.value('-p');
  if (pidText !== undefined && !/^\d+$/.test(pidText)) tool.fail(`invalid PID argument: '${pidText}'`);
  const pid = Number(pidText ?? 0);
  const wanted: Wanted[] = [];
  for (const { option, value } of tool.given) {
    const limit = LIMITS.find(({ letter, resource }) => option === letter || option === `--${resource}`);
    if (limit) wanted.push({ limit, change: value });
  }
  for (const { limit, change } of wanted) if (change !== undefined) await setLimit(tool, pid, limit, change.replace(/^=/, ''));
  const shown = wanted.filter(({ change }) => change === undefined).map(({ limit }) => limit);
  if (shown.length > 0 || wanted.length === 0) await show(tool, pid, wanted.length === 0 ? LIMITS : shown);
  if (tool.operands.length === 0) return 0;
  await tool.out.flush();
  return become(tool.sys, tool.name, tool.operands, tool.env);
}

const name = ({ resource }: Limit): string => resource.toUpperCase();

async function read(tool: Tool, pid: number, limit: Limit): Promise<Rlimit> {
  try {
    return await tool.sys.prlimit(pid, limit.resource);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`failed to get the ${name(limit)} resource limit: ${error.message}`);
  }
}

async function setLimit(tool: Tool, pid: number, limit: Limit, text: string): Promise<void> {
  const match = /^(\d*|unlimited|-1)(:(\d*|unlimited|-1))?$/.exec(text);
  if (!match || text === '' || text === ':') tool.fail(`failed to parse ${name(limit)} limit`);
  const before = await read(tool, pid, limit);
  const value = (part: string | undefined, otherwise: number): number =>
    part === undefined || part === '' ? otherwise : part === 'unlimited' || part === '-1' ? Number.POSITIVE_INFINITY : Number(part);
  const single = match[2] === undefined;
  const next: Rlimit = { soft: value(match[1], before.soft), hard: single ? value(match[1], before.hard) : value(match[3], before.hard) };
  if (next.soft > next.hard) tool.fail(`the soft limit ${name(limit)} cannot exceed the hard limit`);
  if (limit.resource === 'nofile' && next.hard > 1048576) {
    tool.fail(`the NOFILE resource limit is not allowed to exceed 1048576 (fs.nr_open)`);
  }
  try {
    await tool.sys.prlimit(pid, limit.resource, next);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to set the ${name(limit)} resource limit: ${error.message}`);
  }
  if (tool.has('--verbose'))
    tool.out.write(
      `New ${name(limit)} limit for pid ${pid === 0 ? await tool.sys.getpid() : pid}: <${shownValue(next.soft)}:${shownValue(next.hard)}>\n`,
    );
}

const shownValue = (value: number): string => (value === Number.POSITIVE_INFINITY ? 'unlimited' : String(value));

async function show(tool: Tool, pid: number, limits: readonly Limit[]): Promise<void> {
  const columns = chooseColumns(
    COLUMNS,
    COLUMNS.map(each => each.name),
    tool.value('-o'),
  );
  if (typeof columns === 'string') tool.fail(`unknown column: ${columns}`);
  const rows: { cells: string[]; children: [] }[] = [];
  for (const limit of limits) {
    const { soft, hard } = await read(tool, pid, limit);
    const cells: Readonly<Record<string, string>> = {
      RESOURCE: name(limit),
      DESCRIPTION: limit.help,
      SOFT: shownValue(soft),
      HARD: shownValue(hard),
      UNITS: limit.unit,
    };
    rows.push({ cells: columns.map(column => cells[column.name] ?? ''), children: [] });
  }
  tool.out.write(
    printTable(columns, rows, { format: tool.has('--raw') ? 'raw' : 'list', headings: !tool.has('--noheadings'), name: 'limits' }),
  );
}
