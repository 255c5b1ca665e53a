// pgrep, pkill and pidwait: find processes by name and attributes; signal them or wait for their end. procps-ng 4.0.7.

import { Errno } from '../../../abi/errno.ts';
import type { Program } from '../../../abi/program.ts';
import { SIGNALS, type Signal, signalFromNumber } from '../../../abi/signal.ts';
import type { Fd } from '../../../abi/types.ts';
import type { Tool } from '../../lib/command.ts';
import { warn } from '../../lib/io.ts';
import { baseName } from '../../lib/path.ts';
import { procps } from '../frame.ts';
import { HELP as PGREP_HELP } from '../help/pgrep.ts';
import { HELP as PIDWAIT_HELP } from '../help/pidwait.ts';
import { HELP as PKILL_HELP } from '../help/pkill.ts';
import { readTasks, type Task } from '../process.ts';
import { lineOf, testsOf } from './select.ts';

const USAGE = 2;
const FIELD_START = 22;
const SHORT = 'cd:efF:g:G:HilLaAmnoO:p:P:qs:t:u:U:vwxr:QhV';
const LONG = {
  signal: 'required',
  ns: 'required',
  nslist: 'required',
  cgroup: 'required',
  env: 'required',
  count: '-c',
  delimiter: '-d',
  echo: '-e',
  full: '-f',
  pidfile: '-F',
  pgroup: '-g',
  group: '-G',
  'require-handler': '-H',
  'ignore-case': '-i',
  'list-name': '-l',
  logpidfile: '-L',
  'list-full': '-a',
  'ignore-ancestors': '-A',
  mrelease: '-m',
  newest: '-n',
  oldest: '-o',
  older: '-O',
  pid: '-p',
  parent: '-P',
  queue: 'required',
  quiet: 'none',
  session: '-s',
  terminal: '-t',
  euid: '-u',
  uid: '-U',
  inverse: '-v',
  lightweight: '-w',
  exact: '-x',
  runstates: '-r',
  'shell-quote': '-Q',
  help: '-h',
} as const;

const REFUSED = ['-w', '-L', '-H', '-m', '-q', '-Q', '--queue'];

/** A signal by its name or number; 0 asks only whether it could be sent. */
function signalOf(text: string): Signal | 0 | undefined {
  if (/^\d+$/.test(text)) return Number(text) === 0 ? 0 : signalFromNumber(Number(text));
  const name = text.toUpperCase();
  return SIGNALS.find(each => each === name || each === `SIG${name}`);
}

/** pkill's -9 and -KILL, put as --signal. */
const withSignal = (argv: string[]): string[] => {
  const at = argv.findIndex((word, index) => index > 0 && /^-(\d+|[A-Z][A-Z0-9+]+)$/.test(word) && signalOf(word.slice(1)) !== undefined);
  return at < 0 ? argv : [...argv.slice(0, at), `--signal=${argv[at]!.slice(1)}`, ...argv.slice(at + 1)];
};

const pgrep = procps({ name: 'pgrep', summary: 'look up processes', help: PGREP_HELP, short: SHORT, long: LONG, usageStatus: USAGE, run });
const pkill = procps({
  name: 'pkill',
  summary: 'signal processes based on name and other attributes',
  help: PKILL_HELP,
  short: SHORT,
  long: LONG,
  usageStatus: USAGE,
  prepare: withSignal,
  run,
});
const pidwait = procps({
  name: 'pidwait',
  summary: 'wait for processes based on name and other attributes',
  help: PIDWAIT_HELP,
  short: SHORT,
  long: LONG,
  usageStatus: USAGE,
  run,
});

const CALLED: Readonly<Record<string, Program>> = { pkill, pidwait };

const program: Program = {
  ...pgrep,
  main: (sys, argv, env) => (CALLED[baseName(argv[0] ?? '')] ?? pgrep).main(sys, argv, env),
};

export default program;

async function run(tool: Tool): Promise<number> {
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`, USAGE);
  const signal = signalOf(tool.value('--signal') ?? 'TERM');
  if (signal === undefined) {
    await warn(tool.sys, `Unknown signal "${tool.value('--signal')}".`);
    return tool.usage('');
  }
  const found = await matching(tool);
  if (tool.name === 'pidwait') return awaitEnd(tool, found);
  return tool.name === 'pkill' ? kill(tool, found, signal) : show(tool, found);
}

async function matching(tool: Tool): Promise<Task[]> {
  const all = await readTasks(tool.sys);
  const tests = await testsOf(tool, all);
  const self = await tool.sys.getpid();
  const found: Task[] = [];
  for (const task of all) {
    if (task.pid === self) continue;
    let fits = true;
    for (const test of tests) fits = fits && (await test(task));
    if (fits !== tool.has('-v')) found.push(task);
  }
  if (!tool.has('-n', '-o')) return found;
  const start = (task: Task): number => task.field(FIELD_START);
  const better = (one: Task, other: Task): boolean => (tool.has('-n') ? start(one) >= start(other) : start(one) < start(other));
  const best = found.reduce<Task | undefined>((chosen, task) => (chosen === undefined || better(task, chosen) ? task : chosen), undefined);
  return best ? [best] : [];
}

function show(tool: Tool, found: readonly Task[]): number {
  if (tool.has('-c')) tool.out.write(`${found.length}\n`);
  else if (!tool.has('--quiet') && found.length > 0) {
    const line = (task: Task): string => `${task.pid}${tool.has('-a') ? ` ${lineOf(task)}` : tool.has('-l') ? ` ${task.comm}` : ''}`;
    tool.out.write(`${found.map(line).join(tool.value('-d') ?? '\n')}\n`);
  }
  return found.length > 0 ? 0 : 1;
}

async function kill(tool: Tool, found: readonly Task[], signal: Signal | 0): Promise<number> {
  let killed = 0;
  for (const { pid, comm } of found) {
    try {
      await tool.sys.kill(pid, signal === 0 ? undefined : signal);
      killed++;
      if (tool.has('-e')) tool.out.write(`${comm} killed (pid ${pid})\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'ESRCH') await warn(tool.sys, `pkill: killing pid ${pid} failed: ${error.message}\n`);
    }
  }
  if (tool.has('-c')) tool.out.write(`${killed}\n`);
  return killed > 0 ? 0 : 1;
}

/** Waits until all of them have ended. */
async function awaitEnd(tool: Tool, found: readonly Task[]): Promise<number> {
  const { sys, out } = tool;
  const open: Fd[] = [];
  for (const { pid, comm } of found) {
    try {
      open.push(await sys.pidfdOpen(pid));
      if (tool.has('-e')) out.write(`waiting for ${comm} (pid ${pid})\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'ESRCH') await warn(sys, `pidwait: opening pid ${pid} failed: ${error.message}\n`);
    }
  }
  if (tool.has('-c')) out.write(`${open.length}\n`);
  await out.flush();
  for (const fd of open) {
    await sys.poll([{ fd, want: 'read' }]);
    await sys.close(fd);
  }
  return open.length > 0 ? 0 : 1;
}
