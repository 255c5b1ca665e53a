// POST /containers/create: settings checked, name and id given, layer and volumes made. As moby's daemon/create.go.

import type { Sys } from '../../../abi/sys.ts';
import type { CreateRequest, CreateResponse, EndpointSettings, HostConfig } from '../../api/container.ts';
import { type Engine, logContainer } from '../engine.ts';
import { goWords, invalid, unless } from '../errors.ts';
import { mkdirAll, removeAll } from '../files.ts';
import { newId } from '../ids.ts';
import { familiar, parseReference, withTag } from '../image/reference.ts';
import { hasNames } from '../network/network.ts';
import { now, rfc3339Nano } from '../time.ts';
import { completeHostConfig, mergeConfig } from './config-merge.ts';
import { Container, type Mount, newEndpointSettings } from './container.ts';
import { anonymousVolume, checkTmpfs, parseBind, parseMount, parseVolumesFrom } from './mount-spec.ts';
import { mountRoot, unmountRoot } from './root.ts';
import { validateNetworkMode, validateSettings } from './validate.ts';

/** Makes a container of a request. Throws ApiError; nothing of it is left then. */
export async function createContainer(
  sys: Sys,
  engine: Engine,
  request: CreateRequest,
  name: string,
  platform: string,
): Promise<CreateResponse> {
  const warnings: string[] = [];
  const given: Partial<HostConfig> = request.HostConfig ?? {};
  const image = request.Image ? engine.images.resolve(request.Image) : undefined;
  if (image && platform !== '' && platform !== `${image.document.os}/${image.document.architecture}`) {
    const actual = `${image.document.os}/${image.document.architecture}`;
    const words = `image with reference ${request.Image} was found but its platform (${actual}) does not match the specified platform`;
    throw invalid(`${words} (${platform})`);
  }
  const hostConfig = completeHostConfig(given, engine.config);
  validateNetworkMode(request, hostConfig);
  const id = await newId(sys);
  const config = mergeConfig(
    request,
    image?.document.config ?? {},
    request.Hostname || (await defaultHostname(sys, engine, hostConfig, id)),
  );
  await validateSettings(sys, config, hostConfig);
  if (hostConfig.NetworkMode === 'host' && Object.keys(hostConfig.PortBindings ?? {}).length > 0) {
    warnings.push('Published ports are discarded when using host network mode');
  }
  const container = new Container(id, config, hostConfig);
  container.created = rfc3339Nano(await now(sys));
  container.image = image?.id ?? '';
  const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  container.path = command[0] ?? '';
  container.args = command.slice(1);
  if (name === '') await engine.containers.reserveRandom(sys, container);
  else engine.containers.reserve(name, container);
  engine.containers.add(container);
  try {
    await fill(sys, engine, container, request);
  } catch (error) {
    await discard(sys, engine, container);
    throw error;
  }
  await logContainer(sys, engine, container, 'create');
  return { Id: id, Warnings: warnings };
}

async function defaultHostname(sys: Sys, engine: Engine, { NetworkMode: mode, UTSMode: uts }: HostConfig, id: string): Promise<string> {
  if (mode === 'host' || uts === 'host') return (await sys.uname()).nodename;
  if (mode.startsWith('container:')) return engine.containers.find(mode.slice(10))?.config.Hostname ?? id.slice(0, 12);
  return id.slice(0, 12);
}

async function fill(sys: Sys, engine: Engine, container: Container, request: CreateRequest): Promise<void> {
  await mkdirAll(sys, container.folder, 0o710);
  await unless(['EEXIST'], () => sys.mkdir(`${container.folder}/checkpoints`, 0o700));
  const image = container.image === '' ? undefined : engine.images.get(container.image);
  container.layer = await engine.images.layers.createContainerLayer(sys, container.id, image && engine.images.topLayer(image));
  resolveModes(engine, container);
  await addMounts(sys, engine, container);
  addNetworks(container, request);
  resolveLinks(engine, container);
  const anonymous = [...container.mounts.values()].some(({ Type, copyUp }) => Type === 'volume' && copyUp);
  if (container.config.WorkingDir !== '' || anonymous) await prepareRoot(sys, container);
  await container.save(sys);
}

/** "container:NAME" becomes "container:ID". Throws ApiError where there is no such container. */
function resolveModes(engine: Engine, { hostConfig }: Container): void {
  for (const key of ['NetworkMode', 'PidMode', 'IpcMode'] as const) {
    const mode = hostConfig[key];
    if (!mode.startsWith('container:')) continue;
    const other = engine.containers.find(mode.slice(10));
    // A network's is looked up at the start, in its own words.
    if (other) hostConfig[key] = `container:${other.id}`;
    else if (key !== 'NetworkMode') engine.containers.get(mode.slice(10));
  }
}

function put(container: Container, mount: Mount): void {
  if (container.mounts.has(mount.Destination) || container.hostConfig.Tmpfs?.[mount.Destination] !== undefined) {
    throw invalid(`Duplicate mount point: ${mount.Destination}`);
  }
  container.mounts.set(mount.Destination, mount);
}

