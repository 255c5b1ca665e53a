// The mounts that a process sees, and a path's own place among them. As libbb/find_mount_point.c of BusyBox.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';
import { dirName, joinPath, normalizePath } from '../lib/path.ts';

export interface Mounted {
  source: string;
  target: string;
  type: string;
  options: string;
}

const unescapeOctal = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** /proc/mounts, in the order they were made. */
export async function mounts(sys: Sys): Promise<Mounted[]> {
  return (await readText(sys, '/proc/mounts'))
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [source = '', target = '', type = '', options = ''] = line.split(' ');
      return { source: unescapeOctal(source), target: unescapeOctal(target), type, options };
    });
}

/** The path without symbolic links, from the root; the words themselves where it has none. */
export async function canonical(sys: Sys, path: string): Promise<string> {
  let whole = normalizePath(path, await sys.getcwd());
  for (let links = 0; links < 40; links++) {
    const link = await firstLink(sys, whole);
    if (!link) return whole;
    whole = normalizePath(joinPath(link.target.startsWith('/') ? '/' : dirName(link.at), link.target + whole.slice(link.at.length)));
  }
  return whole;
}

async function firstLink(sys: Sys, path: string): Promise<{ at: string; target: string } | undefined> {
  let at = '';
  for (const name of path.split('/').slice(1)) {
    at += `/${name}`;
    try {
      return { at, target: await sys.readlink(at) };
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return undefined;
}
