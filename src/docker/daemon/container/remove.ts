// DELETE /containers/{id}. As moby's daemon/delete.go.

import type { Sys } from '../../../abi/sys.ts';
import { type Engine, logContainer } from '../engine.ts';
import { conflict } from '../errors.ts';
import { removeAll } from '../files.ts';
import type { Container } from './container.ts';
import { killAndWait } from './kill.ts';

export interface RemoveHow {
  force: boolean;
  volumes: boolean;
}

/** Removes a container that does not run, or any by force. Throws ApiError. */
export async function removeContainer(sys: Sys, engine: Engine, container: Container, how: RemoveHow): Promise<void> {
  const { state } = container;
  if (state.RemovalInProgress) throw conflict(`removal of container ${container.name} is already in progress`);
  if (state.Running || state.Restarting) {
    if (!how.force) {
      const what = state.Paused ? 'paused and must be unpaused first' : state.Restarting ? 'restarting' : 'running';
      throw conflict(
        `cannot remove container "${container.name}": container is ${what}: stop the container before removing or force remove`,
      );
    }
    state.RemovalInProgress = true;
    await killAndWait(sys, engine, container);
  }
  state.RemovalInProgress = true;
  await container.lock.run(sys, () => destroy(sys, engine, container, how));
}

async function destroy(sys: Sys, engine: Engine, container: Container, { volumes }: RemoveHow): Promise<void> {
  if (container.removed) return;
  engine.containers.remove(container);
  for (const id of container.execIds) engine.execs.delete(id);
  if (container.layer) await engine.images.layers.removeContainerLayer(sys, container.id, container.layer);
  await removeAll(sys, container.folder);
  for (const mount of container.mounts.values()) {
    if (mount.Type !== 'volume' || !mount.Name) continue;
    engine.volumes.unuse(mount.Name, container.id);
    if (volumes && mount.anonymous && engine.volumes.find(mount.Name) && engine.volumes.usersOf(mount.Name).length === 0) {
      await engine.volumes.remove(sys, mount.Name);
      await engine.events.log(sys, 'volume', 'destroy', mount.Name, { driver: 'local' });
    }
  }
  container.removed = true;
  container.state.RemovalInProgress = false;
  container.state.Dead = true;
  for (const listener of container.waiting) await listener.end(sys);
  await logContainer(sys, engine, container, 'destroy');
  await container.changed.notify(sys);
  await container.logged.notify(sys);
}
