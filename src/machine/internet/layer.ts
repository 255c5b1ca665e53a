// Layers of the images on the simulated hub: trees as data, made into the archives that a registry serves when they are first asked for.

import { sha256 } from '@noble/hashes/sha2.js';
import { gzipSync } from 'fflate';
import { executableText } from '../../abi/program.ts';
import type { ImageEntry, ImageTree } from '../../kernel/fs/imagefs.ts';
import { TarWriter } from '../../userland/lib/tar.ts';

export interface LayerBlob {
  /** The compressed archive, and its digest and that of what is in it. */
  bytes: Uint8Array;
  digest: string;
  diffId: string;
}

const encoder = new TextEncoder();

/** "sha256:…" of some bytes. */
export const digestOf = (bytes: Uint8Array): string =>
  `sha256:${Array.from(sha256(bytes), byte => byte.toString(16).padStart(2, '0')).join('')}`;

function contentOf(entry: ImageEntry): Uint8Array | undefined {
  if (entry.module !== undefined) return encoder.encode(executableText(entry.module));
  if (entry.text !== undefined) return encoder.encode(entry.text);
  return typeof entry.bytes === 'function' ? entry.bytes() : entry.bytes;
}

function addEntry(tar: TarWriter, path: string, entry: ImageEntry, seconds: number): void {
  const owner = { uid: entry.uid ?? 0, gid: entry.gid ?? 0, mtime: { seconds, nanoseconds: 0 } };
  const name = path.slice(1);
  const content = contentOf(entry);
  if (entry.hardlink !== undefined) tar.add({ ...owner, name, kind: 'link', mode: 0o755, target: entry.hardlink.slice(1) });
  else if (entry.target !== undefined) tar.add({ ...owner, name, kind: 'symlink', mode: 0o777, target: entry.target });
  else if (content === undefined) {
    if (entry.size === undefined) tar.add({ ...owner, name: `${name}/`, kind: 'directory', mode: entry.mode ?? 0o755 });
    else tar.addSparse({ ...owner, name, mode: entry.mode ?? 0o644 }, new Uint8Array(0), entry.size);
  } else {
    const mode = entry.mode ?? (entry.module === undefined ? 0o644 : 0o755);
    if (entry.size !== undefined && entry.size > content.length) tar.addSparse({ ...owner, name, mode }, content, entry.size);
    else tar.add({ ...owner, name, kind: 'file', mode }, content);
  }
}

/** The archive of a tree; folders on the way to an entry are in it before it. `seconds`: every file's time. */
export function makeLayer(tree: ImageTree, seconds: number): LayerBlob {
  const tar = new TarWriter();
  const done = new Set<string>();
  const folders = (path: string): void => {
    const parent = path.replace(/\/[^/]*$/, '');
    if (parent === '' || done.has(parent)) return;
    folders(parent);
    done.add(parent);
    addEntry(tar, parent, tree[parent] ?? {}, seconds);
  };
  const paths = Object.keys(tree).sort();
  // A hard link comes after what it is another name of.
  for (const path of [
    ...paths.filter(each => tree[each]!.hardlink === undefined),
    ...paths.filter(each => tree[each]!.hardlink !== undefined),
  ]) {
    if (done.has(path)) continue;
    folders(path);
    done.add(path);
    addEntry(tar, path, tree[path]!, seconds);
  }
  const archive = tar.finish();
  const bytes = gzipSync(archive, { mtime: 0, level: 6 });
  return { bytes, digest: digestOf(bytes), diffId: digestOf(archive) };
}
