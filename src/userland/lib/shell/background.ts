// Commands in the background. As bash 5.3's execute_cmd.c and jobs.c.

import type { Pid } from '../../../abi/types.ts';
import type { Node } from './ast.ts';
import { emptyInput, fork } from './launch.ts';
import type { Now } from './now.ts';
import { printNode } from './print-tree.ts';
import type { Shell } from './state.ts';

type Run = (shell: Shell, node: Node, tail: boolean) => Now<number>;

/** Starts a command that is not waited for; gives 0. */
export async function startBackground(shell: Shell, node: Node, run: Run): Promise<number> {
  const pids: Pid[] = [];
  if (node.kind === 'pipeline' && node.commands.length > 1 && !node.negated && node.timed === false)
    await startPipeline(shell, node, run, pids);
  else {
    pids.push(
      await fork(shell, { background: true }, async child => {
        if (!shell.options.monitor) await emptyInput(child);
        child.forkedFor = node;
        return run(child, node, true);
      }),
    );
  }
  const plain = node.kind === 'pipeline' ? { ...node, negated: false, timed: false as const } : node;
  const job = shell.jobs.add({
    processes: pids.map(pid => ({ pid, end: undefined, stopped: undefined })),
    text: printNode(plain),
    group: pids[0]!,
    foreground: false,
    directory: shell.variables.get('PWD') ?? '',
    line: shell.line,
    jobControl: shell.options.monitor,
  });
  shell.lastBackground = pids.at(-1)!;
  if (shell.interactive) await shell.warn(shell.dialect.kind === 'bash' ? `[${job.number}] ${shell.lastBackground}\n` : '');
  return 0;
}

async function startPipeline(shell: Shell, node: Extract<Node, { kind: 'pipeline' }>, run: Run, pids: Pid[]): Promise<void> {
  const { sys } = shell;
  let input: number | undefined;
  for (const [at, command] of node.commands.entries()) {
    const pipe = at === node.commands.length - 1 ? undefined : await sys.pipe();
    const plumbing = {
      ...(input === undefined ? {} : { stdin: input }),
      ...(pipe === undefined ? {} : { stdout: pipe[1] }),
      ...(pipe !== undefined && node.stderrToo[at] ? { stderr: pipe[1] } : {}),
      close: [...(input === undefined ? [] : [input]), ...(pipe ?? [])],
    };
    const first = at === 0;
    pids.push(
      await fork(shell, { background: true, group: pids[0] ?? 0, plumbing }, async child => {
        if (first && !shell.options.monitor) await emptyInput(child);
        child.forkedFor = command;
        return run(child, command, true);
      }),
    );
    if (input !== undefined) await sys.close(input);
    if (pipe !== undefined) await sys.close(pipe[1]);
    input = pipe?.[0];
  }
}
