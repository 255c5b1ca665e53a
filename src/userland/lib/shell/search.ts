// Finding a command's file by PATH, remembered as hash keeps it. As bash 5.3's findcmd.c.

import { Errno } from '../../../abi/errno.ts';
import { joinPath } from '../path.ts';
import type { Shell } from './state.ts';

/** The PATH of a shell that was given none, and the one of command -p. */
export const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The shell's own executable. */
/** The shell's own executable. */
export const SELF = '/proc/self/exe';

/** Whether the shell could run the file. */
export async function isExecutable(shell: Shell, path: string): Promise<boolean> {
  try {
    const { kind, mode } = await shell.sys.stat(path);
    if (kind !== 'file' || (mode & 0o111) === 0) return false;
    if (shell.euid !== 0) await shell.sys.access(path, { execute: true }, { effective: true });
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

/** The files of a name in PATH's folders; all of them, or the first. A file that cannot be run counts where none can. */
export async function searchPath(shell: Shell, name: string, how: { all?: boolean; path?: string | undefined } = {}): Promise<string[]> {
  if (name === '' || name.includes('/')) return (await isExecutable(shell, name)) ? [name] : [];
  const path = how.path ?? shell.variables.get('PATH') ?? (shell.dialect.kind === 'bash' ? '' : STANDARD_PATH);
  const found: string[] = [];
  if (path === '') return found;
  let denied: string | undefined;
  for (const folder of path.split(':')) {
    const file = joinPath(folder === '' ? '.' : folder, name);
    if (await isExecutable(shell, file)) {
      found.push(file);
      if (!how.all) return found;
    } else if (denied === undefined && (await isFile(shell, file))) denied = file;
  }
  return found.length === 0 && denied !== undefined && !how.all ? [denied] : found;
}

async function isFile(shell: Shell, path: string): Promise<boolean> {
  try {
    return (await shell.sys.stat(path)).kind === 'file';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
}

/** The file that a command's name leads to, by the hash table first; undefined where there is none. */
export async function findCommand(shell: Shell, name: string, path?: string): Promise<string | undefined> {
  if (name.includes('/')) return name;
  if (path === undefined && shell.dialect.standalone?.(name) && (await isExecutable(shell, SELF))) return SELF;
  const known = path === undefined ? shell.hash.get(name) : undefined;
  if (known !== undefined) {
    shell.hash.set(name, { path: known.path, hits: known.hits + 1 });
    return known.path;
  }
  const [found] = await searchPath(shell, name, { path });
  if (found !== undefined && path === undefined && (shell.dialect.kind !== 'bash' || shell.options.has('hashall')) && found.startsWith('/'))
    shell.hash.set(name, { path: found, hits: 1 });
  return found;
}
