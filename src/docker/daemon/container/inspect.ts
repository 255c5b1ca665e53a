// GET /containers/{id}/json and GET /containers/json: a container and the list of them as the API shows them. As moby's daemon/inspect.go and list.go.

import type { Sys } from '../../../abi/sys.ts';
import type {
  ContainerInspect,
  ContainerState,
  ContainerSummary,
  EndpointSettings,
  MountPoint,
  NetworkSettings,
  Port,
} from '../../api/container.ts';
import type { Engine } from '../engine.ts';
import { invalid, notFound } from '../errors.ts';
import { sizeOf } from '../files.ts';
import type { Filters } from '../filters.ts';
import { diffOf, graphData } from '../image/overlay.ts';
import { shownImage } from '../image/store.ts';
import { parsePort } from '../network/portmap.ts';
import { secondsOf, ZERO_TIME } from '../time.ts';
import type { Container } from './container.ts';

function stateOf({ state, status }: Container): ContainerState {
  return {
    Status: status,
    Running: state.Running,
    Paused: state.Paused,
    Restarting: state.Restarting,
    OOMKilled: state.OOMKilled,
    Dead: state.Dead,
    Pid: state.Pid,
    ExitCode: state.ExitCode,
    Error: state.Error,
    StartedAt: state.StartedAt,
    FinishedAt: state.FinishedAt,
    ...(state.Health ? { Health: state.Health } : {}),
  };
}

/** Mounts as the API shows them, by place. */
export function mountPoints(container: Container): MountPoint[] {
  return [...container.mounts.values()]
    .sort((left, right) => (left.Destination < right.Destination ? -1 : 1))
    .map(({ Type, Name, Source, Destination, Driver, Mode, RW, Propagation }) => ({
      Type,
      ...(Type === 'volume' || Type === 'image' ? { Name: Name ?? '' } : {}),
      Source,
      Destination,
      ...(Type === 'volume' ? { Driver: Driver ?? 'local' } : {}),
      Mode,
      RW,
      Propagation,
    }));
}

const byName = (container: Container): [string, EndpointSettings][] =>
  [...container.networks]
    .map(([name, { settings }]): [string, EndpointSettings] => [name, settings])
    .sort(([left], [right]) => (left < right ? -1 : 1));

function networkSettings(container: Container): NetworkSettings {
  const bridge = container.networks.get('bridge')?.settings;
  return {
    Bridge: '',
    SandboxID: container.sandboxId,
    SandboxKey: container.sandboxKey,
    Ports: container.ports,
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.EndpointID ?? '',
    Gateway: bridge?.Gateway ?? '',
    GlobalIPv6Address: bridge?.GlobalIPv6Address ?? '',
    GlobalIPv6PrefixLen: bridge?.GlobalIPv6PrefixLen ?? 0,
    IPAddress: bridge?.IPAddress ?? '',
    IPPrefixLen: bridge?.IPPrefixLen ?? 0,
    IPv6Gateway: bridge?.IPv6Gateway ?? '',
    MacAddress: bridge?.MacAddress ?? '',
    Networks: Object.fromEntries(byName(container)),
  };
}

/** The sizes of what the container wrote, and of all of its root. */
async function sizes(sys: Sys, engine: Engine, container: Container): Promise<{ SizeRw: number; SizeRootFs: number }> {
  const own = container.layer ? await sizeOf(sys, diffOf(container.layer.mountId)) : 0;
  const image = engine.images.get(container.image);
  return { SizeRw: own, SizeRootFs: own + (image ? engine.images.sizeOf(image) : 0) };
}

