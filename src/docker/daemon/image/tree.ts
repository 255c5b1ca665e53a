// Folders into archives and back: layers with their whiteouts, and plain trees for export and cp. As moby's pkg/archive.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Stat } from '../../../abi/types.ts';
import { folderEntries } from '../../../userland/lib/folder.ts';
import { encode, readFile } from '../../../userland/lib/io.ts';
import { readTar, type TarEntry, type TarHeader, type TarKind, TarWriter } from '../../../userland/lib/tar.ts';
import { unless } from '../errors.ts';
import { mkdirAll, removeAll } from '../files.ts';

const OPAQUE = 'trusted.overlay.opaque';
const WHITEOUT = '.wh.';
const OPAQUE_WHITEOUT = '.wh..wh..opq';

export const isWhiteout = (stat: Stat): boolean => stat.kind === 'char' && stat.rdev.major === 0 && stat.rdev.minor === 0;

export interface PackHow {
  /** overlay's whiteouts and opaque folders become the files that layers have for them. */
  whiteouts?: boolean;
  /** Names in the archive by paths in the tree: undefined leaves it out, and what is below. */
  rename?: (path: string) => string | undefined;
  owner?: { uid: number; gid: number };
}

/** Puts one inode, and what is below it, into the archive. `path` is its name there, without slashes at either end. */
export async function pack(
  sys: Sys,
  writer: TarWriter,
  file: string,
  path: string,
  how: PackHow = {},
  links = new Map<string, string>(),
): Promise<void> {
  const stat = await sys.stat(file, { nofollow: true });
  const name = how.rename ? how.rename(path) : path;
  if (name === undefined || stat.kind === 'socket') return;
  if (how.whiteouts && isWhiteout(stat)) {
    const slash = name.lastIndexOf('/') + 1;
    return writer.add({
      name: `${name.slice(0, slash)}${WHITEOUT}${name.slice(slash)}`,
      kind: 'file',
      mode: 0o600,
      uid: 0,
      gid: 0,
      mtime: stat.mtime,
    });
  }
  if (name !== '') await packOne(sys, writer, file, name, stat, how, links);
  if (stat.kind !== 'directory') return;
  if (how.whiteouts && (await unless(['ENODATA', 'EOPNOTSUPP'], () => sys.getxattr(file, OPAQUE)))) {
    writer.add({ name: `${name}/${OPAQUE_WHITEOUT}`, kind: 'file', mode: 0o600, uid: 0, gid: 0, mtime: stat.mtime });
  }
  const names = (await folderEntries(sys, file)).map(entry => entry.name).sort();
  for (const child of names) await pack(sys, writer, `${file}/${child}`, path === '' ? child : `${path}/${child}`, how, links);
}

