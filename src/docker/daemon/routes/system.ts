// Routes of the daemon itself: ping, version, info, events, disk usage. As moby's api/server/router/system.

import type { Sys } from '../../../abi/sys.ts';
import type { Timespec } from '../../../abi/types.ts';
import { encode, readText } from '../../../userland/lib/io.ts';
import type { ImageSummary } from '../../api/image.ts';
import { API_VERSION, API_VERSION_MIN, type DiskUsage, ENGINE_VERSION, type VersionResponse } from '../../api/system.ts';
import { DATA_ROOT } from '../config.ts';
import { listContainers } from '../container/inspect.ts';
import { CONTAINERD_SOCKET } from '../container/shim-client.ts';
import type { Engine } from '../engine.ts';
import { ApiError, invalid, unless } from '../errors.ts';
import { eventPasses, eventText } from '../events.ts';
import { sizeOf } from '../files.ts';
import { Filters } from '../filters.ts';
import type { Request, Routes } from '../http.ts';
import { imageSummary } from '../image/list.ts';
import { compareTimes, now, parseRfc3339, parseUnix, rfc3339Nano } from '../time.ts';

const COMMIT = '3ef3c07c883be49a2e8097bcf6d2952fce1d70eb';
const BUILT = '2026-09-15T11:02:57.000000000+00:00';
const GO = 'go1.27.1';
const RUNC_COMMIT = '1.3.6+ds1-1';

async function version(sys: Sys): Promise<VersionResponse> {
  const { release } = await sys.uname();
  return {
    Platform: { Name: '' },
    Components: [
      {
        Name: 'Engine',
        Version: ENGINE_VERSION,
        Details: {
          ApiVersion: API_VERSION,
          Arch: 'amd64',
          BuildTime: BUILT,
          Experimental: 'false',
          GitCommit: COMMIT,
          GoVersion: GO,
          KernelVersion: release,
          MinAPIVersion: API_VERSION_MIN,
          Os: 'linux',
        },
      },
      { Name: 'containerd', Version: '2.1.9+unknown', Details: { GitCommit: '' } },
      { Name: 'runc', Version: '1.3.6+ds1', Details: { GitCommit: RUNC_COMMIT } },
      { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: '' } },
    ],
    Version: ENGINE_VERSION,
    ApiVersion: API_VERSION,
    MinAPIVersion: API_VERSION_MIN,
    GitCommit: COMMIT,
    GoVersion: GO,
    Os: 'linux',
    Arch: 'amd64',
    KernelVersion: release,
    BuildTime: BUILT,
  };
}

const RUNTIME = { path: 'runc' };

async function info(sys: Sys, engine: Engine): Promise<unknown> {
  const { release, nodename, machine } = await sys.uname();
  const containers = engine.containers.all;
  const count = (...states: string[]): number => containers.filter(({ status }) => states.includes(status)).length;
  const os = (await unless(['ENOENT'], () => readText(sys, '/etc/os-release'))) ?? '';
  const cpus = (await readText(sys, '/proc/stat')).match(/^cpu\d+ /gm)?.length ?? 1;
  const memory = Number(/^MemTotal: +(\d+)/m.exec(await readText(sys, '/proc/meminfo'))?.[1] ?? 0) * 1024;
  const { config } = engine;
  return {
    ID: engine.id,
    Containers: containers.length,
    ContainersRunning: count('running', 'restarting'),
    ContainersPaused: count('paused'),
    ContainersStopped: count('created', 'exited', 'dead', 'removing'),
    Images: engine.images.all.length,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: {
      Volume: ['local'],
      Network: ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay'],
      Authorization: null,
      Log: ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog'],
    },
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: (await readText(sys, '/proc/sys/net/ipv4/ip_forward')).trim() === '1',
    Debug: config.debug,
    NFd: (await unless(['ENOENT', 'EACCES'], async () => (await fds(sys)).length)) ?? 0,
    OomKillDisable: false,
    NGoroutines: 40 + containers.filter(({ state }) => state.Running).length * 3,
    SystemTime: rfc3339Nano(await now(sys)),
    LoggingDriver: config.logDriver,
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '2',
    NEventsListener: 0,
    KernelVersion: release,
    OperatingSystem: /^PRETTY_NAME="?([^"\n]*)/m.exec(os)?.[1] ?? '<unknown>',
    OSVersion: /^VERSION_ID="?([^"\n]*)/m.exec(os)?.[1] ?? '',
    OSType: 'linux',
    Architecture: machine,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { Mirrors: config.registryMirrors, Name: 'docker.io', Official: true, Secure: true } },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      Mirrors: config.registryMirrors.length > 0 ? config.registryMirrors : null,
    },
    NCPU: cpus,
    MemTotal: memory,
    GenericResources: null,
    DockerRootDir: DATA_ROOT,
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: nodename,
    Labels: config.labels,
    ExperimentalBuild: false,
    ServerVersion: ENGINE_VERSION,
    Runtimes: { 'io.containerd.runc.v2': RUNTIME, runc: RUNTIME },
    DefaultRuntime: 'runc',
    Swarm: { NodeID: '', NodeAddr: '', LocalNodeState: 'inactive', ControlAvailable: false, Error: '', RemoteManagers: null },
    LiveRestoreEnabled: config.liveRestore,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: '' },
    RuncCommit: { ID: RUNC_COMMIT },
    InitCommit: { ID: '' },
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
    FirewallBackend: { Driver: 'iptables' },
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: { Address: CONTAINERD_SOCKET, Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' } },
    Warnings: null,
  };
}

