// docker compose down: stops and removes all of a project. docker-compose 2.40.3.

import { ApiError } from '../../../client/errors.ts';
import { defineCommand } from '../../command.ts';
import { wordsOf } from '../../lib/each.ts';
import { Context } from '../context.ts';
import { stopAndRemove } from '../engine/containers.ts';
import { type Engine, serviceOf } from '../engine/engine.ts';
import { imageName } from '../engine/images.ts';
import type { Progress } from '../engine/progress.ts';
import { inOrder, selectServices } from '../file/checks.ts';
import type { Project } from '../file/model.ts';
import { warning } from '../warning.ts';

export const command = defineCommand({
  args: [0, Number.POSITIVE_INFINITY],
  async run(cli, flags, names) {
    const rmi = flags.string('rmi');
    if (flags.has('rmi') && rmi !== 'all' && rmi !== 'local') throw new Error(`invalid value for --rmi: ${JSON.stringify(rmi)}`);
    const context = new Context(cli);
    const { name, project } = await context.projectOrName();
    if (project) selectServices(project, names);
    const engine = await context.engine();
    const progress = await context.progress();
    const timeout = flags.has('timeout') ? flags.number('timeout') : undefined;
    let touched = await removeContainers(
      engine,
      name,
      project,
      names,
      progress,
      flags.bool('remove-orphans'),
      timeout,
      flags.bool('volumes'),
    );
    if (names.length === 0) {
      if (rmi !== '' && project) touched = (await removeImages(engine, project, rmi, progress)) || touched;
      if (flags.bool('volumes')) touched = (await removeVolumes(engine, name, progress)) || touched;
      touched = (await removeNetworks(engine, name, progress)) || touched;
    }
    if (!touched) await warning(cli, `Warning: No resource found to remove for project ${JSON.stringify(name)}.`);
  },
});

async function removeContainers(
  engine: Engine,
  name: string,
  project: Project | undefined,
  only: readonly string[],
  progress: Progress,
  orphans: boolean,
  timeout: number | undefined,
  volumes: boolean,
): Promise<boolean> {
  const all = await engine.containers(name, { oneoff: true });
  const order = project ? inOrder(project).reverse() : [...new Set(all.map(serviceOf))];
  const mine = all.filter(container => only.length === 0 || only.includes(serviceOf(container)));
  const known = order.flatMap(service => mine.filter(container => serviceOf(container) === service));
  const rest = orphans || !project ? mine.filter(container => !known.includes(container)) : [];
  for (const container of [...rest, ...known]) await stopAndRemove(engine, container, progress, { timeout, volumes });
  return known.length + rest.length > 0;
}

async function removeNetworks(engine: Engine, name: string, progress: Progress): Promise<boolean> {
  const networks = await engine.networks(name);
  for (const { Name, Id } of networks) {
    await progress.event(`Network ${Name}`, 'Removing');
    try {
      await engine.client.done('DELETE', `/networks/${Id}`);
      await progress.event(`Network ${Name}`, 'Removed');
    } catch (error) {
      if (!(error instanceof ApiError) || !/active endpoints/.test(error.detail)) throw error;
      await progress.event(`Network ${Name}`, 'Resource is still in use');
    }
  }
  return networks.length > 0;
}

async function removeVolumes(engine: Engine, name: string, progress: Progress): Promise<boolean> {
  const volumes = await engine.volumes(name);
  for (const { Name } of volumes) {
    await progress.event(`Volume ${Name}`, 'Removing');
    try {
      await engine.client.done('DELETE', `/volumes/${Name}`, { query: { force: 1 } });
      await progress.event(`Volume ${Name}`, 'Removed');
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      await progress.event(`Volume ${Name}`, 'Resource is still in use');
    }
  }
  return volumes.length > 0;
}

async function removeImages(engine: Engine, project: Project, which: string, progress: Progress): Promise<boolean> {
  const services = Object.values(project.services).filter(service => which === 'all' || !service.image);
  const images = [...new Set(services.map(service => imageName(project, service)))];
  for (const image of images) {
    const id = `Image ${/:[^/]+$/.test(image) ? image : `${image}:latest`}`;
    await progress.event(id, 'Removing');
    try {
      await engine.client.done('DELETE', `/images/${image}`);
      await progress.event(id, 'Removed');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await progress.event(
        id,
        error.status === 409 ? 'Resource is still in use' : error.status === 404 ? 'Warning: No resource found to remove' : wordsOf(error),
      );
    }
  }
  return images.length > 0;
}
