// coproc: a command in the background with pipes both ways. As bash 5.3's execute_cmd.c: execute_coproc.

import type { Coprocess, Node } from './ast.ts';
import { fork } from './launch.ts';
import type { Now } from './now.ts';
import { printNode } from './print-tree.ts';
import type { Shell } from './state.ts';

/** Where its two ends go, as far out of a script's way as they can. */
const READ_FD = 63;
const WRITE_FD = 60;

/** Starts it, and leaves its ends in NAME and its pid in NAME_PID. */
export async function startCoprocess(
  shell: Shell,
  node: Coprocess,
  run: (shell: Shell, node: Node, tail: boolean) => Now<number>,
): Promise<number> {
  const { sys } = shell;
  const [fromChild, childOut] = await sys.pipe();
  const [childIn, toChild] = await sys.pipe();
  const move = async (fd: number, least: number): Promise<number> => {
    const moved = await sys.dup(fd, { least, cloexec: true });
    await sys.close(fd);
    return moved;
  };
  const output = await move(fromChild, READ_FD);
  const input = await move(toChild, WRITE_FD);
  const plumbing = { stdin: childIn, stdout: childOut, close: [childIn, childOut, output, input] };
  const pid = await fork(shell, { background: true, plumbing }, async child => run(child, node.body, true));
  await sys.close(childIn);
  await sys.close(childOut);
  shell.variables.setArray(node.name, [String(output), String(input)]);
  shell.variables.set(`${node.name}_PID`, String(pid));
  const job = shell.jobs.add({
    processes: [{ pid, end: undefined, stopped: undefined }],
    text: printNode(node),
    group: pid,
    foreground: false,
    directory: shell.variables.get('PWD') ?? '',
    line: shell.line,
    jobControl: shell.options.monitor,
  });
  shell.lastBackground = pid;
  if (shell.interactive) await shell.warn(`[${job.number}] ${pid}\n`);
  return 0;
}
