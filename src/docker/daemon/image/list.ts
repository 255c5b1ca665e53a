// Images as the API lists them, shows them, and tells their history. As moby's daemon/images.

import type { Sys } from '../../../abi/sys.ts';
import { fnmatch } from '../../../userland/lib/glob.ts';
import type { HistoryItem, ImageInspect, ImageSummary } from '../../api/image.ts';
import type { Engine } from '../engine.ts';
import { invalid } from '../errors.ts';
import type { Filters } from '../filters.ts';
import { compareTimes, parseRfc3339, parseUnix, secondsOf, ZERO_TIME } from '../time.ts';
import { shownConfig } from './document.ts';
import { graphData } from './overlay.ts';
import { familiar, familiarName, type Reference } from './reference.ts';
import type { Image } from './store.ts';

export function imageSummary(engine: Engine, image: Image): ImageSummary {
  const { images, containers } = engine;
  const { Labels: labels } = image.document.config ?? {};
  return {
    Containers: containers.all.filter(container => container.image === image.id).length,
    Created: Math.max(0, secondsOf(image.document.created ?? ZERO_TIME)),
    Id: image.id,
    Labels: labels && Object.keys(labels).length > 0 ? labels : null,
    ParentId: image.parent ?? '',
    RepoDigests: images.namesOf(image.id, 'digests').map(familiar),
    RepoTags: images.namesOf(image.id, 'tags').map(familiar),
    SharedSize: -1,
    Size: images.sizeOf(image),
  };
}

/** Whether a name matches a --filter reference=PATTERN: the name alone, or with its tag. */
function matchesReference(pattern: string, reference: Reference): boolean {
  const name = familiarName(reference);
  const glob = (text: string): boolean => fnmatch(pattern, text, { pathname: true } as Parameters<typeof fnmatch>[2]);
  return (
    glob(name) || glob(familiar(reference)) || (name.includes('/') && glob(name.slice(name.lastIndexOf('/') + 1)) && !pattern.includes('/'))
  );
}

const FILTERS = ['dangling', 'label', 'label!', 'before', 'since', 'reference', 'until'];

/** GET /images/json: newest first. Throws ApiError. */
export function listImages(engine: Engine, filters: Filters, all: boolean): ImageSummary[] {
  filters.accept(...FILTERS);
  const dangling = filters.boolean('dangling');
  const edge = (key: string): Image | undefined => {
    const [name] = filters.get(key);
    return name === undefined ? undefined : engine.images.resolve(name);
  };
  const created = (image: Image): number => secondsOf(image.document.created ?? ZERO_TIME);
  const before = edge('before');
  const since = edge('since');
  const [until] = filters.get('until');
  const limit = until === undefined ? undefined : (parseUnix(until) ?? parseRfc3339(until));
  if (until !== undefined && !limit) throw invalid(`invalid filter 'until=${until}'`);
  const patterns = filters.get('reference');
  const order = engine.images.all;
  const rows: { image: Image; row: ImageSummary }[] = [];
  for (const image of order) {
    if (
      before &&
      !(created(image) < created(before) || (created(image) === created(before) && order.indexOf(image) < order.indexOf(before)))
    )
      continue;
    if (since && !(created(image) > created(since) || (created(image) === created(since) && order.indexOf(image) > order.indexOf(since))))
      continue;
    if (limit && compareTimes(parseRfc3339(image.document.created ?? ZERO_TIME) ?? { seconds: 0, nanoseconds: 0 }, limit) >= 0) continue;
    const { Labels: labels } = image.document.config ?? {};
    if (!filters.labels(labels) || (filters.has('label!') && filters.labels(labels, 'label!'))) continue;
    const row = imageSummary(engine, image);
    if (patterns.length > 0) {
      const names = engine.images
        .namesOf(image.id, 'tags')
        .filter(reference => patterns.some(pattern => matchesReference(pattern, reference)));
      if (names.length === 0) continue;
      row.RepoTags = names.map(familiar);
    }
    const named = (row.RepoTags?.length ?? 0) + (row.RepoDigests?.length ?? 0) > 0;
    const hasChildren = engine.images.childrenOf(image.id).length > 0;
    if (!named && !all && dangling === undefined && hasChildren) continue;
    if (dangling !== undefined && (dangling ? named || hasChildren : !named)) continue;
    rows.push({ image, row });
  }
  rows.sort((left, right) => created(right.image) - created(left.image) || order.indexOf(right.image) - order.indexOf(left.image));
  return rows.map(({ row }) => row);
}

/** GET /images/{name}/json. */
export async function inspectImage(sys: Sys, engine: Engine, image: Image): Promise<ImageInspect> {
  const { images } = engine;
  const { document } = image;
  const top = images.topLayer(image);
  const layers = document.rootfs.diff_ids;
  return {
    Id: image.id,
    RepoTags: images.namesOf(image.id, 'tags').map(familiar),
    RepoDigests: images.namesOf(image.id, 'digests').map(familiar),
    Parent: image.parent ?? '',
    Comment: commentOf(image),
    ...(document.created === undefined ? {} : { Created: document.created }),
    DockerVersion: document.docker_version ?? '',
    Author: document.author ?? '',
    Architecture: document.architecture,
    ...(document.variant ? { Variant: document.variant } : {}),
    Os: document.os,
    Size: images.sizeOf(image),
    GraphDriver: { Data: top ? await graphData(sys, top.cacheId) : {}, Name: 'overlay2' },
    RootFS: { Type: document.rootfs.type, ...(layers.length > 0 ? { Layers: layers } : {}) },
    Metadata: { LastTagTime: image.lastTagTime },
    Config: shownConfig(document.config ?? {}),
  };
}

/** The document's comment, or else its last step's. */
const commentOf = ({ document }: Image): string => document.comment || document.history?.at(-1)?.comment || '';

/** GET /images/{name}/history: the newest step first; steps whose image is here have its id. */
export function historyOf(engine: Engine, image: Image): HistoryItem[] {
  const { images } = engine;
  const sizes: number[] = [];
  for (let layer = images.topLayer(image); layer; layer = layer.parent) sizes.unshift(layer.sizeBytes);
  let at = 0;
  const items = (image.document.history ?? []).map(
    (entry): HistoryItem => ({
      Comment: entry.comment ?? '',
      Created: Math.max(0, secondsOf(entry.created ?? ZERO_TIME)),
      CreatedBy: entry.created_by ?? '',
      Id: '<missing>',
      Size: entry.empty_layer ? 0 : (sizes[at++] ?? 0),
      Tags: null,
    }),
  );
  items.reverse();
  let ancestor: Image | undefined = image;
  for (const item of items) {
    if (!ancestor) break;
    item.Id = ancestor.id;
    const tags = images.namesOf(ancestor.id, 'tags').map(familiar);
    item.Tags = tags.length > 0 ? tags : null;
    ancestor = ancestor.parent === undefined ? undefined : images.get(ancestor.parent);
  }
  return items;
}
