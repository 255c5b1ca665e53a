// chrt: the scheduling policy of a process. util-linux 2.42.

import { Errno } from '../../abi/errno.ts';
import type { Scheduling, SchedulingPolicy } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { become } from './exec.ts';
import { utilLinux } from './frame.ts';
import { HELP } from './help/chrt.ts';

const POLICIES: Readonly<Record<string, SchedulingPolicy>> = {
  '-o': 'SCHED_OTHER',
  '-f': 'SCHED_FIFO',
  '-r': 'SCHED_RR',
  '-b': 'SCHED_BATCH',
  '-i': 'SCHED_IDLE',
};

export default utilLinux({
  name: 'chrt',
  summary: 'manipulate the real-time attributes of a process',
  help: HELP,
  short: '+abdD:efiphmoP:T:rRvV',
  long: {
    'all-tasks': '-a',
    batch: '-b',
    deadline: '-d',
    ext: '-e',
    fifo: '-f',
    idle: '-i',
    max: '-m',
    other: '-o',
    pid: '-p',
    rr: '-r',
    'reset-on-fork': '-R',
    'sched-runtime': '-T',
    'sched-period': '-P',
    'sched-deadline': '-D',
    verbose: '-v',
  },
  run: chrt,
});

const RANGES = ['OTHER 0/0', 'FIFO 1/99', 'RR 1/99', 'BATCH 0/0', 'IDLE 0/0', 'DEADLINE 0/0', 'EXT 0/0'];

async function chrt(tool: Tool): Promise<number> {
  if (tool.has('-m')) {
    for (const row of RANGES) tool.out.write(`SCHED_${row.replace(' ', ' min/max priority\t: ')}\n`);
    return 0;
  }
  if (tool.has('-d', '-e')) tool.fail(`option ${tool.has('-d') ? '--deadline' : '--ext'} is not simulated here`);
  const words = tool.operands;
  const chosen = tool.given.findLast(({ option }) => option in POLICIES)?.option;
  const policy = chosen === undefined ? 'SCHED_RR' : POLICIES[chosen]!;
  if (tool.has('-p') && words.length === 1 && chosen === undefined) {
    if (!/^\d+$/.test(words[0]!)) tool.fail(`invalid PID argument: '${words[0]}'`);
    return show(tool, Number(words[0]));
  }
  const optional = policy !== 'SCHED_FIFO' && policy !== 'SCHED_RR';
  if (words.length === 0 || (words.length < 2 && !(optional && tool.has('-p')))) tool.usage('too few arguments');
  const given = words.length > 1 ? words[0]! : '0';
  if (!/^-?\d+$/.test(given)) tool.fail(`invalid priority argument: '${given}'`);
  const attributes: Scheduling = { policy, priority: Number(given), resetOnFork: tool.has('-R') };
  checkPriority(tool, attributes);
  const pid = tool.has('-p') ? Number(words.at(-1)) : 0;
  try {
    await tool.sys.schedSetattr(pid, attributes);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to set pid ${pid}'s policy: ${error.message}`);
  }
  return tool.has('-p') ? 0 : become(tool.sys, tool.name, words.slice(1), tool.env);
}

function checkPriority(tool: Tool, { policy, priority }: Scheduling): void {
  const realTime = policy === 'SCHED_FIFO' || policy === 'SCHED_RR';
  if (realTime ? priority < 1 || priority > 99 : priority !== 0) {
    tool.fail(`unsupported priority value for the policy: ${priority}: see --max for valid range`);
  }
}

const RUNTIME = 1400000;

async function show(tool: Tool, pid: number): Promise<number> {
  const shown = pid === 0 ? await tool.sys.getpid() : pid;
  let attributes: Scheduling;
  try {
    attributes = await tool.sys.schedGetattr(pid);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`failed to get pid ${shown}'s policy: ${error.message}`);
  }
  const { policy, priority, resetOnFork } = attributes;
  tool.out.write(`pid ${shown}'s current scheduling policy: ${policy}${resetOnFork ? '|SCHED_RESET_ON_FORK' : ''}\n`);
  tool.out.write(`pid ${shown}'s current scheduling priority: ${priority}\n`);
  if (policy === 'SCHED_OTHER' || policy === 'SCHED_BATCH') tool.out.write(`pid ${shown}'s current runtime parameter: ${RUNTIME}\n`);
  return 0;
}