export async function inspectContainer(sys: Sys, engine: Engine, container: Container, withSize: boolean): Promise<ContainerInspect> {
  const begun = container.hasBeenStartedBefore || container.state.StartedAt !== ZERO_TIME;
  const { layer } = container;
  const running = [...container.execIds].filter(id => engine.execs.get(id)?.running);
  const size = withSize ? await sizes(sys, engine, container) : {};
  return {
    Id: container.id,
    Created: container.created,
    Path: container.path,
    Args: container.args,
    State: stateOf(container),
    Image: container.image,
    ResolvConfPath: begun ? container.resolvPath : '',
    HostnamePath: begun ? container.hostnamePath : '',
    HostsPath: begun ? container.hostsPath : '',
    LogPath: begun && container.hostConfig.LogConfig.Type === 'json-file' ? container.logPath : '',
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: container.hostConfig.Privileged ? 'unconfined' : '',
    ExecIDs: running.length > 0 ? running : null,
    HostConfig: container.hostConfig,
    GraphDriver: { Data: layer ? await graphData(sys, layer.mountId, container.id) : {}, Name: 'overlay2' },
    ...size,
    Mounts: mountPoints(container),
    Config: container.config,
    NetworkSettings: networkSettings(container),
  };
}

/** A word of the command as the list shows it: quoted where it has white space. */
const shownWord = (word: string): string => (/\s/.test(word) ? `'${word}'` : word);

function portsOf(container: Container): Port[] {
  const ports: Port[] = [];
  const running = container.state.Running;
  for (const [name, bindings] of Object.entries(running ? container.ports : {})) {
    const { port, protocol } = parsePort(name);
    if (!bindings?.length) ports.push({ PrivatePort: port, Type: protocol });
    for (const { HostIp, HostPort } of bindings ?? []) {
      ports.push({ IP: HostIp, PrivatePort: port, PublicPort: Number(HostPort), Type: protocol });
    }
  }
  return ports.sort(
    (left, right) => left.PrivatePort - right.PrivatePort || (left.Type < right.Type ? -1 : left.Type > right.Type ? 1 : 0),
  );
}

async function summary(sys: Sys, engine: Engine, container: Container, withSize: boolean): Promise<ContainerSummary> {
  const size = withSize ? await sizes(sys, engine, container) : undefined;
  return {
    Id: container.id,
    Names: [`/${container.name}`, ...linkNames(engine, container)],
    Image: container.image === '' ? container.config.Image : shownImage(engine.images, container.config.Image, container.image),
    ImageID: container.image,
    Command: [container.path, ...container.args].map(shownWord).join(' '),
    Created: secondsOf(container.created),
    Ports: portsOf(container),
    ...(size ? { ...(size.SizeRw > 0 ? { SizeRw: size.SizeRw } : {}), SizeRootFs: size.SizeRootFs } : {}),
    Labels: container.config.Labels ?? {},
    State: container.status,
    Status: await container.statusText(sys),
    HostConfig: { NetworkMode: container.hostConfig.NetworkMode },
    NetworkSettings: {
      Networks: Object.fromEntries(
        byName(container).map(([name, settings]) => [name, { ...settings, Aliases: null, DriverOpts: null, DNSNames: null }]),
      ),
    },
    Mounts: mountPoints(container),
  };
}

/** A linked container is known to the others as /OTHER/ALIAS too. */
function linkNames(engine: Engine, container: Container): string[] {
  return engine.containers.all.flatMap(other =>
    [...other.links].filter(([, id]) => id === container.id).map(([alias]) => `/${other.name}/${alias}`),
  );
}

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const HEALTHS = ['starting', 'healthy', 'unhealthy', 'none'];

function checkFilters(filters: Filters): void {
  filters.accept(
    'ancestor',
    'before',
    'exited',
    'id',
    'isolation',
    'label',
    'name',
    'status',
    'health',
    'since',
    'volume',
    'network',
    'is-task',
    'publish',
    'expose',
  );
  for (const status of filters.get('status')) {
    if (!STATES.includes(status)) {
      throw invalid(`invalid filter 'status=${status}': invalid value for state (${status}): must be one of ${STATES.join(', ')}`);
    }
  }
  for (const health of filters.get('health')) {
    if (!HEALTHS.includes(health))
      throw invalid(`invalid filter 'health=${health}': invalid value for health (${health}): must be one of ${HEALTHS.join(', ')}`);
  }
  for (const code of filters.get('exited')) if (!/^-?\d+$/.test(code)) throw invalid(`invalid filter 'exited=${code}'`);
}

export interface ListQuery {
  all: boolean;
  limit: number;
  size: boolean;
  filters: Filters;
}

