// Where COPY and ADD find files: the build's context, another stage or image, a URL. As buildkit's contenthash and fsutil/copy.

import { sha256 } from '@noble/hashes/sha2.js';
import type { Sys } from '../../../abi/sys.ts';
import { folderEntries } from '../../../userland/lib/folder.ts';
import { patternRegex } from '../../../userland/lib/glob.ts';
import { encode, readFile } from '../../../userland/lib/io.ts';
import { changeMode, type ModeChange } from '../../../userland/lib/modes.ts';
import { readTar, TarError } from '../../../userland/lib/tar.ts';
import { unless } from '../errors.ts';
import { mkdirAll, removeAll } from '../files.ts';
import { hex } from '../ids.ts';
import { decompressed } from '../image/transfer.ts';
import { resolveIn, unpack } from '../image/tree.ts';

/** A file that COPY names is not there. */
export class NotFoundInSource extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`"${path}": not found`);
    this.path = path;
  }
}

export const hasWildcard = (path: string): boolean => /[*?[\\]/.test(path);

/** Paths of the source that a pattern names, as "/a/b"; with wildcards none is allowed. Throws NotFoundInSource. */
export async function matchPaths(sys: Sys, root: string, pattern: string, ignored: (path: string) => boolean): Promise<string[]> {
  const path = normalize(pattern);
  if (!hasWildcard(path)) {
    const file = await resolveIn(sys, root, path, true);
    if (path !== '/' && ignored(path.slice(1))) throw new NotFoundInSource(path);
    if (!(await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(file, { nofollow: true })))) throw new NotFoundInSource(path);
    return [path];
  }
  let found = [''];
  for (const part of path.split('/').filter(Boolean)) {
    const regex = patternRegex(part, { pathname: true });
    const next: string[] = [];
    for (const folder of found) {
      const entries = await unless(['ENOENT', 'ENOTDIR'], () => folderEntries(sys, `${root}${folder}`));
      for (const { name } of entries ?? []) if (hasWildcard(part) ? regex.test(name) : name === part) next.push(`${folder}/${name}`);
    }
    found = next;
  }
  return found.filter(one => !ignored(one.slice(1))).sort();
}

/** As filepath.Clean of a path below "/". */
export function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A digest of all that COPY takes of an inode: names, modes, owners, contents; not times. */
export async function checksum(sys: Sys, file: string, path: string, ignored: (path: string) => boolean, name = ''): Promise<string> {
  const stat = await sys.stat(file, { nofollow: true });
  const own = `${name}\0${stat.kind}\0${stat.mode.toString(8)}\0${stat.uid}\0${stat.gid}\0`;
  if (stat.kind === 'symlink') return hex(sha256(encode(own + (await sys.readlink(file)))));
  if (stat.kind === 'file') return hex(sha256(encode(own + hex(sha256(await readFile(sys, file))))));
  if (stat.kind !== 'directory') return hex(sha256(encode(own)));
  const names = (await folderEntries(sys, file)).map(entry => entry.name).sort();
  const parts: string[] = [];
  for (const child of names) {
    const inner = path === '/' ? `/${child}` : `${path}/${child}`;
    if (!ignored(inner.slice(1))) parts.push(await checksum(sys, `${file}/${child}`, inner, ignored, child));
  }
  return hex(sha256(encode(own + parts.join(','))));
}

export interface CopyHow {
  owner: { uid: number; gid: number };
  mode: ModeChange | undefined;
  ignored: (path: string) => boolean;
  /** ADD: archives of the context are unpacked. */
  extract: boolean;
  /** --parents: the folders of the source's path are made too. */
  parents: boolean;
}

