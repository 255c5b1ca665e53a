// Containers brought to what the project says: made, made anew, started, stopped, removed. As docker-compose 2.40.3's pkg/compose/convergence.go.

import { encode } from '../../../../userland/lib/io.ts';
import { TarWriter } from '../../../../userland/lib/tar.ts';
import type { ContainerInspect, ContainerSummary, CreateResponse } from '../../../api/container.ts';
import { wordsOf } from '../../lib/each.ts';
import { inOrder } from '../file/checks.ts';
import { type Project, type Service, scaleOf } from '../file/model.ts';
import { ComposeError } from '../file/yaml.ts';
import { type Engine, nameOf, numberOf, serviceOf } from './engine.ts';
import { imageName } from './images.ts';
import { configHash, containerLabels, LABEL } from './labels.ts';
import type { Progress } from './progress.ts';
import { createRequest } from './request.ts';

export interface ConvergeHow {
  recreate: 'diverged' | 'force' | 'never';
  timeout?: number | undefined;
  renewVolumes?: boolean;
}

/** The name of a service's n-th container. */
export const containerName = (project: Project, service: Service, number: number): string =>
  service.container_name ?? `${project.name}-${service.name}-${number}`;

/** Makes, renews and removes containers until each service has what it should. */
export async function converge(
  engine: Engine,
  project: Project,
  names: readonly string[],
  progress: Progress,
  how: ConvergeHow,
): Promise<void> {
  for (const name of names) {
    const service = project.services[name]!;
    const wanted = scaleOf(service);
    const there = (await engine.containers(project.name, { services: [name] })).sort((a, b) => numberOf(a) - numberOf(b));
    const image = (await engine.image(imageName(project, service)))?.Id ?? '';
    for (const container of there.slice(wanted)) await stopAndRemove(engine, container, progress, { timeout: how.timeout });
    for (const container of there.slice(0, wanted)) {
      if (mustRecreate(container, service, image, how)) await recreate(engine, project, service, container, image, progress, how);
      else if (container.State === 'running') await progress.event(`Container ${nameOf(container)}`, 'Running');
    }
    let next = Math.max(0, ...there.map(numberOf));
    for (let count = there.length; count < wanted; count++) {
      next++;
      const containerId = containerName(project, service, next);
      await progress.event(`Container ${containerId}`, 'Creating');
      try {
        await createContainer(engine, project, service, containerId, { number: next, image, oneoff: false });
      } catch (error) {
        await progress.event(`Container ${containerId}`, wordsOf(error));
        throw error;
      }
      await progress.event(`Container ${containerId}`, 'Created');
    }
  }
}

function mustRecreate(container: ContainerSummary, service: Service, image: string, { recreate: mode }: ConvergeHow): boolean {
  if (mode === 'never') return false;
  if (mode === 'force') return true;
  const known = container.Labels[LABEL.image];
  return container.Labels[LABEL.hash] !== configHash(service) || (image !== '' && known !== undefined && known !== image);
}

interface Making {
  number: number;
  image: string;
  oneoff: boolean;
  /** Binds that keep the anonymous volumes of the container before. */
  binds?: readonly string[];
  labels?: Readonly<Record<string, string>>;
}

/** Makes one container; gives its id. */
export async function createContainer(engine: Engine, project: Project, service: Service, name: string, making: Making): Promise<string> {
  const others = new Map<string, string>();
  for (const other of inOrder(project)) {
    const [first] = await siblings(engine, project, service, other);
    if (first) others.set(other, first);
  }
  const body = createRequest({
    project,
    service,
    image: imageName(project, service),
    name,
    labels: { ...containerLabels(project, service, making.number, making.image, making.oneoff), ...making.labels },
    containerOf: other => others.get(other) ?? other,
    aliases: !making.oneoff,
  });
  if (making.binds) body.HostConfig = { ...body.HostConfig, Binds: [...(body.HostConfig?.Binds ?? []), ...making.binds] };
  const query = { name, platform: (service.platform as string | undefined) ?? undefined };
  const { Id } = await engine.client.json<CreateResponse>('POST', '/containers/create', { query, body });
  await injectFiles(engine, project, service, Id);
  return Id;
}

/** Ids of a service's containers, asked for only where the service points at it. */
async function siblings(engine: Engine, project: Project, service: Service, other: string): Promise<string[]> {
  const points = [service.network_mode, service.ipc, service.pid, service.uts].some(mode => mode === `service:${other}`);
  const links = [...(service.links ?? []), ...((service.volumes_from as string[] | undefined) ?? [])].some(
    link => link.split(':')[0] === other,
  );
  if (!points && !links) return [];
  return (await engine.containers(project.name, { services: [other] })).map(({ Id }) => Id);
}

