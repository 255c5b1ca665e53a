// taskset: which processors a process may run on. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { become } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/taskset.ts';

export default utilLinux({
  name: 'taskset',
  summary: "set or retrieve a process's CPU affinity",
  help: HELP,
  short: '+apc',
  long: { 'all-tasks': '-a', pid: '-p', 'cpu-list': '-c' },
  run: taskset,
});

/** "0,2-5,7-20:2" as numbers; undefined where it is none. */
function parseList(text: string): number[] | undefined {
  const found: number[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part);
    if (!match) return undefined;
    const [from, to, step] = [Number(match[1]), Number(match[2] ?? match[1]), Number(match[3] ?? 1)];
    if (to < from || step === 0) return undefined;
    for (let each = from; each <= to; each += step) found.push(each);
  }
  return found;
}

function parseMask(text: string): number[] | undefined {
  const digits = text.replace(/^0x/i, '').replaceAll(',', '');
  if (!/^[0-9a-f]+$/i.test(digits)) return undefined;
  const bits = BigInt(`0x${digits}`);
  return Array.from({ length: digits.length * 4 }, (_, index) => index).filter(index => (bits >> BigInt(index)) & 1n);
}

const maskText = (processors: readonly number[]): string => processors.reduce((bits, each) => bits | (1n << BigInt(each)), 0n).toString(16);

/** Runs of three and more as FROM-TO. */
function listText(processors: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < processors.length; ) {
    let end = at;
    while (processors[end + 1] === processors[end]! + 1) end++;
    if (end - at >= 2) parts.push(`${processors[at]}-${processors[end]}`);
    else parts.push(...processors.slice(at, end + 1).map(String));
    at = end + 1;
  }
  return parts.join(',');
}

async function taskset(tool: Tool): Promise<number> {
  const list = tool.has('-c');
  const words = tool.operands;
  if (words.length === 0 || (!tool.has('-p') && words.length < 2)) tool.usage('bad usage');
  const parse = (text: string): number[] =>
    (list ? parseList(text) : parseMask(text)) ??
    tool.fail(list ? `failed to parse CPU list: ${text}` : `failed to parse CPU mask: ${text}`);
  if (!tool.has('-p')) {
    const processors = parse(words[0]!);
    await set(tool, 0, processors);
    return become(tool.sys, tool.name, words.slice(1), tool.env);
  }
  const pidText = words.at(-1)!;
  if (!/^\d+$/.test(pidText)) tool.fail(`invalid PID argument: '${pidText}'`);
  const pid = Number(pidText);
  await show(tool, pid, 'current', list);
  if (words.length < 2) return 0;
  await set(tool, pid, parse(words[0]!));
  await show(tool, pid, 'new', list);
  return 0;
}

async function show(tool: Tool, pid: number, when: 'current' | 'new', list: boolean): Promise<void> {
  const shown = pid === 0 ? await tool.sys.getpid() : pid;
  try {
    const processors = await tool.sys.schedGetaffinity(pid);
    tool.out.write(`pid ${shown}'s ${when} affinity ${list ? `list: ${listText(processors)}` : `mask: ${maskText(processors)}`}\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to get pid ${shown}'s affinity: ${error.message}`);
  }
}

async function set(tool: Tool, pid: number, processors: readonly number[]): Promise<void> {
  try {
    await tool.sys.schedSetaffinity(pid, processors);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to set pid ${pid === 0 ? await tool.sys.getpid() : pid}'s affinity: ${error.message}`);
  }
}
