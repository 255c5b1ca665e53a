// Pipelines, subshells and time. As bash 5.3's execute_cmd.c: execute_pipeline, execute_in_subshell, time_command.

import { Errno } from '../../../abi/errno.ts';
import type { Fd, Pid } from '../../../abi/types.ts';
import type { Group, List, Node, Pipeline } from './ast.ts';
import { jobStatus, statusOf } from './job-table.ts';
import { foreground, fork, forkFailed, runChild } from './launch.ts';
import { after, type Now } from './now.ts';
import { printNode } from './print-tree.ts';
import { redirect } from './redirect.ts';
import type { Shell } from './state.ts';

type Run = (shell: Shell, node: Node, tail: boolean) => Now<number>;

/** Runs a pipeline: a child for each command, the last one in the shell itself under lastpipe. */
export function runPipeline(shell: Shell, node: Pipeline, tail: boolean, run: Run): Now<number> {
  if (node.timed !== false) return timed(shell, node, run);
  if (!node.negated) return node.commands.length === 1 ? run(shell, node.commands[0]!, tail) : runPipes(shell, node, run);
  shell.conditionDepth++;
  const status = node.commands.length === 1 ? run(shell, node.commands[0]!, false) : runPipes(shell, node, run);
  return after(status, value => {
    shell.conditionDepth--;
    return value === 0 ? 1 : 0;
  });
}

async function runPipes(shell: Shell, node: Pipeline, run: Run): Promise<number> {
  const { sys } = shell;
  const { commands, stderrToo } = node;
  const inShell = shell.shopts.has('lastpipe') && !shell.options.monitor;
  const pids: Pid[] = [];
  let input: Fd | undefined;
  for (const [at, command] of commands.entries()) {
    const last = at === commands.length - 1;
    if (last && inShell) break;
    const pipe = last ? undefined : await sys.pipe();
    const plumbing = {
      ...(input === undefined ? {} : { stdin: input }),
      ...(pipe === undefined ? {} : { stdout: pipe[1] }),
      ...(pipe !== undefined && stderrToo[at] ? { stderr: pipe[1] } : {}),
      close: [...(input === undefined ? [] : [input]), ...(pipe ?? [])],
    };
    pids.push(
      await forkOr(shell, { background: false, group: pids[0] ?? 0, plumbing }, async child => {
        child.forkedFor = command;
        return run(child, command, true);
      }),
    );
    if (input !== undefined) await sys.close(input);
    if (pipe !== undefined) await sys.close(pipe[1]);
    input = pipe?.[0];
  }
  const job = shell.jobs.add({
    processes: pids.map(pid => ({ pid, end: undefined, stopped: undefined })),
    text: printNode({ ...node, negated: false, timed: false }),
    group: pids[0]!,
    foreground: true,
    directory: shell.variables.get('PWD') ?? '',
    line: shell.line,
    jobControl: shell.options.monitor,
  });
  const lastStatus = inShell ? await runLast(shell, commands.at(-1)!, input!, run) : undefined;
  await foreground(shell, job);
  const statuses = job.processes.map(({ end }) => (end === undefined ? 0 : statusOf(end)));
  if (lastStatus !== undefined) statuses.push(lastStatus);
  shell.pipeStatus = statuses;
  if (lastStatus === undefined) return jobStatus(job, shell.options.pipefail);
  return shell.options.pipefail ? (statuses.findLast(status => status !== 0) ?? 0) : lastStatus;
}

async function forkOr(shell: Shell, how: Parameters<typeof fork>[1], body: (child: Shell) => Promise<number>): Promise<Pid> {
  try {
    return await fork(shell, how, body);
  } catch (error) {
    if (error instanceof Errno) throw await forkFailed(shell, error);
    throw error;
  }
}

/** lastpipe: the last command reads the pipe in the shell itself. */
async function runLast(shell: Shell, command: Node, input: Fd, run: Run): Promise<number> {
  const { sys } = shell;
  const saved = await sys.dup(0, { least: 10, cloexec: true });
  await sys.dup2(input, 0);
  await sys.close(input);
  try {
    return await run(shell, command, false);
  } finally {
    await sys.dup2(saved, 0);
    await sys.close(saved);
  }
}

/** ( … ): a child, or this process where nothing follows. */
export async function runSubshell(
  shell: Shell,
  node: Group,
  tail: boolean,
  run: (shell: Shell, list: List) => Now<number>,
): Promise<number> {
  if (shell.dialect.kind !== 'dash') shell.line = node.line;
  const body = async (child: Shell): Promise<number> => {
    await redirect(child, node.redirects, true);
    return run(child, node.body);
  };
  if (tail && !shell.interactive && shell.traps.size === 0 && shell.jobs.jobs.length === 0) {
    shell.subshellDepth++;
    return runChild(shell, body);
  }
  const pid = await forkOr(shell, { background: false }, body);
  const job = shell.jobs.add({
    processes: [{ pid, end: undefined, stopped: undefined }],
    text: printNode(node),
    group: pid,
    foreground: true,
    directory: shell.variables.get('PWD') ?? '',
    line: node.line,
    jobControl: shell.options.monitor,
  });
  return foreground(shell, job);
}

const TIME_FORMAT = '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS';

async function timed(shell: Shell, node: Pipeline, run: Run): Promise<number> {
  const times = async (): Promise<{ real: number; user: number; system: number }> => {
    const now = await shell.sys.clockGettime('monotonic');
    const self = await shell.sys.getrusage('self');
    const children = await shell.sys.getrusage('children');
    return {
      real: now.seconds * 1000 + now.nanoseconds / 1e6,
      user: self.userMs + children.userMs,
      system: self.systemMs + children.systemMs,
    };
  };
  const before = await times();
  const bare =
    node.commands.length === 1 &&
    node.commands[0]!.kind === 'simple' &&
    node.commands[0]!.words.length + node.commands[0]!.assignments.length === 0;
  const status = bare ? 0 : await runPipeline(shell, { ...node, timed: false }, false, run);
  const end = await times();
  const format = node.timed === 'posix' ? 'real %2R\nuser %2U\nsys %2S' : (shell.variables.get('TIMEFORMAT') ?? TIME_FORMAT);
  if (format !== '') {
    const spent = { real: end.real - before.real, user: end.user - before.user, system: end.system - before.system };
    await shell.warn(`${timeText(format, spent)}\n`);
  }
  return status;
}

/** TIMEFORMAT filled in. */
function timeText(format: string, spent: { real: number; user: number; system: number }): string {
  return format.replace(/%(?:%|(\d?)(l?)([RUS])|P)/g, (whole, digits: string | undefined, long: string, letter: string) => {
    if (whole === '%%') return '%';
    if (whole === '%P') return spent.real > 0 ? (((spent.user + spent.system) / spent.real) * 100).toFixed(2) : '0.00';
    const ms = letter === 'R' ? spent.real : letter === 'U' ? spent.user : spent.system;
    const places = digits === '' || digits === undefined ? 3 : Math.min(6, Number(digits));
    const cut = (seconds: number): string => (Math.floor(seconds * 10 ** places) / 10 ** places).toFixed(places);
    const seconds = ms / 1000;
    return long === 'l' ? `${Math.floor(seconds / 60)}m${cut(seconds % 60)}s` : cut(seconds);
  });
}
