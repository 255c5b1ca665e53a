// killall: signals processes by name. psmisc 23.7.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Pid } from '../../abi/types.ts';
import { users } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { decode, print, readText, STDIN, warn } from '../lib/io.ts';
import { baseName } from '../lib/path.ts';
import { pids, procArguments, procStat, procStatus, TICKS_PER_SECOND } from '../lib/proc.ts';
import { compileEre, RegexError } from '../lib/regex.ts';
import { nameLines, numberOf, type Sent, signalOf } from '../lib/signal-words.ts';
import { AUTHORS, OLD_YEARS, psmisc, versionText } from './frame.ts';
import { HELP } from './help/killall.ts';

const COMM_LENGTH = 15;
const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, M: 2_628_000, y: 31_536_000 };

interface Target {
  pid: Pid;
  comm: string;
  group: Pid;
  startTicks: number;
}

export default psmisc({
  name: 'killall',
  summary: 'kill processes by name',
  help: HELP,
  short: 'egy:o:ilqrs:u:vwZ:n:IV',
  long: {
    exact: '-e',
    'ignore-case': '-I',
    'process-group': '-g',
    'younger-than': '-y',
    'older-than': '-o',
    interactive: '-i',
    list: '-l',
    quiet: '-q',
    regexp: '-r',
    signal: '-s',
    user: '-u',
    verbose: '-v',
    wait: '-w',
    ns: '-n',
    context: '-Z',
  },
  version: versionText('killall', OLD_YEARS, AUTHORS),
  prepare: withSignal,
  run,
});

/** -9 and -KILL put as -s. */
function withSignal(argv: string[]): string[] {
  return argv.map((word, at) =>
    at > 0 && /^-(\d+|(SIG)?[A-Z][A-Z0-9+]{2,})$/.test(word) && (/^-\d/.test(word) || signalOf(word.slice(1)) !== undefined)
      ? `-s${word.slice(1)}`
      : word,
  );
}

async function run(tool: Tool): Promise<number> {
  const { sys } = tool;
  if (tool.has('-l')) {
    await print(sys, nameLines());
    return 0;
  }
  if (tool.has('-Z')) tool.fail('option -Z is not simulated here');
  const text = tool.value('-s') ?? 'TERM';
  const signal = signalOf(text);
  if (signal === undefined && !/^\d+$/.test(text)) {
    await warn(sys, `${text}: unknown signal; killall -l lists signals.\n`);
    return 1;
  }
  if (tool.operands.length === 0 && !tool.has('-u', '-n')) tool.usage('');
  const candidates = await filtered(tool, await targets(sys));
  if (!candidates) return 1;
  let status = 0;
  const killed: Target[] = [];
  const names = tool.operands.length > 0 ? tool.operands : [undefined];
  for (const name of names) {
    const matches = name === undefined ? () => true : await matcher(tool, name);
    let found = 0;
    const groups = new Set<Pid>();
    for (const target of candidates) {
      if (!(await matches(target)) || (tool.has('-g') && groups.has(target.group))) continue;
      groups.add(target.group);
      if (await kill(tool, target, signal)) {
        found++;
        killed.push(target);
      }
    }
    if (found === 0) {
      if (name !== undefined && !tool.has('-q')) await warn(sys, `${name}: no process found\n`);
      status = 1;
    }
  }
  if (tool.has('-w')) await awaitDeath(sys, killed);
  return status;
}

async function targets(sys: Sys): Promise<Target[]> {
  const self = await sys.getpid();
  const found: Target[] = [];
  for (const pid of await pids(sys)) {
    const stat = pid === self ? undefined : await procStat(sys, pid);
    if (stat) found.push({ pid, comm: stat.comm, group: stat.pgrp, startTicks: stat.startTicks });
  }
  return found;
}

