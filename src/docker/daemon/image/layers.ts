// The read-only layers of images by their chain ids, and the writable ones of containers. As moby's layer store, on overlay2.

import { gunzipSync, gzipSync } from 'fflate';
import type { Sys } from '../../../abi/sys.ts';
import { folderNames } from '../../../userland/lib/folder.ts';
import { concat, decode, encode, readFile, readText, writeFile } from '../../../userland/lib/io.ts';
import { readTar, TAR_END } from '../../../userland/lib/tar.ts';
import { DATA_ROOT } from '../config.ts';
import { unless } from '../errors.ts';
import { exists, mkdirAll, removeAll } from '../files.ts';
import { digestOf, randomHex } from '../ids.ts';
import { createLayer, diffOf, mountLayer, removeLayer, unmountLayer } from './overlay.ts';
import { unpack } from './tree.ts';

const ROOT = `${DATA_ROOT}/image/overlay2/layerdb`;

export interface Layer {
  chainId: string;
  diffId: string;
  parent: Layer | undefined;
  cacheId: string;
  /** Of this layer alone. */
  sizeBytes: number;
}

/** The writable layer of a container, on its init layer, on the image's. */
export interface ContainerLayer {
  mountId: string;
  initId: string;
  parent: Layer | undefined;
}

/** A piece of an archive as it is kept beside the layer: the bytes between files' data, and which file's data comes then. */
interface Segment {
  bytes: string;
  file?: string;
}

const folderOf = (chainId: string): string => `${ROOT}/sha256/${chainId.slice(7)}`;
export const chainOf = (parent: string | undefined, diffId: string): string =>
  parent === undefined ? diffId : digestOf(encode(`${parent} ${diffId}`));

const toLatin = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};
const fromLatin = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0));

export class Layers {
  readonly #layers = new Map<string, Layer>();

  /** Reads what is on the disk. */
  async load(sys: Sys): Promise<void> {
    if (!(await exists(sys, `${ROOT}/sha256`))) return;
    const found = new Map<string, { layer: Layer; parent: string | undefined }>();
    for (const name of await folderNames(sys, `${ROOT}/sha256`)) {
      const folder = `${ROOT}/sha256/${name}`;
      const chainId = `sha256:${name}`;
      const layer: Layer = {
        chainId,
        diffId: await readText(sys, `${folder}/diff`),
        parent: undefined,
        cacheId: await readText(sys, `${folder}/cache-id`),
        sizeBytes: Number(await readText(sys, `${folder}/size`)),
      };
      found.set(chainId, { layer, parent: await unless(['ENOENT'], () => readText(sys, `${folder}/parent`)) });
    }
    for (const [chainId, { layer, parent }] of found) {
      layer.parent = parent === undefined ? undefined : found.get(parent)?.layer;
      this.#layers.set(chainId, layer);
    }
  }

  get(chainId: string): Layer | undefined {
    return this.#layers.get(chainId);
  }

  get all(): Iterable<Layer> {
    return this.#layers.values();
  }

  /** A layer from its archive; the one there is where it is known already. Throws TarError for what is no archive. */
  async register(sys: Sys, archive: Uint8Array, parent: Layer | undefined): Promise<Layer> {
    const diffId = digestOf(archive);
    const chainId = chainOf(parent?.chainId, diffId);
    const known = this.#layers.get(chainId);
    if (known) return known;
    const cacheId = await randomHex(sys, 32);
    await createLayer(sys, cacheId, parent?.cacheId);
    let sizeBytes: number;
    try {
      sizeBytes = await unpack(sys, archive, diffOf(cacheId), { whiteouts: true });
    } catch (error) {
      await removeLayer(sys, cacheId);
      throw error;
    }
    const layer: Layer = { chainId, diffId, parent, cacheId, sizeBytes };
    await this.#save(sys, layer, archive);
    this.#layers.set(chainId, layer);
    return layer;
  }

