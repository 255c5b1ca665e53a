// A home directory made and filled, moved, and taken away. As shadow's copydir.c and remove_tree.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { folderEntries } from '../lib/folder.ts';
import { readFile, writeFile } from '../lib/io.ts';
import { joinPath } from '../lib/path.ts';
import type { Job } from './frame.ts';

const HOME_MODE = 0o700;

/** Makes a home with what the skeleton has; one that is there already is left as it is, which is said. */
export async function copySkeleton({ sys, say }: Job, home: string, skeleton: string, uid: number, gid: number): Promise<void> {
  try {
    await sys.mkdir(home, HOME_MODE);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code !== 'EEXIST') return say(`cannot create directory ${home}`);
    await say(`warning: the home directory ${home} already exists.`);
    return say('Not copying any file from skel directory into it.');
  }
  await sys.chmod(home, HOME_MODE);
  await copyInto(sys, skeleton, home, uid, gid);
  await sys.chown(home, uid, gid);
}

async function copyInto(sys: Sys, from: string, to: string, uid: number, gid: number): Promise<void> {
  for (const { name, kind } of await folderEntries(sys, from).catch(() => [])) {
    const [source, target] = [joinPath(from, name), joinPath(to, name)];
    if (kind === 'symlink') await sys.symlink(await sys.readlink(source), target);
    else if (kind === 'directory') {
      const { mode } = await sys.stat(source);
      await sys.mkdir(target, mode);
      await copyInto(sys, source, target, uid, gid);
    } else {
      const { mode } = await sys.stat(source);
      await writeFile(sys, target, await readFile(sys, source), mode);
      await sys.chmod(target, mode);
    }
    await sys.chown(target, uid, gid, { nofollow: true });
  }
}

/** Removes a folder and all in it. */
export async function removeTree(sys: Sys, path: string): Promise<void> {
  for (const { name, kind } of await folderEntries(sys, path)) {
    const each = joinPath(path, name);
    if (kind === 'directory') await removeTree(sys, each);
    else await sys.unlink(each);
  }
  await sys.rmdir(path);
}
