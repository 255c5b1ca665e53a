// Which file a container's first argument is. As Go's os/exec.LookPath, whose words these are.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { Failure, goWords } from './failure.ts';

async function isExecutable(sys: Sys, path: string): Promise<string | undefined> {
  const stat = await sys.stat(path);
  if (stat.kind === 'directory') return 'is a directory: permission denied';
  if ((stat.mode & 0o111) === 0) return 'permission denied';
  try {
    await sys.access(path, { execute: true }, { effective: true });
  } catch (error) {
    return goWords(error);
  }
  return undefined;
}

/** The path to execute. Throws Failure: `exec: "NAME": executable file not found in $PATH` and its like. */
export async function lookPath(sys: Sys, name: string, path: string | undefined): Promise<string> {
  if (name.includes('/')) {
    let words: string | undefined;
    try {
      words = await isExecutable(sys, name);
    } catch (error) {
      words = `stat ${name}: ${goWords(error)}`;
    }
    if (words !== undefined) throw new Failure(`exec: "${name}": ${words}`);
    return name;
  }
  for (const folder of (path ?? '').split(':')) {
    const candidate = `${folder === '' ? '.' : folder}/${name}`;
    try {
      if ((await isExecutable(sys, candidate)) === undefined) return candidate;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  throw new Failure(`exec: "${name}": executable file not found in $PATH`);
}
