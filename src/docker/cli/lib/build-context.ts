// The files that a build is given: a folder without what .dockerignore names. As moby's patternmatcher and fsutil.

import dockerignore from '@balena/dockerignore';
import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { readText } from '../../../userland/lib/io.ts';
import { packTree } from './archive.ts';

export interface ContextHow {
  /** Files that are sent though they are ignored: the Dockerfile and .dockerignore themselves. */
  keep?: readonly string[];
  /** The file that ignores, where it is not .dockerignore. */
  ignoreFile?: string | undefined;
}

async function readIgnore(sys: Sys, path: string): Promise<string | undefined> {
  try {
    return await readText(sys, path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

/** Lines that ignore: without comments, "./" and a leading slash. */
function patternsOf(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#'))
    .map(line => line.trim())
    .filter(line => line !== '')
    .map(line => {
      const negated = line.startsWith('!');
      const path = (negated ? line.slice(1).trim() : line).replace(/^(\.?\/)+/, '').replace(/(?<=.)\/+$/, '');
      return `${negated ? '!' : ''}${path}`;
    })
    .filter(line => line !== '' && line !== '!' && line !== '.');
}

/** Says whether a path below the context is left out. */
export async function ignoring(sys: Sys, root: string, how: ContextHow = {}): Promise<((path: string) => boolean) | undefined> {
  const text = await readIgnore(sys, how.ignoreFile ?? `${root}/.dockerignore`);
  const patterns = text === undefined ? [] : patternsOf(text);
  if (patterns.length === 0) return undefined;
  const matcher = dockerignore().add(patterns);
  return path => matcher.ignores(path);
}

/** The context as an archive. */
export async function contextTar(sys: Sys, root: string, how: ContextHow = {}): Promise<Uint8Array> {
  const ignored = await ignoring(sys, root, how);
  const keep = new Set([...(how.keep ?? []), '.dockerignore']);
  return packTree(sys, root, { name: '', owners: false, ...(ignored ? { includes: path => keep.has(path) || !ignored(path) } : {}) });
}
