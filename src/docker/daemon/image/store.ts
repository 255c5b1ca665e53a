// Images: their documents by id, the names that point at them, what is above a layer. As moby's image store and reference store.

import type { Sys } from '../../../abi/sys.ts';
import { folderNames } from '../../../userland/lib/folder.ts';
import { encode, readText, writeFile } from '../../../userland/lib/io.ts';
import { DATA_ROOT } from '../config.ts';
import { notFound, unless } from '../errors.ts';
import { exists, mkdirAll, readJson, removeAll } from '../files.ts';
import { digestOf, shortId } from '../ids.ts';
import { now, rfc3339Nano, ZERO_TIME } from '../time.ts';
import { documentText, type ImageDocument } from './document.ts';
import { chainOf, type Layer, type Layers } from './layers.ts';
import { canonical, familiar, parseReference, type Reference, withTag } from './reference.ts';

const ROOT = `${DATA_ROOT}/image/overlay2`;

export interface Image {
  id: string;
  document: ImageDocument;
  /** The document's bytes: the id is their digest. */
  text: string;
  /** The image it was made from on this host. */
  parent: string | undefined;
  lastTagTime: string;
}

export class Images {
  readonly layers: Layers;
  readonly #images = new Map<string, Image>();
  /** Canonical names to ids, in the order they were made. */
  readonly #names = new Map<string, string>();

  constructor(layers: Layers) {
    this.layers = layers;
  }

