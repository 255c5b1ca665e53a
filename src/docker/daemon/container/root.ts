// The root filesystem of a container from the host's side: mounted while somebody needs it. As moby's container mount counting.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import { folderEntries } from '../../../userland/lib/folder.ts';
import { TarWriter } from '../../../userland/lib/tar.ts';
import { internal, unless } from '../errors.ts';
import { mkdirAll } from '../files.ts';
import { mountLayer, unmountLayer } from '../image/overlay.ts';
import { pack, resolveIn, unpack } from '../image/tree.ts';
import type { Container, Mount } from './container.ts';

/** A mounted root, with what is done to it from outside. */
export class Root {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The working folder, where it is missing. Throws ApiError where something else is in its place. */
  async makeWorkingDir(sys: Sys, folder: string): Promise<void> {
    if (folder === '') return;
    const path = await resolveIn(sys, this.path, folder);
    try {
      const stat = await unless(['ENOENT'], () => sys.stat(path));
      if (stat && stat.kind !== 'directory') throw new Errno('ENOTDIR');
      if (!stat) await mkdirAll(sys, path);
    } catch (error) {
      if (error instanceof Errno && error.code === 'ENOTDIR') throw internal(`Cannot mkdir: ${folder} is not a directory`);
      throw error;
    }
  }

  /** Fills an empty volume with the files that the image has where it is to be mounted. */
  async copyUp(sys: Sys, mount: Mount): Promise<void> {
    const from = await resolveIn(sys, this.path, mount.Destination);
    const stat = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(from));
    if (stat?.kind !== 'directory' || (await folderEntries(sys, mount.Source)).length > 0) return;
    if ((await folderEntries(sys, from)).length > 0) {
      const writer = new TarWriter(true);
      await pack(sys, writer, from, '');
      await unpack(sys, writer.finish(), mount.Source);
    }
    await sys.chown(mount.Source, stat.uid, stat.gid);
    await sys.chmod(mount.Source, stat.mode);
  }
}

/** Mounts the root, or counts one more user of it. */
export async function mountRoot(sys: Sys, container: Container): Promise<Root> {
  const { layer } = container;
  if (!layer) throw internal(`container ${container.id} has no layer`);
  if (container.mountedAt++ > 0) return new Root(`/var/lib/docker/overlay2/${layer.mountId}/merged`);
  try {
    return new Root(await mountLayer(sys, layer.mountId));
  } catch (error) {
    container.mountedAt--;
    throw error;
  }
}

/** One user less; the last one unmounts. */
export async function unmountRoot(sys: Sys, container: Container): Promise<void> {
  if (!container.layer || --container.mountedAt > 0) return;
  container.mountedAt = 0;
  await unmountLayer(sys, container.layer.mountId);
}
