// Trees of files to tar archives and back, as `docker cp` and the build context need them. As moby's pkg/archive.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Stat } from '../../../abi/types.ts';
import { folderNames } from '../../../userland/lib/folder.ts';
import { readFile, writeFile } from '../../../userland/lib/io.ts';
import { readTar, type TarEntry, type TarKind, TarWriter } from '../../../userland/lib/tar.ts';

export interface PackHow {
  /** The name that the tree's root has in the archive; '' for its contents alone. */
  name: string;
  /** Follows the root where it is a symbolic link. */
  follow?: boolean;
  /** Keeps user and group. */
  owners: boolean;
  /** Whether a path below the root (without leading slash) belongs to it. */
  includes?: (path: string, folder: boolean) => boolean;
}

const KINDS: Readonly<Record<string, TarKind>> = {
  file: 'file',
  directory: 'directory',
  symlink: 'symlink',
  fifo: 'fifo',
  char: 'char',
  block: 'block',
};

/** A tree as an archive. Sockets are left out. */
export async function packTree(sys: Sys, root: string, how: PackHow): Promise<Uint8Array> {
  const writer = new TarWriter();
  const links = new Map<string, string>();
  const walk = async (path: string, below: string): Promise<void> => {
    const stat = await sys.stat(path, { nofollow: below !== '' || !how.follow });
    const folder = stat.kind === 'directory';
    if (below !== '' && how.includes && !how.includes(below, folder)) {
      if (!folder) return;
    } else await addEntry(sys, writer, path, join(how.name, below), stat, how.owners, links);
    if (!folder) return;
    for (const name of (await folderNames(sys, path)).sort())
      await walk(`${path === '/' ? '' : path}/${name}`, below === '' ? name : `${below}/${name}`);
  };
  await walk(root, '');
  return writer.finish();
}

const join = (name: string, below: string): string => (name === '' ? below : below === '' ? name : `${name}/${below}`);

async function addEntry(
  sys: Sys,
  writer: TarWriter,
  path: string,
  name: string,
  stat: Stat,
  owners: boolean,
  links: Map<string, string>,
): Promise<void> {
  const kind = KINDS[stat.kind];
  if (!kind || name === '') return;
  const header = {
    name: kind === 'directory' ? `${name}/` : name,
    kind,
    mode: stat.mode,
    uid: owners ? stat.uid : 0,
    gid: owners ? stat.gid : 0,
    mtime: { seconds: stat.mtime.seconds, nanoseconds: 0 },
  };
  const inode = `${stat.dev.major}:${stat.dev.minor}:${stat.ino}`;
  const first = links.get(inode);
  if (kind === 'file' && stat.nlink > 1 && first !== undefined) writer.add({ ...header, kind: 'link', target: first });
  else if (kind === 'symlink') writer.add({ ...header, target: await sys.readlink(path) });
  else if (kind === 'char' || kind === 'block') writer.add({ ...header, device: stat.rdev });
  else writer.add(header, kind === 'file' ? await readFile(sys, path) : undefined);
  if (kind === 'file' && stat.nlink > 1) links.set(inode, first ?? name);
}

export interface UnpackHow {
  /** Where to, as it was typed and made absolute. */
  dest: string;
  /** The source was a folder, or only what is in it is meant ("path/."). */
  directory: boolean;
  contents: boolean;
  /** The source's name in the archive's first entry is to become this. */
  name: string;
  there: 'directory' | 'file' | undefined;
}

/** Unpacks what a container sent as cp(1) would place it. Throws in docker's words. */
export async function unpackTo(sys: Sys, archive: Uint8Array, how: UnpackHow): Promise<void> {
  const dest = how.dest.replace(/(?<=.)\/+$/, '');
  if (!how.directory && how.there === undefined && how.dest.endsWith('/')) throw new Error('no such directory');
  if (how.directory && how.there === 'file') throw new Error('cannot copy directory');
  const into = how.there === 'directory';
  const root = into && !how.contents ? `${dest === '/' ? '' : dest}/${how.name}` : dest;
  let first: string | undefined;
  for (const entry of readTar(archive)) {
    const path = entry.name.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    first ??= path.split('/')[0] ?? '';
    const below = first === '' ? path : path === first ? '' : path.slice(first.length + 1);
    await placeEntry(sys, entry, below === '' ? root : `${root}/${below}`, name => `${root}/${name.replace(/^\/*[^/]*\/?/, '')}`);
  }
}

async function placeEntry(sys: Sys, entry: TarEntry, path: string, linkPath: (name: string) => string): Promise<void> {
  if (entry.kind === 'directory') {
    try {
      await sys.mkdir(path, entry.mode);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
    }
  } else {
    try {
      if ((await sys.stat(path, { nofollow: true })).kind !== 'directory') await sys.unlink(path);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'ENOENT') throw error;
    }
    if (entry.kind === 'symlink') return sys.symlink(entry.target ?? '', path);
    if (entry.kind === 'link') return sys.link(linkPath(entry.target ?? ''), path);
    if (entry.kind !== 'file') return sys.mknod(path, entry.kind, entry.mode, entry.device);
    await writeFile(sys, path, entry.data, entry.mode);
  }
  await sys.chmod(path, entry.mode);
  await sys.utimens(path, entry.mtime, entry.mtime);
}
