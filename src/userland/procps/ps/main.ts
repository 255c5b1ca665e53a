// ps: shows processes. procps-ng 4.0.7.

import type { Sys } from '../../../abi/sys.ts';
import type { Env } from '../../../abi/types.ts';
import { Names } from '../../lib/accounts.ts';
import { print, program, warn } from '../../lib/io.ts';
import { procText } from '../../lib/proc.ts';
import { isTerminal, terminalColumns } from '../../lib/stdout.ts';
import { procMounted, readTask, readTasks, readThreads, seesItself, type Task, uptimeSeconds } from '../process.ts';
import { COLUMNS, type PsColumn, type PsContext } from './columns.ts';
import { chooseFormat } from './formats.ts';
import { HELP, SECTIONS } from './help.ts';
import { PsError, type PsOptions, readOptions } from './options.ts';
import { printTasks, sortTasks, treeOrder } from './output.ts';
import { selector } from './select.ts';

/** The status where proc is not mounted. */
const NO_PROC = 47;

export default program({
  name: 'ps',
  summary: 'report a snapshot of the current processes',

  async main(sys, argv, env) {
    if (!(await procMounted(sys))) {
      await warn(sys, 'Error, do this: mount -t proc proc /proc\n');
      return NO_PROC;
    }
    if (!(await seesItself(sys))) {
      await warn(sys, 'fatal library error, lookup self\n');
      return 1;
    }
    try {
      return await ps(sys, await parse(sys, argv.slice(1)), env);
    } catch (error) {
      if (!(error instanceof PsError)) throw error;
      await warn(sys, `error: ${error.message}\n${HELP}`);
      return 1;
    }
  },
});

/** "-aux" is read as BSD's "aux" where there is no user x. */
async function parse(sys: Sys, words: readonly string[]): Promise<PsOptions> {
  try {
    const options = readOptions(words);
    await selector(sys, options, undefined);
    return options;
  } catch (error) {
    const first = words[0];
    if (!(error instanceof PsError) || first === undefined || !/^-[a-zA-Z]+$/.test(first)) throw error;
    try {
      const options = readOptions([first.slice(1), ...words.slice(1)]);
      await selector(sys, options, undefined);
      return options;
    } catch (second) {
      if (second instanceof PsError) throw error;
      throw second;
    }
  }
}

async function ps(sys: Sys, options: PsOptions, env: Env): Promise<number> {
  if (options.version) return (await print(sys, 'ps from procps-ng 4.0.7\n')) ?? 0;
  if (options.help !== undefined) {
    const asked = options.help;
    const section = asked === '' ? undefined : Object.entries(SECTIONS).find(([name]) => name === asked || name[0] === asked)?.[1];
    await print(sys, section ?? HELP);
    return 0;
  }
  if (options.listFormats) return (await print(sys, formatList())) ?? 0;
  const columns = chooseFormat(options);
  const all = await readTasks(sys);
  const ownPid = await sys.getpid();
  const self = all.find(({ pid }) => pid === ownPid) ?? (await readTask(sys, ownPid));
  const wanted = await selector(sys, options, self);
  const chosen = all.filter(wanted);
  const context = await makeContext(sys, options, columns, chosen);
  if (options.sort.length > 0) sortTasks(chosen, options.sort, context.plain);
  const { order, prefix } = options.tree ? treeOrder(chosen, options.tree) : { order: chosen, prefix: new Map<Task, string>() };
  const rows = await withThreads(sys, options, order);
  const screen = await screenColumns(sys, options, env);
  await print(sys, printTasks(columns, rows, { ...context.plain, prefix }, screen, options.headings));
  return rows.length > 0 ? 0 : 1;
}

const formatList = (): string =>
  Object.entries(COLUMNS)
    .filter(([name]) => name !== 'addr' && name !== 'uid_name')
    .map(([name, { heading }]) => `${name.padEnd(12)} ${heading.padEnd(8)}\n`)
    .join('');

async function withThreads(sys: Sys, options: PsOptions, tasks: readonly Task[]): Promise<Task[]> {
  if (options.threads === '' || options.threads === 'm') return [...tasks];
  const rows: Task[] = [];
  for (const task of tasks) {
    const threads = await readThreads(sys, task.pid);
    rows.push(...(threads.length > 0 ? threads : [task]));
  }
  return rows;
}

/** Cut to a terminal's width; a pipe takes all. */
async function screenColumns(sys: Sys, options: PsOptions, env: Env): Promise<number> {
  if (options.width !== undefined) return options.width;
  if (options.wide >= 2) return Number.POSITIVE_INFINITY;
  const terminal = await isTerminal(sys, 1);
  if (!terminal && !/^\d+$/.test(env.COLUMNS ?? '')) return Number.POSITIVE_INFINITY;
  const columns = await terminalColumns(sys, 1, env);
  return options.wide === 1 ? Math.max(132, columns) : columns;
}

const NAMESPACE_KINDS = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];

/** Everything that is not in a task's own files is read only where a column shows it. */
async function makeContext(
  sys: Sys,
  options: PsOptions,
  columns: readonly PsColumn[],
  tasks: readonly Task[],
): Promise<{ plain: PsContext }> {
  const shows = (heading: RegExp): boolean =>
    columns.some(({ heading: own, value }) => heading.test(own) || value === COLUMNS.cgroup!.value);
  const memory = (await procText(sys, '/proc/meminfo')) ?? '';
  const wchan = new Map<Task, string>();
  const cgroup = new Map<Task, string>();
  const environment = new Map<Task, string>();
  const namespaces = new Map<Task, Map<string, string>>();
  const namespaced = NAMESPACE_KINDS.filter(kind => columns.some(({ value }) => value === COLUMNS[`${kind}ns`]!.value));
  for (const task of tasks) {
    if (shows(/^WCHAN$/)) {
      const text = await procText(sys, `/proc/${task.pid}/wchan`);
      wchan.set(task, text === undefined || text === '0' || text === '' || task.state === 'R' ? '-' : text.trim());
    }
    if (shows(/^CGROUP$/)) cgroup.set(task, ((await procText(sys, `/proc/${task.pid}/cgroup`)) ?? '-').trim().split('\n').join(','));
    if (options.environment)
      environment.set(task, ((await procText(sys, `/proc/${task.pid}/environ`)) ?? '').replace(/\0$/, '').replaceAll('\0', ' '));
    if (namespaced.length > 0) {
      const own = new Map<string, string>();
      for (const kind of namespaced) {
        const stat = await sys.stat(`/proc/${task.pid}/ns/${kind}`).catch(() => undefined);
        if (stat) own.set(kind, String(stat.ino));
      }
      namespaces.set(task, own);
    }
  }
  const plain: PsContext = {
    names: await new Names(sys).load(),
    uptime: await uptimeSeconds(sys),
    nowSeconds: (await sys.clockGettime('realtime')).seconds,
    memoryKb: Number(/^MemTotal:\s+(\d+)/m.exec(memory)?.[1] ?? 1),
    prefix: new Map(),
    environment,
    wchan,
    cgroup,
    namespaces,
    trueName: options.trueName,
  };
  return { plain };
}
