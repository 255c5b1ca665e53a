// A path with every link followed. As gnulib's canonicalize_filename_mode.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { joinPath } from '../lib/path.ts';

/** Which components have to exist. */
export type Existence = 'existing' | 'all-but-last' | 'missing';

const LINKS_MOST = 40;

/** The absolute path without links; throws the Errno of the component that should exist and does not. */
export async function canonicalize(sys: Sys, path: string, needs: Existence, followLinks = true): Promise<string> {
  if (path === '') throw new Errno('ENOENT');
  let left = path.split('/').filter(part => part !== '');
  let at = path.startsWith('/') ? '/' : await sys.getcwd();
  let links = 0;
  const trailingSlash = path.endsWith('/');
  while (left.length > 0) {
    const part = left.shift()!;
    if (part === '.') continue;
    if (part === '..') {
      at = at.slice(0, at.lastIndexOf('/')) || '/';
      continue;
    }
    const next = joinPath(at, part);
    try {
      const { kind } = await sys.stat(next, { nofollow: true });
      if (kind === 'symlink' && followLinks) {
        if (++links > LINKS_MOST) throw new Errno('ELOOP');
        const target = await sys.readlink(next);
        left = [...target.split('/').filter(name => name !== ''), ...left];
        if (target.startsWith('/')) at = '/';
        continue;
      }
      if (kind !== 'directory' && kind !== 'symlink' && (left.length > 0 || trailingSlash) && needs !== 'missing')
        throw new Errno('ENOTDIR');
    } catch (error) {
      if (!(error instanceof Errno) || needs === 'existing') throw error;
      if (needs === 'all-but-last' && (error.code !== 'ENOENT' || left.some(name => name !== '.'))) throw error;
    }
    at = next;
  }
  return at;
}
