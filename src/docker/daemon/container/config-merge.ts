// The settings of a new container: what was asked for, over what the image says, in the order of the API's JSON. As moby's daemon/commit.go merge().

import type { ContainerConfig, CreateRequest, HealthConfig, HostConfig } from '../../api/container.ts';
import type { Config } from '../config.ts';
import { invalid } from '../errors.ts';
import type { DocumentConfig } from '../image/document.ts';

const MASKED = (
  '/proc/asound /proc/acpi /proc/interrupts /proc/kcore /proc/keys /proc/latency_stats /proc/timer_list /proc/timer_stats ' +
  '/proc/sched_debug /proc/scsi /sys/firmware /sys/devices/virtual/powercap'
).split(' ');
const READONLY = '/proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger'.split(' ');

const nameOf = (variable: string): string => variable.split('=')[0]!;

/** The image's variables that the user did not set, after the user's own. */
function mergeEnv(own: readonly string[] | null | undefined, image: readonly string[] | null | undefined): string[] | null {
  if (!own?.length) return image ? [...image] : own === undefined ? null : (own as string[] | null);
  const names = new Set(own.map(nameOf));
  return [...own, ...(image ?? []).filter(variable => !names.has(nameOf(variable)))];
}

const hasKeys = (value: object | null | undefined): value is object =>
  value !== null && value !== undefined && Object.keys(value).length > 0;

function mergeHealth(own: HealthConfig | undefined, image: HealthConfig | undefined): HealthConfig | undefined {
  if (!own) return image;
  if (!image) return own;
  return {
    ...image,
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== 0))),
  };
}

/** The config of a container from a request and its image's. Throws ApiError "no command specified". */
export function mergeConfig(request: CreateRequest, image: DocumentConfig, hostname: string): ContainerConfig {
  let entrypoint = request.Entrypoint?.length ? request.Entrypoint : (request.Entrypoint ?? null);
  let command = request.Cmd ?? null;
  let escaped = request.ArgsEscaped ?? false;
  if (!entrypoint?.length) {
    if (!command?.length) {
      command = image.Cmd ?? command;
      escaped = image.ArgsEscaped ?? false;
    }
    if (request.Entrypoint === null || request.Entrypoint === undefined) entrypoint = image.Entrypoint ?? null;
  }
  if (entrypoint?.length === 1 && entrypoint[0] === '') entrypoint = null;
  if (!entrypoint?.length && !command?.length) throw invalid('no command specified');
  const ports = { ...image.ExposedPorts, ...request.ExposedPorts };
  const volumes = { ...image.Volumes, ...request.Volumes };
  const health = mergeHealth(request.Healthcheck, image.Healthcheck);
  const stopSignal = request.StopSignal || image.StopSignal;
  const shell = request.Shell ?? image.Shell;
  return {
    Hostname: hostname,
    Domainname: request.Domainname ?? '',
    User: request.User || image.User || '',
    AttachStdin: request.AttachStdin ?? false,
    AttachStdout: request.AttachStdout ?? false,
    AttachStderr: request.AttachStderr ?? false,
    ...(hasKeys(ports) ? { ExposedPorts: sorted(ports) } : {}),
    Tty: request.Tty ?? false,
    OpenStdin: request.OpenStdin ?? false,
    StdinOnce: request.StdinOnce ?? false,
    Env: mergeEnv(request.Env, image.Env),
    Cmd: command,
    ...(health ? { Healthcheck: health } : {}),
    ...(escaped ? { ArgsEscaped: true } : {}),
    Image: request.Image ?? '',
    Volumes: hasKeys(volumes) ? sorted(volumes) : null,
    WorkingDir: request.WorkingDir || image.WorkingDir || '',
    Entrypoint: entrypoint,
    ...(request.NetworkDisabled ? { NetworkDisabled: true } : {}),
    ...(request.MacAddress ? { MacAddress: request.MacAddress } : {}),
    OnBuild: image.OnBuild?.length ? image.OnBuild : null,
    Labels: sorted({ ...image.Labels, ...request.Labels }),
    ...(stopSignal ? { StopSignal: stopSignal } : {}),
    ...(request.StopTimeout === undefined || request.StopTimeout === null ? {} : { StopTimeout: request.StopTimeout }),
    ...(shell ? { Shell: shell } : {}),
  };
}

/** By key, as Go writes a map. */
const sorted = <T>(value: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));

