// pmap: the memory map of a process, from /proc/PID/maps and smaps. procps-ng 4.0.7.

import type { Tool } from '../lib/command.ts';
import { baseName } from '../lib/path.ts';
import { procText } from '../lib/proc.ts';
import { procps } from './frame.ts';
import { HELP } from './help/pmap.ts';
import { commandLine, readTask } from './process.ts';

const GONE = 42;
const REFUSED = ['-X', '-c', '-C', '-n', '-N'];
const MAPPING = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) ([0-9a-f]+) (\S+):(\S+) (\d+) *(.*)$/;

interface Mapping {
  from: string;
  kib: number;
  mode: string;
  offset: string;
  device: string;
  name: string;
  rss: number;
  dirty: number;
}

interface Sums {
  kib: number;
  rss: number;
  dirty: number;
  writable: number;
  shared: number;
}

export default procps({
  name: 'pmap',
  summary: 'report memory map of a process',
  help: HELP,
  short: 'xXcC:nN:dqpkA:h',
  long: {
    extended: '-x',
    'read-rc': '-c',
    'read-rc-from': '-C',
    'create-rc': '-n',
    'create-rc-to': '-N',
    device: '-d',
    quiet: '-q',
    'show-path': '-p',
    'use-kernel-name': '-k',
    range: '-A',
    help: '-h',
  },

  async run(tool) {
    for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
    if (tool.has('-x') && tool.has('-d')) tool.usage('options -c, -C, -d, -n, -N, -x, -X are mutually exclusive');
    const words = tool.operands.map(word => /^(?:\/proc\/)?(\d+)$/.exec(word)?.[1] ?? tool.usage(''));
    if (words.length === 0) tool.usage('');
    let status = 0;
    for (const word of words) if (!(await show(tool, Number(word)))) status = GONE;
    return status;
  },
});

async function show(tool: Tool, pid: number): Promise<boolean> {
  const task = await readTask(tool.sys, pid);
  if (!task || task.arguments.length === 0) return false;
  const text = await procText(tool.sys, `/proc/${pid}/${tool.has('-x') ? 'smaps' : 'maps'}`);
  if (text === undefined) return false;
  tool.out.write(`${pid}:   ${commandLine(task)}\n`);
  const quiet = tool.has('-q');
  if (!quiet && tool.has('-x')) tool.out.write('Address           Kbytes     RSS   Dirty Mode  Mapping\n');
  if (!quiet && tool.has('-d')) tool.out.write('Address           Kbytes Mode  Offset           Device    Mapping\n');
  const range = rangeOf(tool);
  const sums: Sums = { kib: 0, rss: 0, dirty: 0, writable: 0, shared: 0 };
  for (const mapping of mappings(tool, text, task.field(28))) {
    if (!range(mapping)) continue;
    add(sums, mapping);
    tool.out.write(row(tool, mapping));
  }
  if (!quiet) tool.out.write(footer(tool, sums));
  return true;
}

function rangeOf(tool: Tool): (mapping: Mapping) => boolean {
  const [low, high] = (tool.value('-A') ?? '').split(',');
  if (low === undefined || low === '') return () => true;
  const from = Number.parseInt(low, 16);
  const to = high === undefined ? from : high === '' ? Number.POSITIVE_INFINITY : Number.parseInt(high, 16);
  return mapping => Number.parseInt(mapping.from, 16) + mapping.kib * 1024 > from && Number.parseInt(mapping.from, 16) <= to;
}

/** The mappings of a maps or smaps file. */
function* mappings(tool: Tool, text: string, stack: number): Generator<Mapping> {
  let current: Mapping | undefined;
  for (const line of text.split('\n')) {
    const found = MAPPING.exec(line);
    if (!found) {
      const [, key, value] = /^(\w+): +(\d+) kB$/.exec(line) ?? [];
      if (current && key === 'Rss') current.rss = Number(value);
      if (current && (key === 'Shared_Dirty' || key === 'Private_Dirty')) current.dirty += Number(value);
      continue;
    }
    if (current) yield current;
    const [, from = '', to = '', permissions = '', offset = '', major = '', minor = '', , path = ''] = found;
    current = {
      from: from.padStart(16, '0'),
      kib: Number((BigInt(`0x${to}`) - BigInt(`0x${from}`)) / 1024n),
      mode: `${permissions.slice(0, 3)}${permissions[3] === 's' ? 's' : '-'}-`,
      offset: offset.padStart(16, '0'),
      device: `${major.padStart(3, '0')}:${minor.padStart(5, '0')}`,
      name: nameOf(tool, path, BigInt(`0x${from}`) <= BigInt(stack) && BigInt(stack) <= BigInt(`0x${to}`)),
      rss: 0,
      dirty: 0,
    };
  }
  if (current) yield current;
}

function nameOf(tool: Tool, path: string, stack: boolean): string {
  if (tool.has('-k') && path !== '') return path;
  if (path.startsWith('/')) return tool.has('-p') ? path : baseName(path);
  return stack || path === '[stack]' ? '  [ stack ]' : '  [ anon ]';
}

function add(sums: Sums, { kib, mode, rss, dirty }: Mapping): void {
  sums.kib += kib;
  sums.rss += rss;
  sums.dirty += dirty;
  if (mode[1] === 'w' && mode[3] !== 's') sums.writable += kib;
  if (mode[3] === 's') sums.shared += kib;
}

function row(tool: Tool, { from, kib, mode, offset, device, name, rss, dirty }: Mapping): string {
  const size = String(kib);
  if (tool.has('-x')) return `${from} ${size.padStart(7)} ${String(rss).padStart(7)} ${String(dirty).padStart(7)} ${mode} ${name}\n`;
  if (tool.has('-d')) return `${from} ${size.padStart(7)} ${mode} ${offset} ${device} ${name}\n`;
  return `${from} ${`${size}K`.padStart(6)} ${mode} ${name}\n`;
}

function footer(tool: Tool, { kib, rss, dirty, writable, shared }: Sums): string {
  const cell = (value: number): string => String(value).padStart(7);
  if (tool.has('-x')) return `---------------- ------- ------- ------- \ntotal kB         ${cell(kib)} ${cell(rss)} ${cell(dirty)}\n`;
  if (tool.has('-d')) return `mapped: ${kib}K    writeable/private: ${writable}K    shared: ${shared}K\n`;
  return ` total ${`${kib}K`.padStart(16)}\n`;
}
