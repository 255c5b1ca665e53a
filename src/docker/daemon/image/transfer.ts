// Images as archives: save, load and import. As moby's image/tarexport and daemon/images/image_import.go.

import { gunzipSync } from 'fflate';
import type { Sys } from '../../../abi/sys.ts';
import { decode, encode } from '../../../userland/lib/io.ts';
import { readTar, TarError, TarWriter } from '../../../userland/lib/tar.ts';
import type { Engine } from '../engine.ts';
import { internal, invalid, notFound } from '../errors.ts';
import { digestOf } from '../ids.ts';
import { now, parseRfc3339, rfc3339Nano } from '../time.ts';
import { type DocumentConfig, type ImageDocument, wholeConfig } from './document.ts';
import type { Layer } from './layers.ts';
import { legacyText } from './legacy-document.ts';
import { familiar, familiarName, parseReference, type Reference, withTag } from './reference.ts';
import type { Image } from './store.ts';

/** The archive inside, where it is compressed. Throws ApiError for what is not simulated. */
export function decompressed(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes);
  if (bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68) throw internal('bzip2 archives are not simulated here');
  if (bytes[0] === 0xfd && bytes[1] === 0x37 && bytes[2] === 0x7a) throw internal('xz archives are not simulated here');
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)
    throw internal('zstd archives are not simulated here');
  return bytes;
}

const EPOCH = { seconds: 0, nanoseconds: 0 };

interface SavedManifest {
  Config: string;
  RepoTags: string[] | null;
  Layers: string[];
  LayerSources?: Record<string, { mediaType: string; digest: string; size: number }>;
}

/** `docker save`: names and ids to one archive, in the OCI layout with the older manifest beside it. Throws ApiError. */
export async function saveImages(sys: Sys, engine: Engine, names: readonly string[]): Promise<Uint8Array> {
  const chosen = new Map<Image, Reference[]>();
  for (const name of names) {
    const image = engine.images.find(name);
    if (!image) throw notFound(`No such image: ${name}`);
    const reference = parseReference(name);
    const tags = chosen.get(image) ?? [];
    const named = typeof reference !== 'string' && engine.images.named(reference)?.id === image.id;
    if (named) {
      const bare = reference.tag === undefined && reference.digest === undefined;
      const same = ({ domain, path }: Reference): boolean => domain === reference.domain && path === reference.path;
      tags.push(...(bare ? engine.images.namesOf(image.id, 'tags').filter(same) : [reference]));
    }
    chosen.set(image, tags);
  }
  const blobs = new Map<string, Uint8Array>();
  const put = (bytes: Uint8Array): { digest: string; size: number } => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { digest, size: bytes.length };
  };
  const manifests: SavedManifest[] = [];
  const index: object[] = [];
  const repositories: Record<string, Record<string, string>> = {};
  for (const [image, tags] of chosen) await saveOne(sys, engine, { image, tags, put, manifests, index, repositories });
  return layout(blobs, manifests, index, repositories);
}

interface Saving {
  image: Image;
  tags: Reference[];
  put: (bytes: Uint8Array) => { digest: string; size: number };
  manifests: SavedManifest[];
  index: object[];
  repositories: Record<string, Record<string, string>>;
}

async function saveOne(sys: Sys, engine: Engine, { image, tags, put, manifests, index, repositories }: Saving): Promise<void> {
  const layers: Layer[] = [];
  for (let layer = engine.images.topLayer(image); layer; layer = layer.parent) layers.unshift(layer);
  const described: { mediaType: string; digest: string; size: number }[] = [];
  let parent: string | undefined;
  for (const layer of layers) {
    const legacy = legacyText(layer === layers.at(-1) ? image.document : undefined, image.document.os, layer.chainId, parent);
    parent = legacy.id;
    put(encode(legacy.text));
    described.push({ mediaType: 'application/vnd.oci.image.layer.v1.tar', ...put(await engine.images.layers.archiveOf(sys, layer)) });
  }
  const config = put(encode(image.text));
  const manifest = put(
    encode(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
        layers: described,
      }),
    ),
  );
  const path = (digest: string): string => `blobs/sha256/${digest.slice(7)}`;
  manifests.push({
    Config: path(config.digest),
    RepoTags: tags.length > 0 ? tags.map(familiar) : null,
    Layers: described.map(({ digest }) => path(digest)),
    LayerSources: Object.fromEntries(
      [...described]
        .sort((a, b) => (a.digest < b.digest ? -1 : 1))
        .map(({ mediaType, digest, size }) => [digest, { mediaType, size, digest }]),
    ),
  });
  const base = { mediaType: 'application/vnd.oci.image.manifest.v1+json', ...manifest };
  if (tags.length === 0) index.push(base);
  for (const tag of tags) {
    const name = `${tag.domain}/${tag.path}:${tag.tag}`;
    index.push({ ...base, annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tag.tag } });
    (repositories[familiarName(tag)] ??= {})[tag.tag ?? 'latest'] = layers.at(-1)?.diffId.slice(7) ?? image.id.slice(7);
  }
}

