// What an image on the simulated hub is: layers, and the configuration that Docker reads. Blobs are made when they are first asked for.

import type { ImageTree } from '../../kernel/fs/imagefs.ts';
import { digestOf, type LayerBlob, makeLayer } from './layer.ts';

export interface HubImage {
  /** "library/nginx", "traefik/whoami". */
  repository: string;
  tags: readonly string[];
  /** When it was made, as its configuration says. */
  created: string;
  /** Each with the line of the Dockerfile that made it; a line without files is an empty layer. */
  steps: readonly { by: string; tree?: ImageTree }[];
  config: Readonly<Record<string, unknown>>;
}

export interface Blob {
  bytes: Uint8Array;
  digest: string;
  mediaType: string;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const encoder = new TextEncoder();
const json = (value: unknown): Uint8Array => encoder.encode(JSON.stringify(value));

/** Layers are shared by all images that are made of the same tree. */
const layers = new WeakMap<ImageTree, LayerBlob>();

function layerOf(tree: ImageTree, created: string): LayerBlob {
  let layer = layers.get(tree);
  if (!layer) layers.set(tree, (layer = makeLayer(tree, Math.floor(Date.parse(created) / 1000))));
  return layer;
}

/** Everything that a registry serves of an image: its index, manifest, configuration and layers. */
export function blobsOf(image: HubImage): { index: Blob; blobs: Blob[] } {
  const made = image.steps.map(step => ({ ...step, layer: step.tree && layerOf(step.tree, image.created) }));
  const own = made.flatMap(({ layer }) => (layer ? [layer] : []));
  const config = json({
    architecture: 'amd64',
    config: image.config,
    created: image.created,
    history: made.map(({ by, layer }) => ({
      created: image.created,
      created_by: by,
      comment: 'buildkit.dockerfile.v0',
      ...(layer ? {} : { empty_layer: true }),
    })),
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: own.map(layer => layer.diffId) },
  });
  const configBlob: Blob = { bytes: config, digest: digestOf(config), mediaType: 'application/vnd.oci.image.config.v1+json' };
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: configBlob.mediaType, digest: configBlob.digest, size: config.length },
    layers: own.map(layer => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: layer.digest,
      size: layer.bytes.length,
    })),
  });
  const manifestBlob: Blob = { bytes: manifest, digest: digestOf(manifest), mediaType: MANIFEST };
  const index = json({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [
      { mediaType: MANIFEST, digest: manifestBlob.digest, size: manifest.length, platform: { architecture: 'amd64', os: 'linux' } },
    ],
  });
  const layerBlobs = own.map(layer => ({ bytes: layer.bytes, digest: layer.digest, mediaType: 'application/octet-stream' }));
  return { index: { bytes: index, digest: digestOf(index), mediaType: INDEX }, blobs: [manifestBlob, configBlob, ...layerBlobs] };
}
