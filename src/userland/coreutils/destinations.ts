// Where the arguments of cp, mv, ln and install go: to a file, or into a folder. As coreutils' cp.c and mv.c.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { baseName, joinPath } from '../lib/path.ts';
import { quoteAlways } from '../lib/quote.ts';

export interface Destination {
  source: string;
  dest: string;
}

const strip = (path: string): string => path.replace(/(.)\/+$/, '$1');

/** Pairs of source and dest by -t, -T and the last operand; stops with the program's words where that makes no sense. */
export async function destinations(
  tool: Tool,
  how: { stripSlashes?: boolean; parents?: boolean } = {},
): Promise<{ pairs: Destination[]; folder?: string }> {
  const operands = [...tool.operands];
  const target = tool.value('-t');
  const plain = tool.has('-T');
  if (operands.length === 0) tool.usage('missing file operand');
  const sourceOf = (path: string): string => (how.stripSlashes ? strip(path) : path);
  if (plain) {
    if (target !== undefined) tool.fail('cannot combine --target-directory (-t) and --no-target-directory (-T)');
    if (operands.length > 2) tool.usage(`extra operand ${quoteAlways(operands[2]!)}`);
    if (operands.length === 1) tool.usage(`missing destination file operand after ${quoteAlways(operands[0]!)}`);
    return { pairs: [{ source: sourceOf(operands[0]!), dest: operands[1]! }] };
  }
  let folder = target;
  if (target !== undefined) {
    const problem = await folderProblem(tool, target);
    if (problem !== undefined) tool.fail(`target directory ${quoteAlways(target)}: ${problem.message}`);
  } else {
    if (operands.length === 1) tool.usage(`missing destination file operand after ${quoteAlways(operands[0]!)}`);
    const last = operands.pop()!;
    const problem = await folderProblem(tool, last);
    if (problem === undefined) folder = last;
    else if (operands.length > 1) tool.fail(`target ${quoteAlways(last)}: ${problem.message}`);
    else return { pairs: [{ source: sourceOf(operands[0]!), dest: last }] };
  }
  const pairs = operands.map(path => {
    const source = sourceOf(path);
    const name = how.parents ? strip(source).replace(/^\/+/, '') : baseName(source);
    return { source, dest: joinPath(folder!, name === '..' ? '.' : name) };
  });
  return { pairs, folder: folder! };
}

/** Why a path is no folder; undefined where it is one. */
async function folderProblem(tool: Tool, path: string): Promise<Errno | undefined> {
  try {
    const { kind } = await tool.sys.stat(path);
    return kind === 'directory' ? undefined : new Errno('ENOTDIR');
  } catch (error) {
    if (error instanceof Errno) return error;
    throw error;
  }
}