  async load(sys: Sys): Promise<void> {
    await this.layers.load(sys);
    const folder = `${ROOT}/imagedb/content/sha256`;
    for (const name of (await exists(sys, folder)) ? await folderNames(sys, folder) : []) {
      const text = await readText(sys, `${folder}/${name}`);
      const metadata = `${ROOT}/imagedb/metadata/sha256/${name}`;
      this.#images.set(`sha256:${name}`, {
        id: `sha256:${name}`,
        document: JSON.parse(text) as ImageDocument,
        text,
        parent: await unless(['ENOENT'], () => readText(sys, `${metadata}/parent`)),
        lastTagTime: (await unless(['ENOENT'], () => readText(sys, `${metadata}/lastUpdated`))) ?? ZERO_TIME,
      });
    }
    const saved = await readJson<{ Repositories: Record<string, Record<string, string>> }>(sys, `${ROOT}/repositories.json`);
    for (const names of Object.values(saved?.Repositories ?? {})) {
      for (const [name, id] of Object.entries(names)) {
        const reference = parseReference(name);
        if (typeof reference !== 'string') this.#names.set(canonical(reference), id);
      }
    }
  }

  get all(): Image[] {
    return [...this.#images.values()];
  }

  get(id: string): Image | undefined {
    return this.#images.get(id);
  }

  /** The layer at the top of an image, or undefined for one without layers. */
  topLayer(image: Image): Layer | undefined {
    let chain: string | undefined;
    for (const diffId of image.document.rootfs.diff_ids) chain = chainOf(chain, diffId);
    return chain === undefined ? undefined : this.layers.get(chain);
  }

  sizeOf(image: Image): number {
    let bytes = 0;
    for (let layer = this.topLayer(image); layer; layer = layer.parent) bytes += layer.sizeBytes;
    return bytes;
  }

  /** Keeps a document; the same one again is the same image. */
  async add(sys: Sys, document: ImageDocument, parent?: string, text: string = documentText(document)): Promise<Image> {
    const id = digestOf(encode(text));
    const known = this.#images.get(id);
    if (known) return known;
    const image: Image = { id, document, text, parent, lastTagTime: ZERO_TIME };
    await mkdirAll(sys, `${ROOT}/imagedb/content/sha256`);
    await writeFile(sys, `${ROOT}/imagedb/content/sha256/${id.slice(7)}`, text, 0o600);
    if (parent !== undefined) await this.#writeMetadata(sys, id, 'parent', parent);
    this.#images.set(id, image);
    return image;
  }

  async #writeMetadata(sys: Sys, id: string, name: string, value: string): Promise<void> {
    const folder = `${ROOT}/imagedb/metadata/sha256/${id.slice(7)}`;
    await mkdirAll(sys, folder);
    await writeFile(sys, `${folder}/${name}`, value, 0o600);
  }

  /** Names of an image, sorted: with tags, or with digests. */
  namesOf(id: string, kind: 'tags' | 'digests'): Reference[] {
    const found: Reference[] = [];
    for (const [name, target] of this.#names) {
      if (target !== id) continue;
      const reference = parseReference(name) as Reference;
      if ((kind === 'digests') === (reference.digest !== undefined)) found.push(reference);
    }
    return found.sort((left, right) => (familiar(left) < familiar(right) ? -1 : 1));
  }

  /** The image that a whole name points at. */
  named(reference: Reference): Image | undefined {
    const id = this.#names.get(canonical(withTag(reference)));
    return id === undefined ? undefined : this.#images.get(id);
  }

  async tag(sys: Sys, reference: Reference, id: string): Promise<void> {
    this.#names.set(canonical(withTag(reference)), id);
    const image = this.#images.get(id);
    if (image) {
      image.lastTagTime = rfc3339Nano(await now(sys));
      await this.#writeMetadata(sys, id, 'lastUpdated', image.lastTagTime);
    }
    await this.#saveNames(sys);
  }

  /** False where there is no such name. */
  async untag(sys: Sys, reference: Reference): Promise<boolean> {
    const gone = this.#names.delete(canonical(withTag(reference)));
    if (gone) await this.#saveNames(sys);
    return gone;
  }

  async #saveNames(sys: Sys): Promise<void> {
    const repositories: Record<string, Record<string, string>> = {};
    for (const [name, id] of this.#names) {
      const reference = parseReference(name) as Reference;
      const short = familiar(reference);
      const repository = familiar({ ...reference, tag: undefined, digest: undefined });
      (repositories[repository] ??= {})[short] = id;
    }
    await mkdirAll(sys, ROOT, 0o700);
    await writeFile(sys, `${ROOT}/repositories.json`, JSON.stringify({ Repositories: repositories }), 0o600);
  }

  /** By name, by id, or by the start of an id. Undefined where there is none, or more than one. */
  find(text: string): Image | undefined {
    const plain = text.replace(/^sha256:/, '');
    if (/^[a-f0-9]{64}$/.test(plain)) return this.#images.get(`sha256:${plain}`);
    const reference = parseReference(text);
    if (typeof reference !== 'string') {
      const named = this.named(reference);
      if (named) return named;
    }
    if (!/^[a-f0-9]+$/.test(plain)) return undefined;
    const starting = this.all.filter(({ id }) => id.startsWith(`sha256:${plain}`));
    return starting.length === 1 ? starting[0] : undefined;
  }

  /** As find; throws ApiError "No such image: busybox:latest". */
  resolve(text: string): Image {
    const image = this.find(text);
    if (image) return image;
    const reference = parseReference(text);
    throw notFound(`No such image: ${typeof reference === 'string' ? text : familiar(withTag(reference))}`);
  }

  /** Images made on this host from that one. */
  childrenOf(id: string): Image[] {
    return this.all.filter(image => image.parent === id);
  }

  /** Forgets an image, and removes the layers that no other image has. Gives their chain ids, topmost first. */
  async remove(sys: Sys, image: Image, inUse: ReadonlySet<string>): Promise<string[]> {
    this.#images.delete(image.id);
    await removeAll(sys, `${ROOT}/imagedb/content/sha256/${image.id.slice(7)}`);
    await removeAll(sys, `${ROOT}/imagedb/metadata/sha256/${image.id.slice(7)}`);
    const needed = new Set(inUse);
    for (const other of this.all) for (let layer = this.topLayer(other); layer; layer = layer.parent) needed.add(layer.chainId);
    const removed: string[] = [];
    for (let layer = this.topLayer(image); layer && !needed.has(layer.chainId); layer = layer.parent) {
      removed.push(layer.chainId);
      await this.layers.remove(sys, layer);
    }
    return removed;
  }
}

/** A name for `docker ps`: what the user typed while it still means this image, else the image's short id. */
export function shownImage(images: Images, typed: string, id: string): string {
  return images.find(typed)?.id === id ? typed : shortId(id);
}
