// Startup files: /etc/profile and those of a user's home. As GNU bash 5.3's shell.c: run_startup_files.

import { Errno } from '../../abi/errno.ts';
import type { Shell } from '../lib/shell/state.ts';
import type { Invocation } from './invocation.ts';

/** The files of a login shell. */
export async function profile(shell: Shell, invocation: Invocation): Promise<void> {
  if (!invocation.profile) return;
  await sourceIfThere(shell, '/etc/profile');
  const home = shell.variables.get('HOME') ?? '';
  for (const name of ['.bash_profile', '.bash_login', '.profile']) {
    if (await sourceIfThere(shell, `${home}/${name}`)) return;
  }
}

/** Sources a file; false where it is not there. */
export async function sourceIfThere(shell: Shell, path: string): Promise<boolean> {
  try {
    await shell.sys.access(path, { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return false;
  }
  await shell.engine.command(shell, ['.', path], { functions: false });
  return true;
}