async function fds(sys: Sys): Promise<unknown[]> {
  const fd = await sys.open('/proc/self/fd', { read: true, directory: true, cloexec: true });
  const entries = await sys.getdents(fd);
  await sys.close(fd);
  return entries;
}

function timeOf(text: string | undefined, what: string): Timespec | undefined {
  if (text === undefined || text === '') return undefined;
  const time = parseUnix(text) ?? parseRfc3339(text);
  if (!time) throw invalid(`invalid ${what}: ${text}`);
  return time;
}

async function events(request: Request, engine: Engine): Promise<void> {
  const { sys } = request;
  const since = timeOf(request.get('since'), 'since');
  const until = timeOf(request.get('until'), 'until');
  if (since && until && compareTimes(until, since) < 0) {
    throw invalid('`since` time (' + `${since.seconds}) cannot be after \`until\` time (${until.seconds})`);
  }
  const filters = Filters.parse(request.get('filters'));
  let { position } = engine.events;
  const past = since ? engine.events.between(since, until) : [];
  const out = await request.stream([['Content-Type', 'application/json']]);
  const ended = (): boolean => out.broken || engine.stopping;
  for (const event of past) if (eventPasses(event, filters)) await out.write(`${eventText(event)}\n`);
  while (!ended()) {
    const at = await now(sys);
    if (until && compareTimes(at, until) >= 0) break;
    const leftMs = until ? Math.max(1, (until.seconds - at.seconds) * 1000 + (until.nanoseconds - at.nanoseconds) / 1e6) : undefined;
    const came = await engine.events.after(sys, position, ended, leftMs);
    position += came.length;
    for (const event of came) {
      if ((!until || compareTimes(event.at, until) <= 0) && eventPasses(event, filters)) await out.write(`${eventText(event)}\n`);
    }
  }
  await out.end();
}

async function diskUsage(request: Request, engine: Engine): Promise<DiskUsage> {
  const { sys } = request;
  let layers = 0;
  for (const layer of engine.images.layers.all) layers += layer.sizeBytes;
  const images: ImageSummary[] = [];
  for (const image of engine.images.all) {
    if (engine.images.childrenOf(image.id).length > 0 && engine.images.namesOf(image.id, 'tags').length === 0) continue;
    const row = imageSummary(engine, image);
    images.push({ ...row, RepoDigests: row.RepoDigests?.length ? row.RepoDigests : null, SharedSize: sharedSize(engine, image.id) });
  }
  const containers = await listContainers(sys, engine, { all: true, limit: 0, size: true, filters: new Filters() });
  const volumes = [];
  for (const volume of engine.volumes.all) {
    const usage = { RefCount: engine.volumes.usersOf(volume.Name).length, Size: await sizeOf(sys, volume.Mountpoint) };
    volumes.push({ ...volume, UsageData: usage });
  }
  return { LayersSize: layers, Images: images, Containers: containers, Volumes: volumes, BuildCache: engine.buildCache.records() };
}

/** Bytes of an image's layers that other images have too. */
function sharedSize(engine: Engine, id: string): number {
  const image = engine.images.get(id);
  const others = new Set<string>();
  for (const other of engine.images.all) {
    if (other.id === id) continue;
    for (let layer = engine.images.topLayer(other); layer; layer = layer.parent) others.add(layer.chainId);
  }
  let bytes = 0;
  for (let layer = image && engine.images.topLayer(image); layer; layer = layer.parent)
    if (others.has(layer.chainId)) bytes += layer.sizeBytes;
  return bytes;
}

const NO_SWARM =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

const noSwarm = async (): Promise<never> => {
  throw new ApiError(503, NO_SWARM);
};

const PING: [string, string][] = [
  ['Builder-Version', '2'],
  ['Cache-Control', 'no-cache, no-store, must-revalidate'],
  ['Pragma', 'no-cache'],
  ['Swarm', 'inactive'],
];

export const systemRoutes = (engine: Engine): Routes => {
  const ping = async (request: Request): Promise<void> => {
    const isHead = request.head.method === 'HEAD';
    const type: [string, string][] = [['Content-Type', 'text/plain; charset=utf-8']];
    if (isHead) return request.send(200, encode(''), [...PING, ...type, ['Content-Length', '0']]);
    await request.send(200, encode('OK'), PING, type);
  };
  return {
    'GET /_ping': ping,
    'HEAD /_ping': ping,
    'GET /version': request => version(request.sys),
    'GET /info': request => info(request.sys, engine),
    'GET /events': request => events(request, engine),
    'GET /system/df': request => diskUsage(request, engine),
    'GET /swarm': noSwarm,
    'GET /nodes': noSwarm,
    'GET /services': noSwarm,
    'GET /tasks': noSwarm,
    'GET /secrets': noSwarm,
    'GET /configs': noSwarm,
    'GET /plugins': async () => [],
  };
};
