// The documents that `docker save` still writes a layer each, from before images were addressed by content. As moby's image/v1 and tarexport/save.go.

import { encode } from '../../../userland/lib/io.ts';
import { digestOf } from '../ids.ts';
import { type DocumentConfig, type ImageDocument, wholeConfig } from './document.ts';

const EPOCH = '1970-01-01T00:00:00Z';

/** A layer's document and its id; `image` is given with the topmost layer alone. */
export function legacyText(
  image: ImageDocument | undefined,
  os: string,
  chainId: string,
  parent: string | undefined,
): { id: string; text: string } {
  const before = {
    ...(image?.comment ? { comment: image.comment } : {}),
    created: image?.created ?? EPOCH,
    ...(image?.container ? { container: image.container } : {}),
    container_config: wholeConfig((image?.container_config ?? {}) as DocumentConfig),
    ...(image?.docker_version ? { docker_version: image.docker_version } : {}),
    ...(image?.author ? { author: image.author } : {}),
    ...(image ? { config: wholeConfig(image.config), architecture: image.architecture } : {}),
    ...(image?.variant ? { variant: image.variant } : {}),
    os,
  };
  const above = parent === undefined ? {} : { parent };
  const named: Record<string, unknown> = { ...before, layer_id: chainId, ...(parent === undefined ? {} : { parent: `sha256:${parent}` }) };
  const sorted = Object.fromEntries(Object.entries(named).sort(([left], [right]) => (left < right ? -1 : 1)));
  const id = digestOf(encode(JSON.stringify(sorted))).slice(7);
  return { id, text: JSON.stringify({ id, ...above, ...before }) };
}