  async #save(sys: Sys, layer: Layer, archive: Uint8Array): Promise<void> {
    const folder = folderOf(layer.chainId);
    await mkdirAll(sys, folder, 0o755);
    await writeFile(sys, `${folder}/cache-id`, layer.cacheId, 0o644);
    await writeFile(sys, `${folder}/diff`, layer.diffId, 0o644);
    await writeFile(sys, `${folder}/size`, String(layer.sizeBytes), 0o644);
    if (layer.parent) await writeFile(sys, `${folder}/parent`, layer.parent.chainId, 0o644);
    await writeFile(
      sys,
      `${folder}/tar-split.json.gz`,
      gzipSync(encode(JSON.stringify(segmentsOf(archive))), { level: 1, mtime: 0 }),
      0o600,
    );
  }

  /** The layer's archive, byte for byte as it came: its headers were kept, its data is in the layer's folder. */
  async archiveOf(sys: Sys, layer: Layer): Promise<Uint8Array> {
    const packed = await readFile(sys, `${folderOf(layer.chainId)}/tar-split.json.gz`);
    const parts: Uint8Array[] = [];
    for (const { bytes, file } of JSON.parse(decode(gunzipSync(packed))) as Segment[]) {
      parts.push(fromLatin(bytes));
      if (file !== undefined) parts.push(await readFile(sys, `${diffOf(layer.cacheId)}/${file}`));
    }
    return concat(parts);
  }

  /** Removes a layer that nothing needs any more. */
  async remove(sys: Sys, layer: Layer): Promise<void> {
    this.#layers.delete(layer.chainId);
    await removeAll(sys, folderOf(layer.chainId));
    await removeLayer(sys, layer.cacheId);
  }

  /** A container's writable layer, and below it the one with what Docker puts into every container. */
  async createContainerLayer(sys: Sys, containerId: string, parent: Layer | undefined): Promise<ContainerLayer> {
    const mountId = await randomHex(sys, 32);
    const initId = `${mountId}-init`;
    await createLayer(sys, initId, parent?.cacheId);
    const root = await mountLayer(sys, initId);
    try {
      await fillInitLayer(sys, root);
    } finally {
      await unmountLayer(sys, initId);
    }
    await createLayer(sys, mountId, initId);
    const folder = `${ROOT}/mounts/${containerId}`;
    await mkdirAll(sys, folder);
    await writeFile(sys, `${folder}/mount-id`, mountId, 0o644);
    await writeFile(sys, `${folder}/init-id`, initId, 0o644);
    if (parent) await writeFile(sys, `${folder}/parent`, parent.chainId, 0o644);
    return { mountId, initId, parent };
  }

  /** A container's layer as it was left on the disk; undefined where it is not there. */
  async loadContainerLayer(sys: Sys, containerId: string): Promise<ContainerLayer | undefined> {
    const folder = `${ROOT}/mounts/${containerId}`;
    const mountId = await unless(['ENOENT'], () => readText(sys, `${folder}/mount-id`));
    if (mountId === undefined) return undefined;
    const parent = await unless(['ENOENT'], () => readText(sys, `${folder}/parent`));
    return { mountId, initId: `${mountId}-init`, parent: parent === undefined ? undefined : this.#layers.get(parent) };
  }

  async removeContainerLayer(sys: Sys, containerId: string, layer: ContainerLayer): Promise<void> {
    await removeLayer(sys, layer.mountId);
    await removeLayer(sys, layer.initId);
    await removeAll(sys, `${ROOT}/mounts/${containerId}`);
  }
}

/** Splits an archive at its files' data; data of files that come again later stays in the text. */
function segmentsOf(archive: Uint8Array): Segment[] {
  const segments: Segment[] = [];
  const names = new Map<string, number>();
  for (const entry of readTar(archive)) names.set(entry.name, (names.get(entry.name) ?? 0) + 1);
  let from = 0;
  for (const entry of readTar(archive)) {
    const base = entry.name.slice(entry.name.lastIndexOf('/') + 1);
    if (
      entry.kind !== 'file' ||
      entry.sizeBytes === 0 ||
      entry.data.length !== entry.sizeBytes ||
      names.get(entry.name) !== 1 ||
      base.startsWith('.wh.')
    )
      continue;
    segments.push({ bytes: toLatin(archive.subarray(from, entry.dataStart)), file: entry.name.replace(/^\.?\/+/, '') });
    from = entry.dataStart + entry.sizeBytes;
  }
  segments.push({ bytes: toLatin(archive.subarray(from)) });
  return segments;
}

/** The files and folders that every container has, image or not; those that are there stay as they are. */
async function fillInitLayer(sys: Sys, root: string): Promise<void> {
  const wanted: [path: string, kind: 'directory' | 'file' | 'symlink'][] = [
    ['dev/pts', 'directory'],
    ['dev/shm', 'directory'],
    ['proc', 'directory'],
    ['sys', 'directory'],
    ['.dockerenv', 'file'],
    ['etc/resolv.conf', 'file'],
    ['etc/hosts', 'file'],
    ['etc/hostname', 'file'],
    ['dev/console', 'file'],
    ['etc/mtab', 'symlink'],
  ];
  for (const [path, kind] of wanted) {
    const file = `${root}/${path}`;
    if (await exists(sys, file)) continue;
    if (path.includes('/')) await mkdirAll(sys, file.slice(0, file.lastIndexOf('/')));
    if (kind === 'directory') await sys.mkdir(file, 0o755);
    else if (kind === 'symlink') await sys.symlink('/proc/mounts', file);
    else await sys.close(await sys.open(file, { write: true, create: true, cloexec: true }, 0o755));
  }
}

/** An archive of nothing: an image's layer where a step changed no file. */
export const EMPTY_ARCHIVE: Uint8Array = TAR_END;