async function addMounts(sys: Sys, engine: Engine, container: Container): Promise<void> {
  const { hostConfig, config } = container;
  checkTmpfs(hostConfig);
  const inherited = new Map<string, Mount>();
  for (const spec of hostConfig.VolumesFrom ?? []) {
    const { name, mode } = parseVolumesFrom(spec);
    for (const mount of engine.containers.get(name).mounts.values()) {
      const readonly = mode.split(',').includes('ro');
      inherited.set(mount.Destination, { ...mount, RW: mount.RW && !readonly, copyUp: false });
    }
  }
  for (const bind of hostConfig.Binds ?? []) put(container, parseBind(bind));
  for (const request of hostConfig.Mounts ?? []) put(container, await parseMount(sys, request));
  for (const [destination, mount] of inherited) if (!container.mounts.has(destination)) container.mounts.set(destination, mount);
  for (const target of Object.keys(config.Volumes ?? {})) {
    const mount = anonymousVolume(target);
    if (!container.mounts.has(mount.Destination) && hostConfig.Tmpfs?.[mount.Destination] === undefined)
      container.mounts.set(mount.Destination, mount);
  }
  for (const mount of container.mounts.values()) if (mount.Type === 'volume') await makeVolume(sys, engine, container, mount);
}

async function makeVolume(sys: Sys, engine: Engine, container: Container, mount: Mount): Promise<void> {
  const options = container.hostConfig.Mounts?.find(({ Target }) => Target === mount.Destination)?.VolumeOptions;
  const request = { Name: mount.Name ?? '', Driver: mount.Driver || container.hostConfig.VolumeDriver, Labels: options?.Labels ?? null };
  const { volume, made } = await engine.volumes.create(sys, { ...request, DriverOpts: options?.DriverConfig?.Options ?? null });
  mount.Name = volume.Name;
  mount.Source = volume.Mountpoint;
  engine.volumes.use(volume.Name, container.id);
  if (made) await engine.events.log(sys, 'volume', 'create', volume.Name, { driver: 'local' });
}

/** The networks the request names; "default" is the default bridge. */
function addNetworks(container: Container, request: CreateRequest): void {
  const mode = container.hostConfig.NetworkMode;
  if (mode.startsWith('container:')) return;
  const asked = Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {}).map(
    ([name, settings]): [string, Partial<EndpointSettings>] => [name === 'default' ? 'bridge' : name, settings ?? {}],
  );
  if (!asked.some(([name]) => name === mode)) asked.unshift([mode, {}]);
  for (const [name, settings] of asked) {
    const mac = settings.MacAddress || (name === mode ? (request.MacAddress ?? '') : '');
    container.networks.set(name, { settings: newEndpointSettings({ ...settings, MacAddress: mac }), chosenMac: mac });
  }
}

/** --link NAME:ALIAS on the default bridge. Throws ApiError. */
function resolveLinks(engine: Engine, container: Container): void {
  for (const link of container.hostConfig.Links ?? []) {
    const [name = '', alias = name.replace(/^\//, '')] = link.split(':');
    let other: Container;
    try {
      other = engine.containers.get(name);
    } catch (error) {
      throw invalid(`could not get container for ${name}: ${goWords(error)}`);
    }
    container.links.set(alias, other.id);
    const state = container.networks.get(container.hostConfig.NetworkMode);
    const network = engine.networks.all.find(one => one.name === container.hostConfig.NetworkMode);
    if (state && network && hasNames(network)) (state.settings.Links ??= []).push(`${other.name}:${alias}`);
  }
}

/** Makes the working folder, and fills new volumes with what the image has in their place. */
async function prepareRoot(sys: Sys, container: Container): Promise<void> {
  const root = await mountRoot(sys, container);
  try {
    await root.makeWorkingDir(sys, container.config.WorkingDir);
    for (const mount of container.mounts.values()) if (mount.Type === 'volume' && mount.copyUp) await root.copyUp(sys, mount);
  } finally {
    await unmountRoot(sys, container);
  }
}

/** Takes back what a failed create made. */
async function discard(sys: Sys, engine: Engine, container: Container): Promise<void> {
  engine.containers.remove(container);
  for (const mount of container.mounts.values()) {
    if (mount.Type !== 'volume' || !mount.Name) continue;
    engine.volumes.unuse(mount.Name, container.id);
    if (mount.anonymous && engine.volumes.find(mount.Name)) await engine.volumes.remove(sys, mount.Name);
  }
  if (container.layer) await engine.images.layers.removeContainerLayer(sys, container.id, container.layer);
  await removeAll(sys, container.folder);
}

/** What `docker ps` calls the image of a reference that was typed. */
export const shownReference = (typed: string): string => {
  const reference = parseReference(typed);
  return typeof reference === 'string' ? typed : familiar(withTag(reference));
};
