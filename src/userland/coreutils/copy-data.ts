// The contents and attributes of one file put into another. As coreutils' copy.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd, Stat } from '../../abi/types.ts';
import type { Tool } from '../lib/command.ts';
import { CHUNK_BYTES, writeAll } from '../lib/io.ts';
import { quoteAlways } from '../lib/quote.ts';
import type { CopyOptions } from './copy-options.ts';

const sameDevice = (a: Stat, b: Stat): boolean => a.dev.major === b.dev.major && a.dev.minor === b.dev.minor;

/** Copies a regular file's (or a stream's) bytes; holes stay holes. False once it has complained. */
export async function copyContents(
  tool: Tool,
  from: Fd,
  to: Fd,
  source: string,
  dest: string,
  stat: Stat,
  sparse: CopyOptions['sparse'],
): Promise<boolean> {
  const same = sameDevice(stat, await tool.sys.fstat(to));
  const writing =
    same && stat.kind === 'file' ? `error copying ${quoteAlways(source)} to ${quoteAlways(dest)}` : `error writing ${quoteAlways(dest)}`;
  const holes = stat.kind === 'file' && stat.blocks * 512 < stat.sizeBytes && sparse !== 'never';
  try {
    if (holes) return await copyExtents(tool.sys, from, to, stat.sizeBytes);
    for (;;) {
      let bytes: Uint8Array;
      try {
        bytes = await tool.sys.read(from, CHUNK_BYTES);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await tool.warn(`error reading ${quoteAlways(source)}: ${error.message}`);
        return false;
      }
      if (bytes.length === 0) break;
      if (sparse === 'always' && bytes.every(byte => byte === 0)) await tool.sys.lseek(to, bytes.length, 'current');
      else await writeAll(tool.sys, to, bytes);
    }
    if (sparse === 'always') await tool.sys.ftruncate(to, await tool.sys.lseek(to, 0, 'current'));
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await tool.warn(`${writing}: ${error.message}`);
    return false;
  }
}

async function copyExtents(sys: Sys, from: Fd, to: Fd, size: number): Promise<true> {
  let at = 0;
  while (at < size) {
    let start: number;
    try {
      start = await sys.lseek(from, at, 'data');
    } catch (error) {
      if (error instanceof Errno && error.code === 'ENXIO') break;
      throw error;
    }
    const end = Math.min(size, await sys.lseek(from, start, 'hole'));
    await sys.lseek(from, start, 'set');
    await sys.lseek(to, start, 'set');
    for (let left = end - start; left > 0; ) {
      const bytes = await sys.read(from, Math.min(left, CHUNK_BYTES));
      if (bytes.length === 0) break;
      await writeAll(sys, to, bytes);
      left -= bytes.length;
    }
    at = end;
  }
  await sys.ftruncate(to, size);
  return true;
}

/** Gives a copy its source's attributes, those that are to be kept. The mode comes last: changing owners takes set-id bits away. */
export async function copyAttributes(tool: Tool, source: string, dest: string, stat: Stat, options: CopyOptions): Promise<boolean> {
  const { preserve } = options;
  const { sys } = tool;
  const nofollow = stat.kind === 'symlink';
  try {
    if (preserve.has('xattr')) {
      for (const name of await sys.listxattr(source, { nofollow })) {
        await sys.setxattr(dest, name, await sys.getxattr(source, name, { nofollow }), { nofollow });
      }
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  if (preserve.has('timestamps')) {
    try {
      await sys.utimens(dest, stat.atime, stat.mtime, { nofollow });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`preserving times for ${quoteAlways(dest)}: ${error.message}`);
      return false;
    }
  }
  let mode = stat.mode;
  if (preserve.has('ownership')) {
    try {
      await sys.chown(dest, stat.uid, stat.gid, { nofollow });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'EPERM' && error.code !== 'EINVAL') {
        await tool.warn(`failed to preserve ownership for ${quoteAlways(dest)}: ${error.message}`);
        return false;
      }
      mode &= 0o777;
    }
  }
  if (preserve.has('mode') && !nofollow) {
    try {
      await sys.chmod(dest, mode);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await tool.warn(`preserving permissions for ${quoteAlways(dest)}: ${error.message}`);
      return false;
    }
  }
  return true;
}
