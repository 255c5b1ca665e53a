// A service as the body of POST /containers/create. As docker-compose 2.40.3's pkg/compose/create.go.

import { parseDuration, parseRamBytes } from '../../../../userland/lib/units.ts';
import type { CreateRequest, EndpointSettings, HostConfig, MountRequest, PortMap, RestartPolicy, Ulimit } from '../../../api/container.ts';
import { parseRestartPolicy } from '../../run/restart.ts';
import type { Project, Service, ServiceNetwork, ServiceVolume } from '../file/model.ts';

const number = (value: unknown): number => (value === undefined ? 0 : typeof value === 'number' ? value : parseRamBytes(String(value)));
const strings = (value: unknown): string[] | null => (Array.isArray(value) && value.length > 0 ? value.map(String) : null);
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

export interface ContainerHow {
  project: Project;
  service: Service;
  image: string;
  name: string;
  labels: Record<string, string>;
  /** A container's id for "service:NAME" modes. */
  containerOf: (service: string) => string;
  /** One-off containers do not answer to the service's name. */
  aliases: boolean;
}

/** Networks in the order of their priority, the highest first. */
export function networksByPriority(service: Service): [string, ServiceNetwork | null][] {
  const entries = Object.entries(service.networks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.sort(([, a], [, b]) => (b?.priority ?? 0) - (a?.priority ?? 0));
}

/** The whole request. */
export function createRequest(how: ContainerHow): CreateRequest {
  const { service } = how;
  const exposed: Record<string, object> = {};
  for (const port of service.expose ?? []) exposed[port.includes('/') ? port : `${port}/tcp`] = {};
  for (const { target, protocol } of service.ports ?? []) exposed[`${target}/${protocol}`] = {};
  const health = healthOf(service);
  return {
    Hostname: text(service.hostname),
    Domainname: text(service.domainname),
    User: text(service.user),
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    ExposedPorts: exposed,
    Tty: service.tty ?? false,
    OpenStdin: service.stdin_open ?? false,
    StdinOnce: false,
    Env: Object.entries(service.environment ?? {}).map(([name, value]) => (value === null ? name : `${name}=${value}`)),
    Cmd: service.command ?? null,
    ...(health ? { Healthcheck: health } : {}),
    Image: how.image,
    Volumes: Object.fromEntries(anonymous(service).map(({ target }) => [target, {}])),
    WorkingDir: text(service.working_dir),
    Entrypoint:
      service.entrypoint === undefined || service.entrypoint === null ? null : service.entrypoint.length === 0 ? [''] : service.entrypoint,
    OnBuild: null,
    Labels: how.labels,
    ...(service.stop_signal ? { StopSignal: text(service.stop_signal) } : {}),
    ...(service.stop_grace_period ? { StopTimeout: Math.trunc(parseDuration(text(service.stop_grace_period)) / 1e9) } : {}),
    HostConfig: hostConfig(how),
    NetworkingConfig: { EndpointsConfig: endpoints(how) },
  };
}

const anonymous = (service: Service): ServiceVolume[] => (service.volumes ?? []).filter(({ type, source }) => type === 'volume' && !source);

function healthOf({ healthcheck }: Service): CreateRequest['Healthcheck'] | undefined {
  if (!healthcheck) return undefined;
  if (healthcheck.disable) return { Test: ['NONE'] };
  const time = (value: string | undefined): number | undefined => (value === undefined ? undefined : parseDuration(value));
  const entries = {
    Test: healthcheck.test,
    Interval: time(healthcheck.interval),
    Timeout: time(healthcheck.timeout),
    StartPeriod: time(healthcheck.start_period),
    StartInterval: time(healthcheck.start_interval),
    Retries: healthcheck.retries,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function restartPolicy({ restart, deploy }: Service): RestartPolicy {
  if (restart) return parseRestartPolicy(restart);
  const condition = deploy?.restart_policy?.condition;
  if (condition === undefined) return { Name: '', MaximumRetryCount: 0 };
  const names: Readonly<Record<string, string>> = { none: 'no', 'on-failure': 'on-failure', any: 'unless-stopped' };
  return { Name: names[condition] ?? condition, MaximumRetryCount: deploy?.restart_policy?.max_attempts ?? 0 };
}

function mode(value: unknown, how: ContainerHow): string {
  const match = /^service:(.+)$/.exec(text(value));
  return match ? `container:${how.containerOf(match[1]!)}` : text(value);
}

function networkMode(how: ContainerHow): string {
  const { service, project } = how;
  if (service.network_mode) return mode(service.network_mode, how);
  const first = networksByPriority(service)[0];
  return first ? (project.networks[first[0]]?.name ?? first[0]) : 'none';
}

function endpoints(how: ContainerHow): Record<string, Partial<EndpointSettings>> {
  const { service, project } = how;
  if (service.network_mode) return {};
  const out: Record<string, Partial<EndpointSettings>> = {};
  for (const [key, network] of networksByPriority(service)) {
    const own = how.aliases ? [how.name, service.name] : [how.name];
    const aliases = [...new Set([...own, ...(how.aliases ? (network?.aliases ?? []) : [])])];
    const { ipv4_address, ipv6_address, link_local_ips } = network ?? {};
    const ipam = {
      ...(ipv4_address ? { IPv4Address: ipv4_address } : {}),
      ...(ipv6_address ? { IPv6Address: ipv6_address } : {}),
      ...(link_local_ips?.length ? { LinkLocalIPs: link_local_ips } : {}),
    };
    const mac = network?.mac_address ?? (out && Object.keys(out).length === 0 ? text(service.mac_address) : '');
    out[project.networks[key]?.name ?? key] = {
      Aliases: aliases,
      ...(Object.keys(ipam).length > 0 ? { IPAMConfig: ipam } : {}),
      ...(service.links ? { Links: service.links.map(link => linkOf(link, how)) } : {}),
      ...(network?.driver_opts ? { DriverOpts: network.driver_opts } : {}),
      ...(mac ? { MacAddress: mac } : {}),
      ...(network?.gw_priority ? { GwPriority: network.gw_priority } : {}),
    };
  }
  return out;
}

function linkOf(link: string, how: ContainerHow): string {
  const [service = '', alias = service] = link.split(':');
  return `${how.containerOf(service)}:${alias}`;
}

function portBindings(service: Service): PortMap {
  const out: PortMap = {};
  for (const { host_ip = '', target, published = '', protocol } of service.ports ?? []) {
    const key = `${target}/${protocol}`;
    out[key] = [...(out[key] ?? []), { HostIp: host_ip, HostPort: published }];
  }
  return out;
}

/** Simple mounts go as binds, as compose sends them; what binds cannot say goes as mounts. */
function mountsOf({ project, service }: ContainerHow): { binds: string[]; mounts: MountRequest[] } {
  const binds: string[] = [];
  const mounts: MountRequest[] = [];
  for (const volume of service.volumes ?? []) {
    const flags = [
      volume.read_only ? 'ro' : 'rw',
      volume.bind?.propagation,
      volume.bind?.selinux,
      volume.volume?.nocopy ? 'nocopy' : undefined,
    ].filter(Boolean);
    if (volume.type === 'volume' && volume.source && !volume.volume?.subpath) {
      binds.push(`${project.volumes[volume.source]?.name ?? volume.source}:${volume.target}:${flags.join(',')}`);
    } else if (volume.type === 'bind' && volume.bind?.create_host_path !== undefined && volume.bind.create_host_path) {
      binds.push(`${volume.source}:${volume.target}:${flags.join(',')}`);
    } else if (volume.type !== 'volume' || volume.source) mounts.push(mountOf(project, volume));
  }
  for (const { source, target, mode: permissions } of [...(service.secrets ?? []), ...(service.configs ?? [])]) {
    const file = project.secrets[source]?.file ?? project.configs[source]?.file;
    if (file !== undefined) mounts.push({ Type: 'bind', Source: file, Target: target ?? `/${source}`, ReadOnly: true });
    void permissions;
  }
  return { binds, mounts };
}

function mountOf(project: Project, volume: ServiceVolume): MountRequest {
  const mount: MountRequest = { Type: volume.type as MountRequest['Type'], Target: volume.target, ReadOnly: volume.read_only ?? false };
  if (volume.source) mount.Source = volume.type === 'volume' ? (project.volumes[volume.source]?.name ?? volume.source) : volume.source;
  if (volume.bind?.propagation) mount.BindOptions = { Propagation: volume.bind.propagation };
  if (volume.volume?.subpath) mount.VolumeOptions = { Subpath: volume.volume.subpath };
  if (volume.tmpfs) {
    mount.TmpfsOptions = {
      ...(volume.tmpfs.size === undefined ? {} : { SizeBytes: Number(volume.tmpfs.size) }),
      ...(volume.tmpfs.mode === undefined ? {} : { Mode: volume.tmpfs.mode }),
    };
  }
  return mount;
}

function ulimitsOf(value: unknown): Ulimit[] | null {
  if (!value) return null;
  return Object.entries(value as Record<string, number | { soft: number; hard: number }>).map(([Name, limit]) =>
    typeof limit === 'object' ? { Name, Hard: limit.hard, Soft: limit.soft } : { Name, Hard: limit, Soft: limit },
  );
}

function hostConfig(how: ContainerHow): Partial<HostConfig> {
  const { service } = how;
  const { binds, mounts } = mountsOf(how);
  const limits = service.deploy?.resources?.limits;
  const reserved = service.deploy?.resources?.reservations;
  const logging = service.logging as { driver?: string; options?: Record<string, string> } | undefined;
  const tmpfs = Object.fromEntries(
    ((service.tmpfs as string[] | undefined) ?? []).map(item => [item.split(':')[0]!, item.split(':')[1] ?? '']),
  );
  const devices = (service.devices as { source: string; target: string; permissions: string }[] | undefined) ?? [];
  return {
    Binds: binds,
    Mounts: mounts,
    LogConfig: { Type: logging?.driver ?? '', Config: logging?.options ?? null },
    NetworkMode: networkMode(how),
    PortBindings: portBindings(service),
    RestartPolicy: restartPolicy(service),
    AutoRemove: false,
    VolumesFrom: ((service.volumes_from as string[] | undefined) ?? []).map(from => {
      const [source = '', ...rest] = from.replace(/^container:/, '').split(':');
      return [from.startsWith('container:') ? source : how.containerOf(source), ...rest].join(':');
    }),
    CapAdd: strings(service.cap_add),
    CapDrop: strings(service.cap_drop),
    CgroupnsMode: text(service.cgroup),
    Dns: strings(service.dns) ?? [],
    DnsOptions: strings(service.dns_opt) ?? [],
    DnsSearch: strings(service.dns_search) ?? [],
    ExtraHosts: ((service.extra_hosts as string[] | undefined) ?? []).map(host => host.replace('=', ':')),
    GroupAdd: strings(service.group_add),
    IpcMode: mode(service.ipc, how),
    OomScoreAdj: Number(service.oom_score_adj ?? 0),
    PidMode: mode(service.pid, how),
    Privileged: service.privileged === true,
    ReadonlyRootfs: service.read_only === true,
    SecurityOpt: strings(service.security_opt),
    StorageOpt: (service.storage_opt as Record<string, string> | undefined) ?? {},
    Tmpfs: tmpfs,
    UTSMode: text(service.uts),
    UsernsMode: text(service.userns_mode),
    ShmSize: number(service.shm_size),
    Sysctls: (service.sysctls as Record<string, string> | undefined) ?? {},
    Runtime: text(service.runtime),
    Isolation: text(service.isolation),
    ...(service.init === undefined ? {} : { Init: service.init === true }),
    ...(service.annotations ? { Annotations: service.annotations as Record<string, string> } : {}),
    CgroupParent: text(service.cgroup_parent),
    CpuShares: Number(service.cpu_shares ?? 0),
    CpuQuota: Number(service.cpu_quota ?? 0),
    CpuPeriod: Number(service.cpu_period ?? 0),
    CpusetCpus: text(service.cpuset),
    NanoCpus: Math.round(Number(service.cpus ?? limits?.cpus ?? 0) * 1e9),
    Memory: number(service.mem_limit ?? limits?.memory),
    MemoryReservation: number(service.mem_reservation ?? reserved?.memory),
    MemorySwap: number(service.memswap_limit),
    PidsLimit: Number(service.pids_limit ?? limits?.pids ?? 0) || null,
    OomKillDisable: service.oom_kill_disable === true,
    Ulimits: ulimitsOf(service.ulimits),
    Devices: devices.map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target,
      CgroupPermissions: permissions,
    })),
    DeviceCgroupRules: strings(service.device_cgroup_rules),
    BlkioWeight: Number((service.blkio_config as { weight?: number } | undefined)?.weight ?? 0),
  };
}
