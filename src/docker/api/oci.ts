// The documents of the Open Container Initiative that pass between dockerd, the shim and runc: config.json, state, and what the shim says.

/** runtime-spec's process: of config.json, and of `runc exec --process`. */
export interface OciProcess {
  terminal?: boolean;
  consoleSize?: { height: number; width: number };
  user: { uid: number; gid: number; umask?: number; additionalGids?: number[] };
  args: string[];
  env: string[];
  cwd: string;
  capabilities?: { bounding: string[]; effective: string[]; permitted: string[]; inheritable?: string[]; ambient?: string[] };
  rlimits?: { type: string; hard: number; soft: number }[];
  noNewPrivileges?: boolean;
  oomScoreAdj?: number;
}

export interface OciMount {
  destination: string;
  type: string;
  source: string;
  options?: string[];
}

export interface OciResources {
  memory?: { limit?: number; reservation?: number; swap?: number; swappiness?: number; disableOOMKiller?: boolean };
  cpu?: { shares?: number; quota?: number; period?: number; cpus?: string; mems?: string };
  pids?: { limit: number };
  blockIO?: { weight?: number };
}

export interface OciDevice {
  path: string;
  type: 'c' | 'b' | 'p';
  major: number;
  minor: number;
  fileMode?: number;
  uid?: number;
  gid?: number;
}

export type OciNamespace = 'pid' | 'network' | 'mount' | 'ipc' | 'uts' | 'user' | 'cgroup' | 'time';

export interface OciSpec {
  ociVersion: string;
  process: OciProcess;
  root: { path: string; readonly?: boolean };
  hostname?: string;
  domainname?: string;
  mounts: OciMount[];
  annotations?: Record<string, string>;
  linux: {
    sysctl?: Record<string, string>;
    resources?: OciResources;
    cgroupsPath?: string;
    namespaces: { type: OciNamespace; path?: string }[];
    devices?: OciDevice[];
    seccomp?: { defaultAction: string; syscalls: { names: string[]; action: string }[] };
    maskedPaths?: string[];
    readonlyPaths?: string[];
    rootfsPropagation?: string;
  };
}

/** What `runc state` prints. */
export interface OciState {
  ociVersion: string;
  id: string;
  pid: number;
  status: 'creating' | 'created' | 'running' | 'paused' | 'stopped';
  bundle: string;
  rootfs: string;
  created: string;
  owner: string;
}

/** A request to the shim: one line of JSON on a connection of its own, answered by one line. The real one speaks ttrpc. */
export type ShimRequest =
  | { method: 'create'; bundle: string; terminal: boolean; stdin: boolean }
  | { method: 'start' }
  | { method: 'exec'; execId: string; process: OciProcess; stdin: boolean; stdout: boolean; stderr: boolean }
  | { method: 'kill'; signal: string; all?: boolean; execId?: string }
  | { method: 'pause' | 'resume' | 'delete' | 'shutdown' | 'connect' }
  | { method: 'update'; resources: OciResources }
  | { method: 'subscribe' };

/** Its answer. Descriptors that come with it (SCM_RIGHTS) are named, in their order, by `fds`. */
export type ShimResponse =
  | { ok: true; pid?: number; fds?: ('stdin' | 'stdout' | 'stderr' | 'console')[]; exit?: ShimExit }
  | { ok: false; error: string };

/** A line on a subscribed connection, once a process of the container has ended. No execId is the container's own. */
export interface ShimExit {
  execId?: string;
  pid: number;
  status: number;
  oomKilled: boolean;
}
