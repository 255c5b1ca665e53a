// The absolute path of a file without symbolic links, as realpath(3).

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';

const LINKS_MAX = 40;

/** Throws the Errno of the first part that can't be followed; where `lenient`, the last part may be missing. */
export async function canonical(sys: Sys, path: string, lenient = false): Promise<string> {
  if (path === '') throw new Errno('ENOENT');
  const rest = (path.startsWith('/') ? path : `${await sys.getcwd()}/${path}`).split('/').reverse();
  let done = '';
  let links = 0;
  while (rest.length > 0) {
    const part = rest.pop()!;
    if (part === '' || part === '.') continue;
    if (part === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const next = `${done}/${part}`;
    const kind = await sys.stat(next, { nofollow: true }).then(
      stat => stat.kind,
      error => {
        if (lenient && error instanceof Errno && error.code === 'ENOENT' && rest.every(each => each === '')) return 'file' as const;
        throw error;
      },
    );
    if (kind !== 'symlink') {
      if (kind !== 'directory' && rest.some(each => each !== '')) throw new Errno('ENOTDIR');
      done = next;
      continue;
    }
    if (++links > LINKS_MAX) throw new Errno('ELOOP');
    const target = await sys.readlink(next);
    if (target.startsWith('/')) done = '';
    rest.push(...target.split('/').reverse());
  }
  return done === '' ? '/' : done;
}

/** As canonical, but the path as it was given where it can't be followed. */
export async function canonicalOr(sys: Sys, path: string): Promise<string> {
  try {
    return await canonical(sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return path;
  }
}
