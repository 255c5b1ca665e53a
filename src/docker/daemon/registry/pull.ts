// docker pull: a manifest, its config and its layers from a registry, told layer by layer. As moby's distribution/pull_v2.go.

import type { Sys } from '../../../abi/sys.ts';
import { decode } from '../../../userland/lib/io.ts';
import type { ProgressMessage } from '../../api/image.ts';
import type { Engine } from '../engine.ts';
import { internal } from '../errors.ts';
import { digestOf, shortId } from '../ids.ts';
import type { ImageDocument } from '../image/document.ts';
import type { Layer } from '../image/layers.ts';
import { chainOf } from '../image/layers.ts';
import { familiar, familiarName, type Reference, withTag } from '../image/reference.ts';
import type { Image } from '../image/store.ts';
import { decompressed } from '../image/transfer.ts';
import { Registry } from './client.ts';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { architecture: string; os: string; variant?: string };
}

interface Manifest {
  schemaVersion: number;
  config?: Descriptor;
  layers?: Descriptor[];
  manifests?: Descriptor[];
}

export type Tell = (message: ProgressMessage) => Promise<void>;

/** The manifest for this machine, through an index where there is one. */
async function manifestFor(registry: Registry, reference: string, platform: string): Promise<{ manifest: Manifest; digest: string }> {
  const { body, digest } = await registry.manifest(reference);
  const manifest = JSON.parse(decode(body)) as Manifest;
  const own = digest ?? digestOf(body);
  if (!manifest.manifests) return { manifest, digest: own };
  const [os = 'linux', architecture = 'amd64'] = platform === '' ? [] : platform.split('/');
  const found = manifest.manifests.find(one => one.platform?.os === os && one.platform.architecture === architecture);
  if (!found) throw internal(`no matching manifest for ${os}/${architecture} in the manifest list entries`);
  const inner = await registry.manifest(found.digest);
  return { manifest: JSON.parse(decode(inner.body)) as Manifest, digest: own };
}

/** Pulls one name. Throws ApiError; before `tell` is first called nothing has been said. */
export async function pullImage(sys: Sys, engine: Engine, given: Reference, platform: string, tell: Tell): Promise<Image> {
  const reference = withTag(given);
  const registry = new Registry(sys, reference.domain, reference.path, familiarName(reference));
  await registry.open('pull');
  const { manifest, digest } = await manifestFor(registry, reference.digest ?? reference.tag!, platform);
  await tell({ status: `Pulling from ${reference.path}`, id: reference.digest ?? reference.tag! });
  const config = manifest.config;
  if (!config || !manifest.layers) throw internal('unsupported manifest media type');
  const bytes = await registry.blob(config.digest);
  if (digestOf(bytes) !== config.digest) throw internal('image config verification failed for digest ' + config.digest);
  const document = JSON.parse(decode(bytes)) as ImageDocument;
  const before = engine.images.named(reference);
  await pullLayers(sys, engine, registry, manifest.layers, document, tell);
  const image = await engine.images.add(sys, document, undefined, decode(bytes));
  if (reference.tag !== undefined) await engine.images.tag(sys, { ...reference, digest: undefined }, image.id);
  await engine.images.tag(sys, { ...reference, tag: undefined, digest }, image.id);
  await tell({ status: `Digest: ${digest}` });
  const fresh = before?.id !== image.id;
  await tell({ status: `Status: ${fresh ? 'Downloaded newer image' : 'Image is up to date'} for ${familiar(reference)}` });
  await engine.events.log(sys, 'image', 'pull', familiar(reference), { name: familiarName(reference) });
  return image;
}

async function pullLayers(
  sys: Sys,
  engine: Engine,
  registry: Registry,
  layers: readonly Descriptor[],
  document: ImageDocument,
  tell: Tell,
): Promise<void> {
  const missing = new Set<number>();
  let chain: string | undefined;
  for (const [at, { digest }] of layers.entries()) {
    chain = chainOf(chain, document.rootfs.diff_ids[at]!);
    if (engine.images.layers.get(chain)) await tell({ status: 'Already exists', progressDetail: {}, id: shortId(digest) });
    else {
      missing.add(at);
      await tell({ status: 'Pulling fs layer', progressDetail: {}, id: shortId(digest) });
    }
  }
  let parent: Layer | undefined;
  chain = undefined;
  for (const [at, { digest, size }] of layers.entries()) {
    chain = chainOf(chain, document.rootfs.diff_ids[at]!);
    if (!missing.has(at)) {
      parent = engine.images.layers.get(chain);
      continue;
    }
    const id = shortId(digest);
    const blob = await registry.blob(digest);
    await tell({ status: 'Downloading', progressDetail: { current: size, total: size }, progress: bar(size, size), id });
    if (digestOf(blob) !== digest) throw internal(`filesystem layer verification failed for digest ${digest}`);
    await tell({ status: 'Verifying Checksum', progressDetail: {}, id });
    await tell({ status: 'Download complete', progressDetail: {}, id });
    await tell({ status: 'Extracting', progressDetail: { current: size, total: size }, progress: bar(size, size), id });
    parent = await engine.images.layers.register(sys, decompressed(blob), parent);
    await tell({ status: 'Pull complete', progressDetail: {}, id });
  }
}

/** "[====>    ]  1.2MB/3.4MB" as the daemon draws it for older clients. */
function bar(current: number, total: number): string {
  const filled = Math.floor((current / Math.max(1, total)) * 50);
  const size = (bytes: number): string => {
    const units = ['B', 'kB', 'MB', 'GB'];
    let value = bytes;
    let at = 0;
    while (value >= 1000 && at < units.length - 1) {
      value /= 1000;
      at++;
    }
    return `${Number(value.toPrecision(4))}${units[at]}`;
  };
  return `[${'='.repeat(filled)}>${' '.repeat(Math.max(0, 50 - filled))}]  ${size(current)}/${size(total)}`;
}