/** The host's side of a container's settings, with the daemon's defaults. */
export function completeHostConfig(given: Partial<HostConfig>, config: Config): HostConfig {
  const memory = given.Memory ?? 0;
  const swap = given.MemorySwap ?? 0;
  const privileged = given.Privileged ?? false;
  const unconfined = given.SecurityOpt?.includes('systempaths=unconfined') ?? false;
  const security = given.SecurityOpt?.filter(option => option !== 'systempaths=unconfined') ?? null;
  const network = !given.NetworkMode || given.NetworkMode === 'default' ? 'bridge' : given.NetworkMode;
  return {
    Binds: given.Binds ?? null,
    ContainerIDFile: given.ContainerIDFile ?? '',
    LogConfig: { Type: given.LogConfig?.Type || config.logDriver, Config: { ...config.logOpts, ...given.LogConfig?.Config } },
    NetworkMode: network,
    PortBindings: given.PortBindings ?? null,
    RestartPolicy: { Name: given.RestartPolicy?.Name || 'no', MaximumRetryCount: given.RestartPolicy?.MaximumRetryCount ?? 0 },
    AutoRemove: given.AutoRemove ?? false,
    VolumeDriver: given.VolumeDriver ?? '',
    VolumesFrom: given.VolumesFrom ?? null,
    ConsoleSize: given.ConsoleSize ?? [0, 0],
    ...(hasKeys(given.Annotations) ? { Annotations: given.Annotations } : {}),
    CapAdd: given.CapAdd ?? null,
    CapDrop: given.CapDrop ?? null,
    CgroupnsMode: given.CgroupnsMode || config.defaultCgroupns,
    Dns: given.Dns ?? null,
    DnsOptions: given.DnsOptions ?? null,
    DnsSearch: given.DnsSearch ?? null,
    ExtraHosts: given.ExtraHosts ?? null,
    GroupAdd: given.GroupAdd ?? null,
    IpcMode: given.IpcMode || 'private',
    Cgroup: given.Cgroup ?? '',
    Links: given.Links ?? null,
    OomScoreAdj: given.OomScoreAdj ?? 0,
    PidMode: given.PidMode ?? '',
    Privileged: privileged,
    PublishAllPorts: given.PublishAllPorts ?? false,
    ReadonlyRootfs: given.ReadonlyRootfs ?? false,
    SecurityOpt: privileged ? [...(security ?? []), 'label=disable'] : security,
    ...(hasKeys(given.StorageOpt) ? { StorageOpt: given.StorageOpt } : {}),
    ...(hasKeys(given.Tmpfs) ? { Tmpfs: given.Tmpfs } : {}),
    UTSMode: given.UTSMode ?? '',
    UsernsMode: given.UsernsMode ?? '',
    ShmSize: given.ShmSize || config.defaultShmBytes,
    ...(hasKeys(given.Sysctls) ? { Sysctls: sorted(given.Sysctls) } : {}),
    Runtime: given.Runtime || 'runc',
    Isolation: given.Isolation ?? '',
    ...completeResources(given, memory, swap),
    ...(given.Mounts?.length ? { Mounts: given.Mounts } : {}),
    MaskedPaths: given.MaskedPaths ?? (privileged ? null : unconfined ? [] : MASKED),
    ReadonlyPaths: given.ReadonlyPaths ?? (privileged ? null : unconfined ? [] : READONLY),
    ...(given.Init === undefined || given.Init === null ? {} : { Init: given.Init }),
  };
}

function completeResources(given: Partial<HostConfig>, memory: number, swap: number) {
  return {
    CpuShares: given.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: given.NanoCpus ?? 0,
    CgroupParent: given.CgroupParent ?? '',
    BlkioWeight: given.BlkioWeight ?? 0,
    BlkioWeightDevice: given.BlkioWeightDevice ?? null,
    BlkioDeviceReadBps: given.BlkioDeviceReadBps ?? null,
    BlkioDeviceWriteBps: given.BlkioDeviceWriteBps ?? null,
    BlkioDeviceReadIOps: given.BlkioDeviceReadIOps ?? null,
    BlkioDeviceWriteIOps: given.BlkioDeviceWriteIOps ?? null,
    CpuPeriod: given.CpuPeriod ?? 0,
    CpuQuota: given.CpuQuota ?? 0,
    CpuRealtimePeriod: given.CpuRealtimePeriod ?? 0,
    CpuRealtimeRuntime: given.CpuRealtimeRuntime ?? 0,
    CpusetCpus: given.CpusetCpus ?? '',
    CpusetMems: given.CpusetMems ?? '',
    Devices: given.Devices ?? null,
    DeviceCgroupRules: given.DeviceCgroupRules ?? null,
    DeviceRequests: given.DeviceRequests ?? null,
    MemoryReservation: given.MemoryReservation ?? 0,
    // Without a limit of its own, swap is as much again as memory.
    MemorySwap: memory > 0 && swap === 0 ? memory * 2 : swap,
    MemorySwappiness: given.MemorySwappiness === -1 ? null : (given.MemorySwappiness ?? null),
    OomKillDisable: given.OomKillDisable ?? false,
    PidsLimit: given.PidsLimit && given.PidsLimit > 0 ? given.PidsLimit : null,
    Ulimits: given.Ulimits ?? null,
    CpuCount: given.CpuCount ?? 0,
    CpuPercent: given.CpuPercent ?? 0,
    IOMaximumIOps: given.IOMaximumIOps ?? 0,
    IOMaximumBandwidth: given.IOMaximumBandwidth ?? 0,
  };
}
