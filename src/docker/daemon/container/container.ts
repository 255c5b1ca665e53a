// A container as the daemon holds it, and as it is kept on the disk (config.v2.json, hostconfig.json). As moby's container package.

import type { Sys } from '../../../abi/sys.ts';
import type { Fd } from '../../../abi/types.ts';
import { humanDuration } from '../../../userland/lib/units.ts';
import type { ContainerConfig, ContainerStatus, EndpointSettings, Health, HostConfig, MountPoint, PortMap } from '../../api/container.ts';
import { DATA_ROOT } from '../config.ts';
import { writeJson } from '../files.ts';
import type { ContainerLayer } from '../image/layers.ts';
import type { Sandbox } from '../network/network.ts';
import { Condition, Mutex } from '../sync.ts';
import { now, secondsOf, ZERO_TIME } from '../time.ts';

export interface State {
  Running: boolean;
  Paused: boolean;
  Restarting: boolean;
  OOMKilled: boolean;
  RemovalInProgress: boolean;
  Dead: boolean;
  Pid: number;
  ExitCode: number;
  Error: string;
  StartedAt: string;
  FinishedAt: string;
  Health: Health | null;
}

export const newState = (): State => ({
  Running: false,
  Paused: false,
  Restarting: false,
  OOMKilled: false,
  RemovalInProgress: false,
  Dead: false,
  Pid: 0,
  ExitCode: 0,
  Error: '',
  StartedAt: ZERO_TIME,
  FinishedAt: ZERO_TIME,
  Health: null,
});

/** A mount of the container beside what inspect shows of it. */
export interface Mount extends MountPoint {
  /** The volume was made for this container and goes with it (rm -v). */
  anonymous: boolean;
  /** The image's files at that place are to be copied into a new volume. */
  copyUp: boolean;
  nonRecursive: boolean;
  /** Made by -v: a missing folder of the host is made. */
  createSource: boolean;
  subpath: string;
}

/** What is kept of the container's networks: the settings, and the MAC address where the user chose one. */
export interface NetworkState {
  settings: EndpointSettings;
  chosenMac: string;
}

/** A client that sees a container's output, or an exec's. */
export interface Listener {
  write(sys: Sys, stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void>;
  /** The output is over. */
  end(sys: Sys): Promise<void>;
}

/** The running process's pipes or terminal. */
export interface Streams {
  stdin: Fd | undefined;
  stdout: Fd | undefined;
  stderr: Fd | undefined;
  console: Fd | undefined;
  listeners: Set<Listener>;
  /** A thread reads them. */
  pumped: boolean;
  /** All output has been read. */
  drained: boolean;
}

export class Container {
  readonly id: string;
  name = '';
  created = '';
  path = '';
  args: string[] = [];
  config: ContainerConfig;
  hostConfig: HostConfig;
  /** The image's id; '' for none. */
  image = '';
  state = newState();
  restartCount = 0;
  hasBeenStartedBefore = false;
  hasBeenManuallyStopped = false;
  layer: ContainerLayer | undefined;
  mounts = new Map<string, Mount>();
  networks = new Map<string, NetworkState>();
  /** What was published at the last look: kept for an inspect while it runs. */
  ports: PortMap = {};
  sandboxId = '';
  sandboxKey = '';
  sandbox: Sandbox | undefined;
  /** --link: container ids by alias. */
  links = new Map<string, string>();
  /** What the links say in its environment, since its last start. */
  linkVariables: string[] = [];
  execIds = new Set<string>();
  streams: Streams | undefined;
  /** Held while its state is changed from outside: start, stop, remove. */
  readonly lock = new Mutex();
  /** Told of each change of its state. */
  readonly changed = new Condition();
  /** How often it has ended: what `wait --condition next-exit` counts. */
  exits = 0;
  removed = false;
  /** Milliseconds that the restart policy waits before the next start. */
  backoffMs = 0;
  /** A restart is cancelled by stop, kill and rm. */
  restartCancelled = false;
  mountedAt = 0;
  healthRun = 0;
  shimAddress = '';

  constructor(id: string, config: ContainerConfig, hostConfig: HostConfig) {
    this.id = id;
    this.config = config;
    this.hostConfig = hostConfig;
  }

  /** Clients attached before it runs; they become listeners of its streams. */
  readonly waiting = new Set<Listener>();
  /** A container of --network container:ID shares that one's files in /etc. */
  etcOwner: string | undefined;
  /** Told of new lines in its log. */
  readonly logged = new Condition();

  get etcFolder(): string {
    return `${DATA_ROOT}/containers/${this.etcOwner ?? this.id}`;
  }
  get folder(): string {
    return `${DATA_ROOT}/containers/${this.id}`;
  }
  /** Memory that other containers may share, where the IPC mode lets them: mounted on the host while it runs. */
  get shmPath(): string {
    return `${this.folder}/mounts/shm`;
  }
  get logPath(): string {
    return `${this.folder}/${this.id}-json.log`;
  }
  get hostnamePath(): string {
    return `${this.etcFolder}/hostname`;
  }
  get hostsPath(): string {
    return `${this.etcFolder}/hosts`;
  }
  get resolvPath(): string {
    return `${this.etcFolder}/resolv.conf`;
  }