/** Secrets and configs that are no file are put into the container. */
async function injectFiles(engine: Engine, project: Project, service: Service, id: string): Promise<void> {
  const put = async (source: string, target: string, mode: unknown, from: 'secrets' | 'configs'): Promise<void> => {
    const resource = project[from][source]!;
    if (resource.file !== undefined) return;
    const text = resource.content ?? (resource.environment === undefined ? undefined : project.environment[resource.environment]);
    if (text === undefined) {
      if (resource.environment !== undefined)
        throw new ComposeError(
          `environment variable ${JSON.stringify(resource.environment)} required by file ${JSON.stringify(source)} is not set`,
        );
      throw new ComposeError(`unsupported external ${from.slice(0, -1)} ${source}`);
    }
    const permissions = mode === undefined ? 0o444 : Number.parseInt(String(mode), 8);
    const writer = new TarWriter();
    writer.add(
      { name: target.replace(/^\//, ''), kind: 'file', mode: permissions, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } },
      encode(text),
    );
    const stream = (async function* () {
      yield writer.finish();
    })();
    await engine.client.done('PUT', `/containers/${id}/archive`, { query: { path: '/' }, stream });
  };
  for (const { source, target, mode } of service.secrets ?? []) await put(source, target ?? `/run/secrets/${source}`, mode, 'secrets');
  for (const { source, target, mode } of service.configs ?? []) await put(source, target ?? `/${source}`, mode, 'configs');
}

async function recreate(
  engine: Engine,
  project: Project,
  service: Service,
  old: ContainerSummary,
  image: string,
  progress: Progress,
  how: ConvergeHow,
): Promise<void> {
  const name = nameOf(old);
  await progress.event(`Container ${name}`, 'Recreate');
  const before = await engine.client.json<ContainerInspect>('GET', `/containers/${old.Id}/json`);
  const anonymous = before.Mounts.filter(mount => mount.Type === 'volume' && /^[0-9a-f]{64}$/.test(mount.Name ?? ''));
  const binds = how.renewVolumes ? [] : anonymous.map(mount => `${mount.Name}:${mount.Destination}`);
  const temporary = `${old.Id.slice(0, 12)}_${name}`;
  const number = numberOf(old) || 1;
  const id = await createContainer(engine, project, service, temporary, {
    number,
    image,
    oneoff: false,
    binds,
    labels: { [LABEL.replace]: name },
  });
  await engine.client.done('POST', `/containers/${old.Id}/stop`, { query: { t: how.timeout } });
  await engine.client.done('DELETE', `/containers/${old.Id}`);
  await engine.client.done('POST', `/containers/${id}/rename`, { query: { name } });
  await progress.event(`Container ${name}`, 'Recreated');
}

/** Starts containers in order, each after what it waits for. */
export async function startServices(engine: Engine, project: Project, names: readonly string[], progress: Progress): Promise<void> {
  for (const name of names) {
    const idle = (await engine.containers(project.name, { services: [name] })).filter(
      ({ State }) => State !== 'running' && State !== 'paused',
    );
    if (idle.length === 0) continue;
    await waitForDependencies(engine, project, project.services[name]!, progress);
    for (const container of idle) {
      const id = `Container ${nameOf(container)}`;
      await progress.event(id, 'Starting');
      await engine.client.done('POST', `/containers/${container.Id}/start`);
      await progress.event(id, 'Started');
    }
  }
}

async function waitForDependencies(engine: Engine, project: Project, service: Service, progress: Progress): Promise<void> {
  const waiting = Object.entries(service.depends_on ?? {}).filter(
    ([name, { condition }]) => condition !== 'service_started' && Object.hasOwn(project.services, name),
  );
  const pending: { container: ContainerSummary; condition: string }[] = [];
  for (const [name, { condition }] of waiting) {
    for (const container of await engine.containers(project.name, { services: [name] })) {
      await progress.event(`Container ${nameOf(container)}`, 'Waiting');
      pending.push({ container, condition });
    }
  }
  for (const { container, condition } of pending) await waitFor(engine, container, condition, progress);
}

/** Waits for a container to be healthy, or to end well. Throws in compose's words where it does not. */
export async function waitFor(engine: Engine, container: ContainerSummary, condition: string, progress: Progress): Promise<void> {
  const name = nameOf(container);
  for (;;) {
    const { State, Config } = await engine.client.json<ContainerInspect>('GET', `/containers/${container.Id}/json`);
    if (condition === 'service_completed_successfully') {
      if (State.Status === 'exited') {
        await progress.event(
          `Container ${name}`,
          State.ExitCode === 0
            ? 'Exited'
            : `service ${JSON.stringify(serviceOf(container))} didn't complete successfully: exit ${State.ExitCode}`,
        );
        if (State.ExitCode === 0) return;
        throw new ComposeError(`service ${JSON.stringify(serviceOf(container))} didn't complete successfully: exit ${State.ExitCode}`);
      }
    } else {
      const health = State.Health?.Status;
      if (State.Status === 'exited') throw await failed(progress, name, `container ${name} exited (${State.ExitCode})`);
      if (health === 'unhealthy') throw await failed(progress, name, `container ${name} is unhealthy`);
      if (health === 'healthy' || (condition === 'running_or_healthy' && !State.Health && State.Running)) {
        await progress.event(`Container ${name}`, 'Healthy');
        return;
      }
      if (!State.Health && !Config.Healthcheck && condition === 'service_healthy')
        throw await failed(progress, name, `container ${name} has no healthcheck configured`);
    }
    await engine.cli.sys.nanosleep(500);
  }
}

async function failed(progress: Progress, name: string, words: string): Promise<ComposeError> {
  await progress.event(`Container ${name}`, 'Error');
  return new ComposeError(`dependency failed to start: ${words}`);
}

/** Stops a container. */
export async function stopContainer(engine: Engine, container: ContainerSummary, progress: Progress, timeout?: number): Promise<void> {
  const id = `Container ${nameOf(container)}`;
  await progress.event(id, 'Stopping');
  await engine.client.done('POST', `/containers/${container.Id}/stop`, { query: { t: timeout } });
  await progress.event(id, 'Stopped');
}

/** Stops a container and removes it. */
export async function stopAndRemove(
  engine: Engine,
  container: ContainerSummary,
  progress: Progress,
  how: { timeout?: number | undefined; volumes?: boolean } = {},
): Promise<void> {
  await stopContainer(engine, container, progress, how.timeout);
  const id = `Container ${nameOf(container)}`;
  await progress.event(id, 'Removing');
  await engine.client.done('DELETE', `/containers/${container.Id}`, { query: { force: 1, v: how.volumes ? 1 : undefined } });
  await progress.event(id, 'Removed');
}
