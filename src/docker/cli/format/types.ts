// The Go types of what is inspected, in the order of their fields: how templates print them. As moby's api/types 28.5.2.

import { BOOL, type GoType, INT, map, pointer, STRING, slice, struct, TIME } from '../../../userland/lib/go-value.ts';

const strings = slice(STRING);
const labels = map(STRING);
const empty = struct('struct {}', {});
const set = map(empty);

const portMap = map(slice(struct('nat.PortBinding', { HostIP: { json: 'HostIp', type: STRING }, HostPort: STRING })));

const health = struct('container.HealthConfig', {
  Test: strings,
  Interval: { kind: 'duration' },
  Timeout: { kind: 'duration' },
  StartPeriod: { kind: 'duration' },
  StartInterval: { kind: 'duration' },
  Retries: INT,
});

const config = struct('container.Config', {
  Hostname: STRING,
  Domainname: STRING,
  User: STRING,
  AttachStdin: BOOL,
  AttachStdout: BOOL,
  AttachStderr: BOOL,
  ExposedPorts: set,
  Tty: BOOL,
  OpenStdin: BOOL,
  StdinOnce: BOOL,
  Env: strings,
  Cmd: strings,
  Healthcheck: pointer(health),
  ArgsEscaped: BOOL,
  Image: STRING,
  Volumes: set,
  WorkingDir: STRING,
  Entrypoint: strings,
  NetworkDisabled: BOOL,
  MacAddress: STRING,
  OnBuild: strings,
  Labels: labels,
  StopSignal: STRING,
  StopTimeout: pointer(INT),
  Shell: strings,
});

const device = struct('container.DeviceMapping', { PathOnHost: STRING, PathInContainer: STRING, CgroupPermissions: STRING });
const ulimit = struct('units.Ulimit', { Name: STRING, Hard: INT, Soft: INT });
const throttle = slice(pointer(struct('blkiodev.ThrottleDevice', { Path: STRING, Rate: INT })));

const resources = struct('container.Resources', {
  CPUShares: { json: 'CpuShares', type: INT },
  Memory: INT,
  NanoCPUs: { json: 'NanoCpus', type: INT },
  CgroupParent: STRING,
  BlkioWeight: INT,
  BlkioWeightDevice: slice(pointer(struct('blkiodev.WeightDevice', { Path: STRING, Weight: INT }))),
  BlkioDeviceReadBps: throttle,
  BlkioDeviceWriteBps: throttle,
  BlkioDeviceReadIOps: throttle,
  BlkioDeviceWriteIOps: throttle,
  CPUPeriod: { json: 'CpuPeriod', type: INT },
  CPUQuota: { json: 'CpuQuota', type: INT },
  CPURealtimePeriod: { json: 'CpuRealtimePeriod', type: INT },
  CPURealtimeRuntime: { json: 'CpuRealtimeRuntime', type: INT },
  CpusetCpus: STRING,
  CpusetMems: STRING,
  Devices: slice(device),
  DeviceCgroupRules: strings,
  DeviceRequests: slice(
    struct('container.DeviceRequest', { Driver: STRING, Count: INT, DeviceIDs: strings, Capabilities: slice(strings), Options: labels }),
  ),
  MemoryReservation: INT,
  MemorySwap: INT,
  MemorySwappiness: pointer(INT),
  OomKillDisable: pointer(BOOL),
  PidsLimit: pointer(INT),
  Ulimits: slice(pointer(ulimit)),
  CPUCount: { json: 'CpuCount', type: INT },
  CPUPercent: { json: 'CpuPercent', type: INT },
  IOMaximumIOps: INT,
  IOMaximumBandwidth: INT,
});

const mount = struct('mount.Mount', {
  Type: STRING,
  Source: STRING,
  Target: STRING,
  ReadOnly: BOOL,
  Consistency: STRING,
  BindOptions: pointer(
    struct('mount.BindOptions', {
      Propagation: STRING,
      NonRecursive: BOOL,
      CreateMountpoint: BOOL,
      ReadOnlyNonRecursive: BOOL,
      ReadOnlyForceRecursive: BOOL,
    }),
  ),
  VolumeOptions: pointer(
    struct('mount.VolumeOptions', {
      NoCopy: BOOL,
      Labels: labels,
      Subpath: STRING,
      DriverConfig: pointer(struct('mount.Driver', { Name: STRING, Options: labels })),
    }),
  ),
  ImageOptions: pointer(struct('mount.ImageOptions', { Subpath: STRING })),
  TmpfsOptions: pointer(struct('mount.TmpfsOptions', { SizeBytes: INT, Mode: INT, Options: slice(strings) })),
  ClusterOptions: pointer(empty),
});