  /** Its state in one word. */
  get status(): ContainerStatus {
    const { state } = this;
    if (state.Running) return state.Paused ? 'paused' : state.Restarting ? 'restarting' : 'running';
    if (state.Restarting) return 'restarting';
    if (state.RemovalInProgress) return 'removing';
    if (state.Dead) return 'dead';
    return state.StartedAt === ZERO_TIME ? 'created' : 'exited';
  }

  /** Its state as `docker ps` words it. */
  async statusText(sys: Sys): Promise<string> {
    const { state } = this;
    const { seconds } = await now(sys);
    const ago = (time: string): string => humanDuration(Math.max(0, seconds - secondsOf(time)));
    if (state.Restarting) return `Restarting (${state.ExitCode}) ${ago(state.FinishedAt)} ago`;
    if (state.Running) {
      if (state.Paused) return `Up ${ago(state.StartedAt)} (Paused)`;
      const { Health: health } = state;
      const shown = health && health.Status !== 'none' ? ` (${health.Status === 'starting' ? 'health: starting' : health.Status})` : '';
      return `Up ${ago(state.StartedAt)}${shown}`;
    }
    if (state.RemovalInProgress) return 'Removal In Progress';
    if (state.Dead) return 'Dead';
    if (state.StartedAt === ZERO_TIME) return 'Created';
    return state.FinishedAt === ZERO_TIME ? '' : `Exited (${state.ExitCode}) ${ago(state.FinishedAt)} ago`;
  }

  /** Writes what a later daemon must know. */
  async save(sys: Sys): Promise<void> {
    await writeJson(sys, `${this.folder}/config.v2.json`, saved(this));
    await writeJson(sys, `${this.folder}/hostconfig.json`, this.hostConfig);
  }
}

/** config.v2.json. */
export interface SavedContainer {
  State: State;
  ID: string;
  Created: string;
  Path: string;
  Args: string[];
  Config: ContainerConfig;
  Image: string;
  NetworkSettings: {
    SandboxID: string;
    SandboxKey: string;
    Networks: Record<string, EndpointSettings & { DesiredMacAddress: string }>;
    Ports: PortMap;
  };
  LogPath: string;
  Name: string;
  Driver: string;
  OS: string;
  RestartCount: number;
  HasBeenStartedBefore: boolean;
  HasBeenManuallyStopped: boolean;
  MountPoints: Record<string, Mount>;
  Links: Record<string, string>;
}

function saved(container: Container): SavedContainer {
  const networks = [...container.networks].map(
    ([name, { settings, chosenMac }]) => [name, { ...settings, DesiredMacAddress: chosenMac }] as const,
  );
  return {
    State: container.state,
    ID: container.id,
    Created: container.created,
    Path: container.path,
    Args: container.args,
    Config: container.config,
    Image: container.image,
    NetworkSettings: {
      SandboxID: container.sandboxId,
      SandboxKey: container.sandboxKey,
      Networks: Object.fromEntries(networks),
      Ports: container.ports,
    },
    LogPath: container.logPath,
    Name: `/${container.name}`,
    Driver: 'overlay2',
    OS: 'linux',
    RestartCount: container.restartCount,
    HasBeenStartedBefore: container.hasBeenStartedBefore,
    HasBeenManuallyStopped: container.hasBeenManuallyStopped,
    MountPoints: Object.fromEntries(container.mounts),
    Links: Object.fromEntries(container.links),
  };
}

/** The container that config.v2.json and hostconfig.json describe. */
export function restored(saved: SavedContainer, hostConfig: HostConfig): Container {
  const container = new Container(saved.ID, saved.Config, hostConfig);
  Object.assign(container, {
    name: saved.Name.slice(1),
    created: saved.Created,
    path: saved.Path,
    args: saved.Args,
    image: saved.Image,
    state: saved.State,
    restartCount: saved.RestartCount,
    hasBeenStartedBefore: saved.HasBeenStartedBefore,
    hasBeenManuallyStopped: saved.HasBeenManuallyStopped,
    mounts: new Map(Object.entries(saved.MountPoints)),
    links: new Map(Object.entries(saved.Links)),
    ports: saved.NetworkSettings.Ports,
    sandboxId: saved.NetworkSettings.SandboxID,
    sandboxKey: saved.NetworkSettings.SandboxKey,
  });
  for (const [name, { DesiredMacAddress: chosenMac, ...settings }] of Object.entries(saved.NetworkSettings.Networks)) {
    container.networks.set(name, { settings, chosenMac });
  }
  return container;
}

/** A new endpoint's settings, with what the request says of them. */
export const newEndpointSettings = (given: Partial<EndpointSettings> = {}): EndpointSettings => ({
  IPAMConfig: given.IPAMConfig ?? null,
  Links: given.Links ?? null,
  Aliases: given.Aliases ?? null,
  MacAddress: given.MacAddress ?? '',
  DriverOpts: given.DriverOpts ?? null,
  GwPriority: given.GwPriority ?? 0,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
});