function passes(engine: Engine, container: Container, filters: Filters): boolean {
  const health = container.state.Health?.Status ?? 'none';
  const mounts = [...container.mounts.values()];
  return (
    (filters.match('name', container.name) || filters.match('name', `/${container.name}`)) &&
    (!filters.has('id') || filters.get('id').some(id => container.id.startsWith(id))) &&
    filters.labels(container.config.Labels) &&
    filters.exact('status', container.status) &&
    filters.exact('health', health) &&
    (!filters.has('exited') || (container.status === 'exited' && filters.get('exited').includes(String(container.state.ExitCode)))) &&
    (!filters.has('ancestor') || filters.get('ancestor').some(name => isDescendant(engine, container, name))) &&
    (!filters.has('network') || filters.get('network').some(wanted => inNetwork(container, wanted))) &&
    (!filters.has('volume') ||
      filters.get('volume').some(wanted => mounts.some(({ Name, Destination }) => Name === wanted || Destination === wanted))) &&
    (!filters.has('publish') || filters.get('publish').some(wanted => publishes(container, wanted))) &&
    (!filters.has('expose') || filters.get('expose').some(wanted => exposes(container, wanted)))
  );
}

function isDescendant(engine: Engine, container: Container, name: string): boolean {
  const wanted = engine.images.find(name);
  if (!wanted) return false;
  if (container.image === wanted.id) return true;
  for (let id: string | undefined = engine.images.get(container.image)?.parent; id; id = engine.images.get(id)?.parent)
    if (id === wanted.id) return true;
  const layers = wanted.document.rootfs.diff_ids;
  const own = engine.images.get(container.image)?.document.rootfs.diff_ids ?? [];
  return layers.length > 0 && layers.length < own.length && layers.every((layer, at) => own[at] === layer);
}

const inNetwork = (container: Container, wanted: string): boolean =>
  [...container.networks].some(
    ([name, { settings }]) => name === wanted || (settings.NetworkID !== '' && settings.NetworkID.startsWith(wanted)),
  );

/** "80", "80/tcp" or "80-90/tcp". */
function portIn(wanted: string, port: number, protocol: string): boolean {
  const match = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(wanted);
  if (!match) throw invalid(`invalid filter: ${wanted}`);
  return port >= Number(match[1]) && port <= Number(match[2] ?? match[1]) && (match[3] ?? 'tcp') === protocol;
}

const publishes = (container: Container, wanted: string): boolean =>
  Object.entries(container.ports).some(([name, bindings]) => {
    const { protocol } = parsePort(name);
    return (bindings ?? []).some(({ HostPort }) => portIn(wanted, Number(HostPort), protocol));
  });

const exposes = (container: Container, wanted: string): boolean =>
  Object.keys({ ...container.config.ExposedPorts, ...container.ports }).some(name => {
    const { port, protocol } = parsePort(name);
    return portIn(wanted, port, protocol);
  });

/** Newest first; only those that run, unless all are asked for. Throws ApiError. */
export async function listContainers(sys: Sys, engine: Engine, query: ListQuery): Promise<ContainerSummary[]> {
  const { filters } = query;
  checkFilters(filters);
  const all =
    query.all || query.limit > 0 || filters.has('status') || filters.has('exited') || filters.has('before') || filters.has('since');
  let found = engine.containers.all.map((container, at) => ({ container, at }));
  found.sort((left, right) => secondsOf(right.container.created) - secondsOf(left.container.created) || right.at - left.at);
  const edge = (key: 'before' | 'since'): number | undefined => {
    const [name] = filters.get(key);
    if (name === undefined) return undefined;
    const other = engine.containers.find(name);
    if (!other) throw notFound(`No such container: ${name}`);
    return found.findIndex(({ container }) => container === other);
  };
  const before = edge('before');
  const since = edge('since');
  found = found.slice(before === undefined ? 0 : before + 1, since);
  const rows: ContainerSummary[] = [];
  for (const { container } of found) {
    if (query.limit > 0 && rows.length === query.limit) break;
    if ((!all && !container.state.Running) || !passes(engine, container, filters)) continue;
    rows.push(await summary(sys, engine, container, query.size));
  }
  return rows;
}
