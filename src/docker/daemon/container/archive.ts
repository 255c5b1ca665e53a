// Files in and out of a container: cp's archives, export, and commit to an image. As moby's daemon/archive_unix.go, export.go, commit.go.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Stat } from '../../../abi/types.ts';
import { TarError, TarWriter } from '../../../userland/lib/tar.ts';
import type { ContainerConfig, FilesystemChange, PathStat } from '../../api/container.ts';
import { type Engine, logContainer } from '../engine.ts';
import { ApiError, conflict, internal, invalid, notFound, unless } from '../errors.ts';
import { changesOf } from '../image/changes.ts';
import type { DocumentConfig, ImageDocument } from '../image/document.ts';
import { diffOf, lowerDirs } from '../image/overlay.ts';
import type { Image } from '../image/store.ts';
import { pack, packLayer, resolveIn, unpack } from '../image/tree.ts';
import { now, rfc3339Nano } from '../time.ts';
import type { Container, Mount } from './container.ts';
import { pauseContainer, unpauseContainer } from './control.ts';
import { mountRoot, unmountRoot } from './root.ts';

/** Go's os.FileMode of an inode. */
function fileMode({ kind, mode }: Stat): number {
  const kinds = { directory: 2 ** 31, symlink: 2 ** 27, fifo: 2 ** 25, socket: 2 ** 24, char: 2 ** 26 + 2 ** 21, block: 2 ** 26, file: 0 };
  const special = (mode & 0o4000 ? 2 ** 23 : 0) + (mode & 0o2000 ? 2 ** 22 : 0) + (mode & 0o1000 ? 2 ** 20 : 0);
  return kinds[kind] + special + (mode & 0o777);
}

/** The file on the host behind a path of the container, volumes and binds seen through. */
async function locate(
  sys: Sys,
  container: Container,
  root: string,
  path: string,
  nofollow: boolean,
): Promise<{ file: string; mount: Mount | undefined }> {
  const inside = (await resolveIn(sys, root, path, nofollow)).slice(root.length) || '/';
  let best: Mount | undefined;
  for (const mount of container.mounts.values()) {
    const within = inside === mount.Destination || inside.startsWith(`${mount.Destination}/`);
    if (within && mount.Source !== '' && (!best || mount.Destination.length > best.Destination.length)) best = mount;
  }
  if (!best) return { file: inside === '/' ? root : `${root}${inside}`, mount: undefined };
  const rest = inside.slice(best.Destination.length);
  return { file: await resolveIn(sys, best.Source, rest, nofollow), mount: best };
}

const notThere = (path: string, container: string): ApiError => notFound(`Could not find the file ${path} in container ${container}`);

async function statOf(sys: Sys, file: string, path: string, name: string): Promise<{ stat: Stat; shown: PathStat }> {
  const stat = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(file, { nofollow: true }));
  if (!stat || (path.endsWith('/') && path !== '/' && stat.kind !== 'directory' && stat.kind !== 'symlink')) throw notThere(path, name);
  const base = path.replace(/\/+$/, '').split('/').pop() || '/';
  return {
    stat,
    shown: {
      name: base,
      size: stat.sizeBytes,
      mode: fileMode(stat),
      mtime: rfc3339Nano(stat.mtime),
      linkTarget: stat.kind === 'symlink' ? await sys.readlink(file) : '',
    },
  };
}

const withRoot = async <T>(sys: Sys, container: Container, body: (root: string) => Promise<T>): Promise<T> => {
  const root = await mountRoot(sys, container);
  try {
    return await body(root.path);
  } finally {
    await unmountRoot(sys, container);
  }
};

/** HEAD /containers/{id}/archive. Throws ApiError. */
export const statPath = (sys: Sys, container: Container, path: string, name: string): Promise<PathStat> =>
  withRoot(sys, container, async root => (await statOf(sys, (await locate(sys, container, root, path, true)).file, path, name)).shown);

/** GET /containers/{id}/archive. Throws ApiError. */
export async function archivePath(
  sys: Sys,
  engine: Engine,
  container: Container,
  path: string,
  name: string,
): Promise<{ shown: PathStat; archive: Uint8Array }> {
  const found = await withRoot(sys, container, async root => {
    const inside = path.endsWith('/.') ? path.slice(0, -1) : path;
    const { file } = await locate(sys, container, root, inside, !inside.endsWith('/'));
    const { shown } = await statOf(sys, file, path, name);
    const writer = new TarWriter(true);
    const base = inside.replace(/\/+$/, '').split('/').pop() || '/';
    const prefix = base === '/' ? '' : `${base}/`;
    await pack(sys, writer, file, '', { rename: inner => (inner === '' ? (prefix === '' ? '.' : base) : `${prefix}${inner}`) });
    return { shown, archive: writer.finish() };
  });
  await logContainer(sys, engine, container, 'archive-path');
  return found;
}