function layout(blobs: ReadonlyMap<string, Uint8Array>, manifests: SavedManifest[], index: object[], repositories: object): Uint8Array {
  const writer = new TarWriter();
  const folder = (name: string): void => writer.add({ name, kind: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: EPOCH });
  const file = (name: string, bytes: Uint8Array): void =>
    writer.add({ name, kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: EPOCH }, bytes);
  folder('blobs');
  folder('blobs/sha256');
  for (const digest of [...blobs.keys()].sort()) file(`blobs/sha256/${digest.slice(7)}`, blobs.get(digest)!);
  const text = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: index });
  file('index.json', encode(text));
  file('manifest.json', encode(`${JSON.stringify(manifests)}\n`));
  file('oci-layout', encode('{"imageLayoutVersion": "1.0.0"}'));
  if (Object.keys(repositories).length > 0) file('repositories', encode(`${JSON.stringify(repositories)}\n`));
  return writer.finish();
}

/** `docker load`: what came, as "Loaded image: NAME" lines. Throws ApiError. */
export async function loadImages(sys: Sys, engine: Engine, bytes: Uint8Array): Promise<string[]> {
  const files = new Map<string, Uint8Array>();
  try {
    for (const entry of readTar(decompressed(bytes))) if (entry.kind === 'file') files.set(entry.name.replace(/^\.\//, ''), entry.data);
  } catch (error) {
    if (error instanceof TarError) throw internal(error.message);
    throw error;
  }
  const manifest = files.get('manifest.json');
  if (!manifest) throw internal('open manifest.json: no such file or directory');
  const loaded: string[] = [];
  for (const { Config: config, RepoTags: tags, Layers: layers } of JSON.parse(decode(manifest)) as SavedManifest[]) {
    const text = files.get(config);
    if (!text) throw internal(`open ${config}: no such file or directory`);
    const document = JSON.parse(decode(text)) as ImageDocument;
    let layer: Layer | undefined;
    for (const [at, path] of layers.entries()) {
      const archive = files.get(path);
      if (!archive) throw internal(`open ${path}: no such file or directory`);
      layer = await engine.images.layers.register(sys, decompressed(archive), layer);
      if (layer.diffId !== document.rootfs.diff_ids[at]) {
        throw internal(`invalid diffID for layer ${at}: expected "${document.rootfs.diff_ids[at]}", got "${layer.diffId}"`);
      }
    }
    const image = await engine.images.add(sys, document, undefined, decode(text));
    for (const tag of tags ?? []) {
      const reference = parseReference(tag);
      if (typeof reference === 'string') continue;
      await engine.images.tag(sys, reference, image.id);
      loaded.push(`Loaded image: ${familiar(withTag(reference))}`);
    }
    if (!tags?.length) loaded.push(`Loaded image ID: ${image.id}`);
    await engine.events.log(sys, 'image', 'load', image.id, { name: image.id });
  }
  return loaded;
}

export interface ImportHow {
  reference: Reference | undefined;
  message: string;
  platform: string;
  change: (config: DocumentConfig) => DocumentConfig;
}

/** `docker import`: a root filesystem's archive as an image of one layer. Throws ApiError. */
export async function importImage(
  sys: Sys,
  engine: Engine,
  bytes: Uint8Array,
  { reference, message, platform, change }: ImportHow,
): Promise<Image> {
  let layer: Layer;
  try {
    layer = await engine.images.layers.register(sys, decompressed(bytes), undefined);
  } catch (error) {
    if (error instanceof TarError) throw internal(error.message);
    throw error;
  }
  const created = rfc3339Nano(await now(sys));
  const [os = 'linux', architecture = 'amd64'] = platform === '' ? [] : platform.split('/');
  const document: ImageDocument = {
    architecture,
    comment: message,
    config: wholeConfig(change({})),
    container_config: wholeConfig({}),
    created,
    docker_version: '28.5.2+dfsg4',
    history: [{ created, comment: message }],
    os,
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  };
  const image = await engine.images.add(sys, document);
  if (reference) await engine.images.tag(sys, reference, image.id);
  await engine.events.log(sys, 'image', 'import', image.id, { name: image.id });
  return image;
}

/** The time of `created`, for those who sort by it. */
export const createdAt = (image: Image): number => parseRfc3339(image.document.created ?? '')?.seconds ?? 0;

/** A name for a new image. Throws ApiError where it is none. */
export function referenceFor(repository: string, tag: string): Reference | undefined {
  if (repository === '') return undefined;
  const reference = parseReference(tag === '' ? repository : `${repository}:${tag}`);
  if (typeof reference === 'string') throw invalid(reference);
  if (reference.digest !== undefined) throw invalid('cannot import digest reference');
  return withTag(reference);
}