async function packOne(
  sys: Sys,
  writer: TarWriter,
  file: string,
  name: string,
  stat: Stat,
  how: PackHow,
  links: Map<string, string>,
): Promise<void> {
  const header: Omit<TarHeader, 'sizeBytes'> = {
    name,
    kind: stat.kind as TarKind,
    mode: stat.mode,
    uid: how.owner?.uid ?? stat.uid,
    gid: how.owner?.gid ?? stat.gid,
    mtime: stat.mtime,
  };
  if (stat.kind === 'symlink') return writer.add({ ...header, mode: 0o777, target: await sys.readlink(file) });
  if (stat.kind === 'char' || stat.kind === 'block') return writer.add({ ...header, device: stat.rdev });
  if (stat.kind !== 'file') return writer.add(header);
  const capability = await unless(['ENODATA', 'EOPNOTSUPP'], () => sys.getxattr(file, 'security.capability'));
  if (capability) header.xattrs = { 'security.capability': capability };
  if (stat.nlink > 1) {
    const key = `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;
    const first = links.get(key);
    if (first !== undefined) return writer.add({ ...header, kind: 'link', target: first });
    links.set(key, name);
  }
  writer.add(header, await readFile(sys, file));
}

/** A folder's contents as a layer. */
export async function packLayer(sys: Sys, folder: string): Promise<Uint8Array> {
  const writer = new TarWriter(true);
  await pack(sys, writer, folder, '', { whiteouts: true });
  return writer.finish();
}

const clean = (name: string): string => {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};

export interface UnpackHow {
  whiteouts?: boolean;
  owner?: { uid: number; gid: number };
  /** Throws where a folder would replace a file or the reverse. */
  noOverwriteDirNonDir?: boolean;
  /** Paths to leave alone. */
  skip?: (name: string) => boolean;
}

/** What an archive holds, into a folder. Gives how many bytes of files that were. Throws TarError, or the Errno of what failed. */
export async function unpack(sys: Sys, archive: Uint8Array, folder: string, how: UnpackHow = {}): Promise<number> {
  let bytes = 0;
  const folders: TarEntry[] = [];
  const mask = await sys.umask(0);
  try {
    for (const entry of readTar(archive)) {
      const name = clean(entry.name);
      if (how.skip?.(name)) continue;
      const path = name === '' ? folder : `${folder}/${name}`;
      if (how.whiteouts && (await whiteout(sys, path))) continue;
      await unpackOne(sys, entry, path, folder, how);
      bytes += entry.sizeBytes;
      if (entry.kind === 'directory') folders.push({ ...entry, name: path });
    }
    for (const { name, mtime } of folders.reverse()) await unless(['ENOENT'], () => sys.utimens(name, mtime, mtime));
  } finally {
    await sys.umask(mask);
  }
  return bytes;
}

async function whiteout(sys: Sys, path: string): Promise<boolean> {
  const slash = path.lastIndexOf('/');
  const base = path.slice(slash + 1);
  const parent = path.slice(0, slash);
  if (!base.startsWith(WHITEOUT)) return false;
  await mkdirAll(sys, parent);
  if (base === OPAQUE_WHITEOUT) await sys.setxattr(parent, OPAQUE, encode('y'));
  else await unless(['EEXIST'], () => sys.mknod(`${parent}/${base.slice(WHITEOUT.length)}`, 'char', 0, { major: 0, minor: 0 }));
  return true;
}

async function unpackOne(sys: Sys, entry: TarEntry, path: string, folder: string, how: UnpackHow): Promise<void> {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (path !== folder) await mkdirAll(sys, parent);
  const there = await unless(['ENOENT'], () => sys.stat(path, { nofollow: true }));
  if (there) {
    if (how.noOverwriteDirNonDir && (there.kind === 'directory') !== (entry.kind === 'directory')) {
      const [old, young] = there.kind === 'directory' ? ['directory', 'non-directory'] : ['non-directory', 'directory'];
      throw new Error(`cannot overwrite ${old} "${path}" with ${young} "${folder}"`);
    }
    if (!(there.kind === 'directory' && entry.kind === 'directory') && path !== folder) await removeAll(sys, path);
  }
  await make(sys, entry, path, folder, there?.kind === 'directory');
  if (entry.kind === 'link') return;
  await sys.chown(path, how.owner?.uid ?? entry.uid, how.owner?.gid ?? entry.gid, { nofollow: true });
  for (const [key, value] of Object.entries(entry.xattrs ?? {})) await unless(['EOPNOTSUPP'], () => sys.setxattr(path, key, value));
  if (entry.kind === 'symlink') return;
  await sys.chmod(path, entry.mode);
  await sys.utimens(path, entry.mtime, entry.mtime);
}

async function make(sys: Sys, entry: TarEntry, path: string, folder: string, isFolder: boolean): Promise<void> {
  switch (entry.kind) {
    case 'directory':
      if (!isFolder) await sys.mkdir(path, entry.mode);
      return;
    case 'symlink':
      return sys.symlink(entry.target ?? '', path);
    case 'link':
      return sys.link(`${folder}/${clean(entry.target ?? '')}`, path);
    case 'file': {
      const fd = await sys.open(path, { write: true, create: true, truncate: true, cloexec: true }, entry.mode);
      for (let at = 0; at < entry.data.length; ) at += await sys.write(fd, entry.data.subarray(at));
      if (entry.sizeBytes > entry.data.length) await sys.ftruncate(fd, entry.sizeBytes);
      return sys.close(fd);
    }
    default:
      return sys.mknod(path, entry.kind, entry.mode, entry.device);
  }
}

/** A path of a tree whose symbolic links are followed as if `root` were "/". The last part too, unless `nofollow`. */
export async function resolveIn(sys: Sys, root: string, path: string, nofollow = false): Promise<string> {
  const todo = path.split('/').filter(Boolean).reverse();
  let at: string[] = [];
  let links = 0;
  while (todo.length > 0) {
    const part = todo.pop()!;
    if (part === '.') continue;
    if (part === '..') {
      at.pop();
      continue;
    }
    const target =
      nofollow && todo.length === 0
        ? undefined
        : await unless(['EINVAL', 'ENOENT', 'ENOTDIR'], () => sys.readlink(`${root}/${[...at, part].join('/')}`));
    if (target === undefined) {
      at.push(part);
      continue;
    }
    if (++links > 255) throw new Errno('ELOOP');
    if (target.startsWith('/')) at = [];
    todo.push(...target.split('/').filter(Boolean).reverse());
  }
  return at.length === 0 ? root : `${root}/${at.join('/')}`;
}