export interface ExtractHow {
  noOverwriteDirNonDir: boolean;
  copyOwner: boolean;
}

/** PUT /containers/{id}/archive. Throws ApiError. */
export async function extractTo(
  sys: Sys,
  engine: Engine,
  container: Container,
  path: string,
  name: string,
  archive: Uint8Array,
  how: ExtractHow,
): Promise<void> {
  await withRoot(sys, container, async root => {
    const { file, mount } = await locate(sys, container, root, path, false);
    const stat = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(file));
    if (!stat) throw notThere(path, name);
    if (stat.kind !== 'directory') throw invalid('extraction point is not a directory');
    if (mount && !mount.RW) throw conflict(`mounted volume is marked read-only`);
    if (!mount && container.hostConfig.ReadonlyRootfs) throw conflict('container rootfs is marked read-only');
    try {
      await unpack(sys, archive, file, {
        noOverwriteDirNonDir: how.noOverwriteDirNonDir,
        ...(how.copyOwner ? {} : { owner: { uid: 0, gid: 0 } }),
      });
    } catch (error) {
      if (error instanceof TarError) throw invalid(error.message);
      if (error instanceof Errno || error instanceof ApiError) throw error;
      throw internal((error as Error).message);
    }
  });
  await logContainer(sys, engine, container, 'extract-to-dir');
}

/** GET /containers/{id}/export: the whole root as it is. */
export async function exportContainer(sys: Sys, engine: Engine, container: Container): Promise<Uint8Array> {
  const archive = await withRoot(sys, container, async root => {
    const writer = new TarWriter(true);
    await pack(sys, writer, root, '');
    return writer.finish();
  });
  await logContainer(sys, engine, container, 'export');
  return archive;
}

export async function containerChanges(sys: Sys, container: Container): Promise<FilesystemChange[]> {
  const { layer } = container;
  return layer ? changesOf(sys, diffOf(layer.mountId), await lowerDirs(sys, layer.mountId)) : [];
}

/** The part of a container's config that an image keeps. */
const imageConfigOf = (config: ContainerConfig): DocumentConfig => ({
  ...(config.ExposedPorts ? { ExposedPorts: config.ExposedPorts } : {}),
  User: config.User,
  Env: config.Env,
  Cmd: config.Cmd,
  ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
  ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
  Volumes: config.Volumes,
  WorkingDir: config.WorkingDir,
  Entrypoint: config.Entrypoint,
  OnBuild: config.OnBuild,
  Labels: config.Labels,
  ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
  ...(config.Shell ? { Shell: config.Shell } : {}),
});

export interface CommitHow {
  author: string;
  comment: string;
  pause: boolean;
  /** The config after --change. */
  change: (config: DocumentConfig) => DocumentConfig;
}

/** POST /commit: a new image of what the container changed. */
export async function commitContainer(sys: Sys, engine: Engine, container: Container, how: CommitHow): Promise<Image> {
  const config = how.change(imageConfigOf(container.config));
  const pausing = how.pause && container.state.Running && !container.state.Paused;
  if (pausing) await pauseContainer(sys, engine, container);
  let archive: Uint8Array;
  try {
    archive = await packLayer(sys, diffOf(container.layer!.mountId));
  } finally {
    if (pausing) await unpauseContainer(sys, engine, container);
  }
  const parent = engine.images.get(container.image);
  const layer = await engine.images.layers.register(sys, archive, container.layer!.parent);
  const created = rfc3339Nano(await now(sys));
  const isEmpty = archive.length <= 1024;
  const document: ImageDocument = {
    architecture: parent?.document.architecture ?? 'amd64',
    ...(how.author === '' ? {} : { author: how.author }),
    ...(how.comment === '' ? {} : { comment: how.comment }),
    config,
    container: container.id,
    container_config: container.config,
    created,
    docker_version: '28.5.2+dfsg4',
    history: [
      ...(parent?.document.history ?? []),
      {
        created,
        ...(how.author === '' ? {} : { author: how.author }),
        created_by: [...(container.config.Entrypoint ?? []), ...(container.config.Cmd ?? [])].join(' '),
        ...(how.comment === '' ? {} : { comment: how.comment }),
        ...(isEmpty ? { empty_layer: false } : {}),
      },
    ],
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [...(parent?.document.rootfs.diff_ids ?? []), layer.diffId] },
  };
  const image = await engine.images.add(sys, document, parent?.id);
  await logContainer(sys, engine, container, 'commit', { comment: how.comment, imageID: image.id, imageRef: '' });
  return image;
}
