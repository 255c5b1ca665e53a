// What a container changed: its upper folder against the layers below. As moby's archive.OverlayChanges.

import type { Sys } from '../../../abi/sys.ts';
import type { Stat } from '../../../abi/types.ts';
import { folderEntries } from '../../../userland/lib/folder.ts';
import type { FilesystemChange } from '../../api/container.ts';
import { unless } from '../errors.ts';
import { isWhiteout } from './tree.ts';

const MODIFIED = 0;
const ADDED = 1;
const DELETED = 2;

const sameFolder = (left: Stat, right: Stat): boolean =>
  left.mode === right.mode && left.mtime.seconds === right.mtime.seconds && left.mtime.nanoseconds === right.mtime.nanoseconds;

/** Changes in the order of a walk; a folder above one is a change too. */
export async function changesOf(sys: Sys, upper: string, lower: readonly string[]): Promise<FilesystemChange[]> {
  const changes: FilesystemChange[] = [];
  const folders = new Set<string>();
  const below = async (path: string): Promise<Stat | undefined> => {
    for (const folder of lower) {
      const stat = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(`${folder}${path}`, { nofollow: true }));
      if (stat) return isWhiteout(stat) ? undefined : stat;
    }
    return undefined;
  };
  const walk = async (folder: string): Promise<void> => {
    const names = (await folderEntries(sys, `${upper}${folder}`)).map(({ name }) => name).sort();
    for (const name of names) {
      const path = `${folder}/${name}`;
      const stat = await sys.stat(`${upper}${path}`, { nofollow: true });
      const old = isWhiteout(stat) ? undefined : await below(path);
      const same = old?.kind === 'directory' && stat.kind === 'directory' && sameFolder(stat, old);
      if (!same) {
        const kind = isWhiteout(stat) ? DELETED : old ? MODIFIED : ADDED;
        if (stat.kind === 'directory') folders.add(path);
        if (folder !== '' && !folders.has(folder)) {
          folders.add(folder);
          changes.push({ Path: folder, Kind: MODIFIED });
        }
        changes.push({ Path: path, Kind: kind });
      }
      if (stat.kind === 'directory') await walk(path);
    }
  };
  await walk('');
  return changes;
}