const hostConfig = struct('container.HostConfig', {
  Binds: strings,
  ContainerIDFile: STRING,
  LogConfig: struct('container.LogConfig', { Type: STRING, Config: labels }),
  NetworkMode: STRING,
  PortBindings: portMap,
  RestartPolicy: struct('container.RestartPolicy', { Name: STRING, MaximumRetryCount: INT }),
  AutoRemove: BOOL,
  VolumeDriver: STRING,
  VolumesFrom: strings,
  ConsoleSize: slice(INT),
  Annotations: labels,
  CapAdd: strings,
  CapDrop: strings,
  CgroupnsMode: STRING,
  DNS: { json: 'Dns', type: strings },
  DNSOptions: { json: 'DnsOptions', type: strings },
  DNSSearch: { json: 'DnsSearch', type: strings },
  ExtraHosts: strings,
  GroupAdd: strings,
  IpcMode: STRING,
  Cgroup: STRING,
  Links: strings,
  OomScoreAdj: INT,
  PidMode: STRING,
  Privileged: BOOL,
  PublishAllPorts: BOOL,
  ReadonlyRootfs: BOOL,
  SecurityOpt: strings,
  StorageOpt: labels,
  Tmpfs: labels,
  UTSMode: STRING,
  UsernsMode: STRING,
  ShmSize: INT,
  Sysctls: labels,
  Runtime: STRING,
  Isolation: STRING,
  Resources: { embedded: resources },
  Mounts: slice(mount),
  MaskedPaths: strings,
  ReadonlyPaths: strings,
  Init: pointer(BOOL),
});

const graphDriver = struct('storage.DriverData', { Data: labels, Name: STRING });

const endpoint = struct('network.EndpointSettings', {
  IPAMConfig: pointer(struct('network.EndpointIPAMConfig', { IPv4Address: STRING, IPv6Address: STRING, LinkLocalIPs: strings })),
  Links: strings,
  Aliases: strings,
  MacAddress: STRING,
  DriverOpts: labels,
  GwPriority: INT,
  NetworkID: STRING,
  EndpointID: STRING,
  Gateway: STRING,
  IPAddress: STRING,
  IPPrefixLen: INT,
  IPv6Gateway: STRING,
  GlobalIPv6Address: STRING,
  GlobalIPv6PrefixLen: INT,
  DNSNames: strings,
});

const networkSettings = struct('container.NetworkSettings', {
  NetworkSettingsBase: {
    embedded: struct('container.NetworkSettingsBase', {
      Bridge: STRING,
      SandboxID: STRING,
      SandboxKey: STRING,
      Ports: portMap,
      HairpinMode: BOOL,
      LinkLocalIPv6Address: STRING,
      LinkLocalIPv6PrefixLen: INT,
      SecondaryIPAddresses: slice(empty),
      SecondaryIPv6Addresses: slice(empty),
    }),
  },
  DefaultNetworkSettings: {
    embedded: struct('container.DefaultNetworkSettings', {
      EndpointID: STRING,
      Gateway: STRING,
      GlobalIPv6Address: STRING,
      GlobalIPv6PrefixLen: INT,
      IPAddress: STRING,
      IPPrefixLen: INT,
      IPv6Gateway: STRING,
      MacAddress: STRING,
    }),
  },
  Networks: map(pointer(endpoint)),
});

const state = struct('container.State', {
  Status: STRING,
  Running: BOOL,
  Paused: BOOL,
  Restarting: BOOL,
  OOMKilled: BOOL,
  Dead: BOOL,
  Pid: INT,
  ExitCode: INT,
  Error: STRING,
  StartedAt: STRING,
  FinishedAt: STRING,
  Health: pointer(
    struct('container.Health', {
      Status: STRING,
      FailingStreak: INT,
      Log: slice(pointer(struct('container.HealthcheckResult', { Start: TIME, End: TIME, ExitCode: INT, Output: STRING }))),
    }),
  ),
});

const mountPoint = struct('container.MountPoint', {
  Type: STRING,
  Name: STRING,
  Source: STRING,
  Destination: STRING,
  Driver: STRING,
  Mode: STRING,
  RW: BOOL,
  Propagation: STRING,
});