/** Those that -u, -y, -o and -n leave; undefined where one of them is wrong. */
async function filtered(tool: Tool, all: Target[]): Promise<Target[] | undefined> {
  const { sys } = tool;
  let left = all;
  const name = tool.value('-u');
  if (name !== undefined) {
    const user = (await users(sys)).find(each => each.name === name);
    if (!user) {
      await warn(sys, `Cannot find user ${name}\n`);
      return undefined;
    }
    const owned: Target[] = [];
    for (const target of left) {
      if (Number((await procStatus(sys, target.pid))?.get('Uid')?.split('\t')[0] ?? -1) === user.uid) owned.push(target);
    }
    left = owned;
  }
  const reference = tool.value('-n');
  if (reference !== undefined) {
    const wanted = await namespaces(sys, reference === '0' ? 'self' : reference);
    const same: Target[] = [];
    for (const target of left) if ((await namespaces(sys, `${target.pid}`)) === wanted) same.push(target);
    left = same;
  }
  const uptime = Number((await readText(sys, '/proc/uptime')).split(' ')[0]);
  const age = ({ startTicks }: Target): number => uptime - startTicks / TICKS_PER_SECOND;
  const younger = await seconds(tool, '-y');
  const older = await seconds(tool, '-o');
  return left.filter(target => (younger === undefined || age(target) < younger) && (older === undefined || age(target) > older));
}

async function seconds(tool: Tool, option: string): Promise<number | undefined> {
  const text = tool.value(option);
  if (text === undefined) return undefined;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhdwMy])$/.exec(text) ?? [];
  if (number !== undefined) return Number(number) * UNITS[unit]!;
  await warn(tool.sys, 'Invalid time format\n');
  return tool.usage('');
}

async function namespaces(sys: Sys, pid: string): Promise<string> {
  const links: string[] = [];
  for (const kind of NAMESPACES) links.push(await sys.readlink(`/proc/${pid}/ns/${kind}`).catch(() => ''));
  return links.join();
}

/** Whether a process has this name, path or, with -r, expression. */
async function matcher(tool: Tool, name: string): Promise<(target: Target) => Promise<boolean>> {
  const { sys } = tool;
  const fold = (text: string): string => (tool.has('-I') ? text.toLowerCase() : text);
  if (tool.has('-r')) {
    try {
      const expression = compileEre(name, tool.has('-I') ? 'i' : '');
      return async target => expression.test(await fullName(sys, target));
    } catch (error) {
      if (!(error instanceof RegexError)) throw error;
      return tool.fail(`Bad regular expression: ${name}`);
    }
  }
  if (name.includes('/')) {
    const file = await sys.stat(name).catch(() => undefined);
    return async ({ pid }) => {
      const exe = await sys.stat(`/proc/${pid}/exe`).catch(() => undefined);
      if (file && exe && exe.ino === file.ino && exe.dev.major === file.dev.major && exe.dev.minor === file.dev.minor) return true;
      return (await procArguments(sys, pid)).slice(0, 2).includes(name);
    };
  }
  return async target => fold(name.length > COMM_LENGTH ? await fullName(sys, target) : target.comm) === fold(name);
}

/** The name, or where that was cut the command's own, if it begins so. */
async function fullName(sys: Sys, { pid, comm }: Target): Promise<string> {
  if (comm.length < COMM_LENGTH) return comm;
  for (const word of (await procArguments(sys, pid)).slice(0, 2)) if (baseName(word).startsWith(comm)) return baseName(word);
  return comm;
}

async function kill(tool: Tool, { pid, comm, group }: Target, signal: Sent | undefined): Promise<boolean> {
  const { sys } = tool;
  const id = tool.has('-g') ? group : pid;
  if (tool.has('-i')) {
    await print(sys, `Kill ${comm}(${tool.has('-g') ? 'pgid ' : ''}${id}) ? (y/N) `);
    if (!/^[yY]/.test(decode(await sys.read(STDIN, 1024)))) return false;
  }
  try {
    if (signal === undefined) throw new Errno('EINVAL');
    await sys.kill(tool.has('-g') ? -group : pid, signal === 0 ? undefined : signal);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (!tool.has('-q') && error.code !== 'ESRCH') await warn(sys, `${comm}(${id}): ${error.message}\n`);
    return false;
  }
  if (tool.has('-v')) await warn(sys, `Killed ${comm}(${id}) with signal ${numberOf(signal)}\n`);
  return true;
}

async function awaitDeath(sys: Sys, killed: readonly Target[]): Promise<void> {
  const left = new Map(killed.map(target => [target.pid, target.startTicks]));
  while (left.size > 0) {
    for (const [pid, start] of left) if ((await procStat(sys, pid))?.startTicks !== start) left.delete(pid);
    if (left.size > 0) await sys.nanosleep(1000);
  }
}
