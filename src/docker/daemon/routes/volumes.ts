// Routes of volumes. As moby's api/server/router/volume.

import type { Volume, VolumeCreateRequest } from '../../api/volume.ts';
import type { Engine } from '../engine.ts';
import { ApiError, notFound } from '../errors.ts';
import { sizeOf } from '../files.ts';
import { Filters } from '../filters.ts';
import type { Request, Routes } from '../http.ts';
import { ANONYMOUS } from '../volume/store.ts';

function passes(engine: Engine, volume: Volume, filters: Filters): boolean {
  const dangling = filters.boolean('dangling');
  const unused = engine.volumes.usersOf(volume.Name).length === 0;
  return (
    filters.match('name', volume.Name) &&
    filters.exact('driver', volume.Driver) &&
    filters.labels(volume.Labels) &&
    (dangling === undefined || dangling === unused)
  );
}

async function prune(request: Request, engine: Engine): Promise<unknown> {
  const filters = Filters.parse(request.get('filters'));
  filters.accept('label', 'label!', 'all');
  const all = filters.boolean('all') ?? false;
  const deleted: string[] = [];
  let reclaimed = 0;
  for (const volume of engine.volumes.all) {
    if (engine.volumes.usersOf(volume.Name).length > 0 || !filters.labels(volume.Labels)) continue;
    if (filters.has('label!') && filters.labels(volume.Labels, 'label!')) continue;
    if (!all && volume.Labels?.[ANONYMOUS] === undefined) continue;
    const bytes = await sizeOf(request.sys, volume.Mountpoint);
    await engine.volumes.remove(request.sys, volume.Name);
    await engine.events.log(request.sys, 'volume', 'destroy', volume.Name, { driver: 'local' });
    deleted.push(volume.Name);
    reclaimed += bytes;
  }
  await engine.events.log(request.sys, 'volume', 'prune', '', { reclaimed: String(reclaimed) });
  return { VolumesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed };
}

export const volumeRoutes = (engine: Engine): Routes => ({
  'GET /volumes': async request => {
    const filters = Filters.parse(request.get('filters'));
    filters.accept('dangling', 'name', 'driver', 'label');
    return { Volumes: engine.volumes.all.filter(volume => passes(engine, volume, filters)), Warnings: null };
  },
  'POST /volumes/create': async request => {
    const { volume, made } = await engine.volumes.create(request.sys, await request.json<VolumeCreateRequest>());
    if (made) await engine.events.log(request.sys, 'volume', 'create', volume.Name, { driver: 'local' });
    await request.sendJson(volume, 201);
  },
  'POST /volumes/prune': request => prune(request, engine),
  'GET /volumes/{name}': async request => engine.volumes.get(request.parameters.name ?? ''),
  'DELETE /volumes/{name}': async request => {
    const name = request.parameters.name ?? '';
    try {
      await engine.volumes.remove(request.sys, name);
    } catch (error) {
      if (request.flag('force') && error instanceof ApiError && error.status === 404) return request.noContent();
      throw error;
    }
    await engine.events.log(request.sys, 'volume', 'destroy', name, { driver: 'local' });
    return request.noContent();
  },
  'PUT /volumes/{name}': async request => {
    throw notFound(`volume ${request.parameters.name} not found`);
  },
});
