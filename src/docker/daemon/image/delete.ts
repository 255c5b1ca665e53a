// DELETE /images/{name} and POST /images/prune: names taken away, images without names removed with their parents. As moby's daemon/images/image_delete.go.

import type { Sys } from '../../../abi/sys.ts';
import type { ImageDeleted, ImagesPruned } from '../../api/image.ts';
import type { Engine } from '../engine.ts';
import { ApiError, conflict } from '../errors.ts';
import type { Filters } from '../filters.ts';
import { shortId } from '../ids.ts';
import { compareTimes, parseRfc3339, parseUnix, ZERO_TIME } from '../time.ts';
import { familiar, parseReference, type Reference, withTag } from './reference.ts';
import type { Image } from './store.ts';

const log = (sys: Sys, engine: Engine, action: string, id: string, name: string): Promise<void> => {
  const labels = engine.images.get(id)?.document.config?.Labels ?? {};
  return engine.events.log(sys, 'image', action, id, { ...labels, name });
};

/** Layers that containers stand on: they stay. */
function layersInUse(engine: Engine): Set<string> {
  const used = new Set<string>();
  for (const container of engine.containers.all)
    for (let layer = container.layer?.parent; layer; layer = layer.parent) used.add(layer.chainId);
  for (const id of engine.buildCache.layers()) {
    for (let layer = engine.images.layers.get(id); layer; layer = layer.parent) used.add(layer.chainId);
  }
  return used;
}

/** What stands in the way of removing an image, in the daemon's words; undefined where nothing does. */
function obstacle(engine: Engine, image: Image, force: boolean): string | undefined {
  const what = `unable to delete ${shortId(image.id)}`;
  if (engine.images.childrenOf(image.id).length > 0) return `${what} (cannot be forced) - image has dependent child images`;
  const users = engine.containers.all.filter(container => container.image === image.id);
  const running = users.find(({ state }) => state.Running);
  if (running) return `${what} (cannot be forced) - image is being used by running container ${shortId(running.id)}`;
  const stopped = users[0];
  if (stopped && !force) return `${what} (must be forced) - image is being used by stopped container ${shortId(stopped.id)}`;
  return undefined;
}

async function untag(sys: Sys, engine: Engine, image: Image, reference: Reference, records: ImageDeleted[]): Promise<void> {
  await engine.images.untag(sys, reference);
  records.push({ Untagged: familiar(reference) });
  await log(sys, engine, 'untag', image.id, image.id);
}

/** Removes an image without names, and its parents that then have neither names nor children. */
async function removeTree(
  sys: Sys,
  engine: Engine,
  image: Image,
  force: boolean,
  noprune: boolean,
  records: ImageDeleted[],
): Promise<void> {
  const layers = await engine.images.remove(sys, image, layersInUse(engine));
  records.push({ Deleted: image.id });
  await engine.events.log(sys, 'image', 'delete', image.id, { name: image.id });
  const parent = image.parent === undefined ? undefined : engine.images.get(image.parent);
  for (const layer of layers) records.push({ Deleted: layer });
  if (noprune || !parent) return;
  const named = engine.images.namesOf(parent.id, 'tags').length + engine.images.namesOf(parent.id, 'digests').length > 0;
  if (!named && obstacle(engine, parent, force) === undefined) await removeTree(sys, engine, parent, force, noprune, records);
}

/** Throws ApiError. */
export async function deleteImage(
  sys: Sys,
  engine: Engine,
  name: string,
  how: { force: boolean; noprune: boolean },
): Promise<ImageDeleted[]> {
  const { images } = engine;
  const image = images.resolve(name);
  const records: ImageDeleted[] = [];
  const parsed = parseReference(name);
  const byName = typeof parsed !== 'string' && images.named(parsed)?.id === image.id && !image.id.startsWith(`sha256:${name}`);
  const tags = (): Reference[] => images.namesOf(image.id, 'tags');
  if (byName) {
    const last = tags().length <= 1;
    const user = engine.containers.all.find(container => container.image === image.id);
    if (last && user && !how.force) {
      const words = `container ${shortId(user.id)} is using its referenced image ${shortId(image.id)}`;
      throw conflict(`conflict: unable to remove repository reference "${name}" (must force) - ${words}`);
    }
    await untag(sys, engine, image, withTag(parsed), records);
    if (tags().length > 0) return records;
    // What is left of a pulled image are its digests: they go with the last tag.
    for (const digest of images.namesOf(image.id, 'digests')) await untag(sys, engine, image, digest, records);
    if (obstacle(engine, image, how.force) !== undefined) return records;
  } else {
    if (tags().length > 1 && !how.force) {
      const repositories = new Set(tags().map(reference => `${reference.domain}/${reference.path}`));
      if (repositories.size > 1)
        throw conflict(`conflict: unable to delete ${shortId(image.id)} (must be forced) - image is referenced in multiple repositories`);
    }
    const words = obstacle(engine, image, how.force);
    if (words !== undefined) throw conflict(`conflict: ${words}`);
    for (const reference of [...tags(), ...images.namesOf(image.id, 'digests')]) await untag(sys, engine, image, reference, records);
  }
  await removeTree(sys, engine, image, how.force, how.noprune, records);
  return records;
}

/** POST /images/prune: those without names, or with dangling=false all that no container uses. */
export async function pruneImages(sys: Sys, engine: Engine, filters: Filters): Promise<ImagesPruned> {
  filters.accept('dangling', 'label', 'label!', 'until');
  const danglingOnly = filters.boolean('dangling') ?? true;
  const deleted: ImageDeleted[] = [];
  const before = totalSize(engine);
  const [until] = filters.get('until');
  const limit = until === undefined ? undefined : (parseUnix(until) ?? parseRfc3339(until));
  for (const image of engine.images.all) {
    if (!engine.images.get(image.id)) continue;
    const names = [...engine.images.namesOf(image.id, 'tags'), ...engine.images.namesOf(image.id, 'digests')];
    if (danglingOnly && names.length > 0) continue;
    if (engine.images.childrenOf(image.id).length > 0 && names.length === 0) continue;
    if (engine.containers.all.some(container => container.image === image.id)) continue;
    const { Labels: labels } = image.document.config ?? {};
    if (!filters.labels(labels) || (filters.has('label!') && filters.labels(labels, 'label!'))) continue;
    const created = parseRfc3339(image.document.created ?? ZERO_TIME);
    if (limit && created && compareTimes(created, limit) >= 0) continue;
    try {
      if (names.length === 0) deleted.push(...(await deleteImage(sys, engine, image.id, { force: false, noprune: false })));
      else for (const name of names) deleted.push(...(await deleteImage(sys, engine, familiar(name), { force: false, noprune: false })));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
  const reclaimed = before - totalSize(engine);
  await engine.events.log(sys, 'image', 'prune', '', { reclaimed: String(reclaimed) });
  return { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed };
}

function totalSize(engine: Engine): number {
  let bytes = 0;
  for (const layer of engine.images.layers.all) bytes += layer.sizeBytes;
  return bytes;
}