/** Copies one path of the source to its destination below a mounted root. `folder`: the destination was written with a slash at its end. */
export async function copyPath(
  sys: Sys,
  source: string,
  path: string,
  root: string,
  destination: string,
  folder: boolean,
  how: CopyHow,
): Promise<void> {
  const file = await resolveIn(sys, source, path, true);
  const stat = await sys.stat(file, { nofollow: true });
  const target = await resolveIn(sys, root, destination);
  const there = await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(target));
  if (stat.kind === 'directory') {
    await makeFolders(sys, root, target, how);
    return copyContents(sys, file, path, target, how);
  }
  if (how.extract && stat.kind === 'file') {
    const archive = asArchive(await readFile(sys, file));
    if (archive) {
      await makeFolders(sys, root, target, how);
      await unpack(sys, archive, target);
      return;
    }
  }
  const into = folder || there?.kind === 'directory';
  const parent = into ? target : target.slice(0, target.lastIndexOf('/'));
  await makeFolders(sys, root, parent, how);
  await copyOne(sys, file, into ? `${target}/${path.split('/').pop()}` : target, how);
}

/** The archive that the bytes are (compressed or not), or undefined. */
function asArchive(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const plain = decompressed(bytes);
    for (const _entry of readTar(plain)) return plain;
  } catch (error) {
    if (!(error instanceof TarError || error instanceof Error)) throw error;
  }
  return undefined;
}

/** Folders that are missing: theirs are the copy's owner and mode. */
async function makeFolders(sys: Sys, root: string, path: string, how: CopyHow): Promise<void> {
  if (path.length <= root.length || (await unless(['ENOENT', 'ENOTDIR'], () => sys.stat(path)))) return;
  await makeFolders(sys, root, path.slice(0, path.lastIndexOf('/')), how);
  await sys.mkdir(path, 0o755);
  await own(sys, path, 0o755, true, how);
}

async function own(sys: Sys, path: string, mode: number, directory: boolean, how: CopyHow): Promise<void> {
  await sys.chown(path, how.owner.uid, how.owner.gid, { nofollow: true });
  await sys.chmod(path, how.mode ? changeMode(mode, how.mode, { directory }) : mode);
}

async function copyContents(sys: Sys, from: string, path: string, to: string, how: CopyHow): Promise<void> {
  for (const { name } of await folderEntries(sys, from)) {
    const inner = path === '/' ? `/${name}` : `${path}/${name}`;
    if (how.ignored(inner.slice(1))) continue;
    const stat = await sys.stat(`${from}/${name}`, { nofollow: true });
    const target = `${to}/${name}`;
    if (stat.kind !== 'directory') {
      await copyOne(sys, `${from}/${name}`, target, how);
      continue;
    }
    const there = await unless(['ENOENT'], () => sys.stat(target, { nofollow: true }));
    if (there && there.kind !== 'directory') await sys.unlink(target);
    if (there?.kind !== 'directory') await sys.mkdir(target, 0o755);
    await own(sys, target, stat.mode, true, how);
    await copyContents(sys, `${from}/${name}`, inner, target, how);
    await sys.utimens(target, stat.mtime, stat.mtime);
  }
}

async function copyOne(sys: Sys, from: string, to: string, how: CopyHow): Promise<void> {
  const stat = await sys.stat(from, { nofollow: true });
  const there = await unless(['ENOENT'], () => sys.stat(to, { nofollow: true }));
  if (there) await removeAll(sys, to);
  if (stat.kind === 'symlink') {
    await sys.symlink(await sys.readlink(from), to);
    await sys.chown(to, how.owner.uid, how.owner.gid, { nofollow: true });
    return;
  }
  if (stat.kind !== 'file') return sys.mknod(to, stat.kind, stat.mode, stat.rdev);
  await putFile(sys, to, await readFile(sys, from), stat.mode, how);
  await sys.utimens(to, stat.mtime, stat.mtime);
}

/** Writes a file with the copy's owner and mode. */
export async function putFile(sys: Sys, path: string, bytes: Uint8Array, mode: number, how: CopyHow): Promise<void> {
  const fd = await sys.open(path, { write: true, create: true, truncate: true, cloexec: true }, 0o644);
  for (let at = 0; at < bytes.length; ) at += await sys.write(fd, bytes.subarray(at));
  await sys.close(fd);
  await own(sys, path, mode, false, how);
}

/** The context's archive as a folder of the host. */
export async function unpackContext(sys: Sys, archive: Uint8Array, folder: string): Promise<void> {
  await mkdirAll(sys, folder, 0o700);
  await unpack(sys, archive, folder, { owner: { uid: 0, gid: 0 } });
}