const containerBase = struct('container.ContainerJSONBase', {
  ID: { json: 'Id', type: STRING },
  Created: STRING,
  Path: STRING,
  Args: strings,
  State: pointer(state),
  Image: STRING,
  ResolvConfPath: STRING,
  HostnamePath: STRING,
  HostsPath: STRING,
  LogPath: STRING,
  Name: STRING,
  RestartCount: INT,
  Driver: STRING,
  Platform: STRING,
  MountLabel: STRING,
  ProcessLabel: STRING,
  AppArmorProfile: STRING,
  ExecIDs: strings,
  HostConfig: pointer(hostConfig),
  GraphDriver: graphDriver,
  SizeRw: pointer(INT),
  SizeRootFs: pointer(INT),
});

export const CONTAINER: GoType = struct('container.InspectResponse', {
  ContainerJSONBase: { embedded: containerBase },
  Mounts: slice(mountPoint),
  Config: pointer(config),
  NetworkSettings: pointer(networkSettings),
  ImageManifestDescriptor: pointer(empty),
});

const imageConfig = struct('dockerspec.DockerOCIImageConfig', {
  ImageConfig: {
    embedded: struct('v1.ImageConfig', {
      User: STRING,
      ExposedPorts: set,
      Env: strings,
      Entrypoint: strings,
      Cmd: strings,
      Volumes: set,
      WorkingDir: STRING,
      Labels: labels,
      StopSignal: STRING,
      ArgsEscaped: BOOL,
    }),
  },
  DockerOCIImageConfigExt: {
    embedded: struct('dockerspec.DockerOCIImageConfigExt', { Healthcheck: pointer(health), OnBuild: strings, Shell: strings }),
  },
});

export const IMAGE: GoType = struct('image.InspectResponse', {
  ID: { json: 'Id', type: STRING },
  RepoTags: strings,
  RepoDigests: strings,
  Parent: STRING,
  Comment: STRING,
  Created: STRING,
  Container: STRING,
  ContainerConfig: pointer(config),
  DockerVersion: STRING,
  Author: STRING,
  Config: pointer(imageConfig),
  Architecture: STRING,
  Variant: STRING,
  Os: STRING,
  OsVersion: STRING,
  Size: INT,
  VirtualSize: INT,
  GraphDriver: graphDriver,
  RootFS: struct('image.RootFS', { Type: STRING, Layers: strings }),
  Metadata: struct('image.Metadata', { LastTagTime: TIME }),
  Descriptor: pointer(empty),
  Manifests: slice(empty),
});

export const NETWORK: GoType = struct('network.Inspect', {
  Name: STRING,
  ID: { json: 'Id', type: STRING },
  Created: TIME,
  Scope: STRING,
  Driver: STRING,
  EnableIPv4: BOOL,
  EnableIPv6: BOOL,
  IPAM: struct('network.IPAM', {
    Driver: STRING,
    Options: labels,
    Config: slice(
      struct('network.IPAMConfig', {
        Subnet: STRING,
        IPRange: STRING,
        Gateway: STRING,
        AuxAddress: { json: 'AuxiliaryAddresses', type: labels },
      }),
    ),
  }),
  Internal: BOOL,
  Attachable: BOOL,
  Ingress: BOOL,
  ConfigFrom: struct('network.ConfigReference', { Network: STRING }),
  ConfigOnly: BOOL,
  Containers: map(
    struct('network.EndpointResource', { Name: STRING, EndpointID: STRING, MacAddress: STRING, IPv4Address: STRING, IPv6Address: STRING }),
  ),
  Options: labels,
  Labels: labels,
  Peers: slice(empty),
  Services: map(empty),
});

export const VOLUME: GoType = struct('volume.Volume', {
  ClusterVolume: pointer(empty),
  CreatedAt: STRING,
  Driver: STRING,
  Labels: labels,
  Mountpoint: STRING,
  Name: STRING,
  Options: labels,
  Scope: STRING,
  Status: map({ kind: 'any' }),
  UsageData: pointer(struct('volume.UsageData', { RefCount: INT, Size: INT })),
});

export const EVENT: GoType = struct('events.Message', {
  Status: { json: 'status', type: STRING },
  ID: { json: 'id', type: STRING },
  From: { json: 'from', type: STRING },
  Type: STRING,
  Action: STRING,
  Actor: struct('events.Actor', { ID: STRING, Attributes: labels }),
  Scope: { json: 'scope', type: STRING },
  Time: { json: 'time', type: INT },
  TimeNano: { json: 'timeNano', type: INT },
});
