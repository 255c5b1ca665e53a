// zgrep, zdiff and zcmp: another program run on uncompressed files. As the scripts of GNU gzip 1.14.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Env, Fd } from '../../abi/types.ts';
import { readAll, writeAll } from '../lib/io.ts';
import { shellStatus, spawn, waitFor } from '../lib/run-program.ts';
import { gunzip } from './gzip-core.ts';

/** A descriptor that gives a file's contents, uncompressed where it is compressed. A child feeds it. */
export async function uncompressed(sys: Sys, path: string): Promise<Fd> {
  const fd = path === '-' ? 0 : await sys.open(path, { read: true, cloexec: true });
  const [readEnd, writeEnd] = await sys.pipe({ cloexec: true });
  await sys.clone(async child => {
    await child.close(readEnd);
    const bytes = await readAll(child, fd);
    await writeAll(child, writeEnd, bytes[0] === 0x1f && bytes[1] === 0x8b ? (gunzip(bytes) ?? bytes) : bytes);
    return 0;
  });
  await sys.close(writeEnd);
  if (fd !== 0) await sys.close(fd);
  return readEnd;
}

/** Runs a program with these in place of its descriptors; its status as the shell counts it. */
export async function runWith(sys: Sys, argv: readonly string[], env: Env, fds: readonly (readonly [Fd, Fd])[]): Promise<number> {
  const pid = await spawn(sys, argv, env, { fds });
  return shellStatus(await waitFor(sys, pid));
}

/** The words of a file that cannot be opened, in the manner of gzip. */
export const openWords = (path: string, error: unknown): string => {
  if (!(error instanceof Errno)) throw error;
  return `gzip: ${path}: ${error.message}\n`;
};
