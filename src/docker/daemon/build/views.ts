// Roots that a build reads from and writes to: new layers, layers mounted to copy from, the unpacked context.

import type { Sys } from '../../../abi/sys.ts';
import { readTar } from '../../../userland/lib/tar.ts';
import type { Engine } from '../engine.ts';
import { mkdirAll, removeAll } from '../files.ts';
import { randomHex } from '../ids.ts';
import type { Layer } from '../image/layers.ts';
import { createLayer, diffOf, mountLayer, removeLayer, unmountLayer } from '../image/overlay.ts';
import { packLayer } from '../image/tree.ts';
import type { Progress } from './progress.ts';
import { unpackContext } from './source.ts';

const workFolder = async (sys: Sys): Promise<string> => {
  const folder = `/var/lib/docker/tmp/buildkit-mount${await randomHex(sys, 5)}`;
  await mkdirAll(sys, folder.slice(0, folder.lastIndexOf('/')), 0o700);
  return folder;
};

/** A new layer of what is written into a root on top of the one before. */
export async function makeLayer(
  sys: Sys,
  engine: Engine,
  parent: Layer | undefined,
  make: (root: string) => Promise<void>,
): Promise<Layer> {
  const cacheId = await randomHex(sys, 32);
  await createLayer(sys, cacheId, parent?.cacheId);
  try {
    const root = await mountLayer(sys, cacheId);
    try {
      await make(root);
    } finally {
      if (parent) await unmountLayer(sys, cacheId);
    }
    return await engine.images.layers.register(sys, await packLayer(sys, diffOf(cacheId)), parent);
  } finally {
    await removeLayer(sys, cacheId);
  }
}

/** What a build has mounted and unpacked; gone when it ends. */
export class Views {
  #context: string | undefined;
  readonly #mounted = new Map<string, { path: string; cacheId: string }>();
  readonly #folders: string[] = [];

  /** A layer's whole root to read from. */
  async view(sys: Sys, layer: Layer | undefined): Promise<string> {
    if (!layer) {
      const empty = await workFolder(sys);
      await mkdirAll(sys, empty);
      this.#folders.push(empty);
      return empty;
    }
    const known = this.#mounted.get(layer.chainId);
    if (known) return known.path;
    const cacheId = await randomHex(sys, 32);
    await createLayer(sys, cacheId, layer.cacheId);
    const path = await mountLayer(sys, cacheId);
    this.#mounted.set(layer.chainId, { path, cacheId });
    return path;
  }

  /** The context's folder; the first to ask has it transferred. */
  async context(sys: Sys, archive: Uint8Array, progress: Progress): Promise<string> {
    if (this.#context !== undefined) return this.#context;
    this.#context = await workFolder(sys);
    const step = await progress.start('[internal] load build context');
    await unpackContext(sys, archive, this.#context);
    await step.count('transferring context:', transferred(archive));
    await step.finish();
    this.#folders.push(this.#context);
    return this.#context;
  }

  async remove(sys: Sys): Promise<void> {
    for (const { cacheId } of this.#mounted.values()) {
      await unmountLayer(sys, cacheId);
      await removeLayer(sys, cacheId);
    }
    for (const folder of this.#folders) await removeAll(sys, folder);
  }
}

/** Bytes of a context as they go over the wire: a packet for each entry, and its files. */
function transferred(context: Uint8Array): number {
  let bytes = 2;
  for (const { name, sizeBytes } of readTar(context)) bytes += sizeBytes + name.length + 27;
  return bytes;
}
