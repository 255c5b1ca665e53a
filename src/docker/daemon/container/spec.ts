// config.json of a container: what runc is to make of its settings. As moby's daemon/oci_linux.go.

import { CAPABILITIES } from '../../../abi/caps.ts';
import type { Sys } from '../../../abi/sys.ts';
import { folderEntries } from '../../../userland/lib/folder.ts';
import { readText } from '../../../userland/lib/io.ts';
import type { HostConfig, Resources } from '../../api/container.ts';
import type { OciDevice, OciMount, OciNamespace, OciProcess, OciResources, OciSpec } from '../../api/oci.ts';
import type { Engine } from '../engine.ts';
import { conflict, goWords, internal, invalid, unless } from '../errors.ts';
import { exists, mkdirAll } from '../files.ts';
import { graphData } from '../image/overlay.ts';
import type { Container, Mount } from './container.ts';
import { tmpfsOptions } from './mount-spec.ts';
import { lookUpUser, type UserIds } from './users.ts';
import { capabilityName } from './validate.ts';

const DEFAULT_PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const INIT_PATH = '/usr/bin/docker-init';
const INIT_INSIDE = '/sbin/docker-init';

export const DEFAULT_CAPABILITIES: readonly string[] = (
  'CAP_CHOWN CAP_DAC_OVERRIDE CAP_FSETID CAP_FOWNER CAP_MKNOD CAP_NET_RAW CAP_SETGID CAP_SETUID CAP_SETFCAP CAP_SETPCAP ' +
  'CAP_NET_BIND_SERVICE CAP_SYS_CHROOT CAP_KILL CAP_AUDIT_WRITE'
).split(' ');

/** System calls that the default seccomp profile lets through only with a capability; the rest of what it refuses has no name here. */
const GATED: readonly [capability: string, calls: readonly string[]][] = [
  ['CAP_SYS_ADMIN', ['mount', 'umount', 'pivotRoot', 'unshare', 'setns', 'sethostname', 'setdomainname']],
  ['CAP_SYS_BOOT', ['reboot']],
  ['CAP_SYS_TIME', ['clockSettime']],
  ['CAP_SYS_CHROOT', ['chroot']],
];

/** The capabilities that a container's processes may have. */
export function capabilitiesOf({ Privileged: privileged, CapAdd: add, CapDrop: drop }: HostConfig): string[] {
  if (privileged) return [...CAPABILITIES];
  const added = (add ?? []).map(capabilityName);
  const dropped = new Set((drop ?? []).map(capabilityName));
  const base: readonly string[] = added.includes('ALL') ? CAPABILITIES : dropped.has('ALL') ? [] : DEFAULT_CAPABILITIES;
  const kept = base.filter(name => !dropped.has(name));
  return [...kept, ...added.filter(name => name !== 'ALL' && !kept.includes(name))];
}

/** Sets for a process of that user: one that is not root has them in its bounding set only. */
export const capabilitySets = (names: readonly string[], uid: number): NonNullable<OciProcess['capabilities']> => ({
  bounding: [...names],
  effective: uid === 0 ? [...names] : [],
  permitted: uid === 0 ? [...names] : [],
});

const optionOf = ({ SecurityOpt: options }: HostConfig, key: string): string | undefined =>
  options?.find(option => option === key || option.startsWith(`${key}=`) || option.startsWith(`${key}:`));

export const noNewPrivileges = (hostConfig: HostConfig): boolean => {
  const option = optionOf(hostConfig, 'no-new-privileges');
  return option !== undefined && !option.endsWith('false');
};

/** The refused system calls of a container with these settings; undefined for one without seccomp. */
export function defaultSeccomp(hostConfig: HostConfig): OciSpec['linux']['seccomp'] {
  if (hostConfig.Privileged || optionOf(hostConfig, 'seccomp')?.endsWith('unconfined')) return undefined;
  const capabilities = new Set(capabilitiesOf(hostConfig));
  const names = GATED.filter(([capability]) => !capabilities.has(capability)).flatMap(([, calls]) => calls);
  return { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names, action: 'SCMP_ACT_ERRNO' }] };
}

/** Limits for the container's cgroup. */
export function resourcesOf(resources: Resources): OciResources {
  const cpu: NonNullable<OciResources['cpu']> = {};
  if (resources.CpuShares) cpu.shares = resources.CpuShares;
  if (resources.NanoCpus > 0) Object.assign(cpu, { period: 100_000, quota: Math.floor((resources.NanoCpus * 100_000) / 1e9) });
  if (resources.CpuPeriod) cpu.period = resources.CpuPeriod;
  if (resources.CpuQuota) cpu.quota = resources.CpuQuota;
  if (resources.CpusetCpus !== '') cpu.cpus = resources.CpusetCpus;
  if (resources.CpusetMems !== '') cpu.mems = resources.CpusetMems;
  const memory: NonNullable<OciResources['memory']> = {};
  if (resources.Memory > 0) memory.limit = resources.Memory;
  if (resources.MemoryReservation > 0) memory.reservation = resources.MemoryReservation;
  if (resources.MemorySwap !== 0) memory.swap = resources.MemorySwap;
  return {
    memory,
    cpu,
    ...(resources.PidsLimit ? { pids: { limit: resources.PidsLimit } } : {}),
    blockIO: resources.BlkioWeight ? { weight: resources.BlkioWeight } : {},
  };
}

/** The container whose namespace a mode names. Throws ApiError where it does not run. */
function donor(engine: Engine, mode: string, kind: 'IPC' | 'PID' | 'network'): Container {
  const container = engine.containers.get(mode.slice('container:'.length));
  if (container.state.Running) return container;
  throw conflict(`cannot join ${kind} namespace of a non running container: container ${container.name} is ${container.status}`);
}

/** The namespaces that are new, joined, or the host's (left out). */
function namespacesOf(engine: Engine, container: Container): OciSpec['linux']['namespaces'] {
  const { hostConfig } = container;
  const namespaces: { type: OciNamespace; path?: string }[] = [{ type: 'mount' }];
  const network = hostConfig.NetworkMode;
  if (network.startsWith('container:'))
    namespaces.push({ type: 'network', path: `/proc/${donor(engine, network, 'network').state.Pid}/ns/net` });
  else if (network !== 'host') namespaces.push({ type: 'network' });
  if (hostConfig.UTSMode !== 'host') namespaces.push({ type: 'uts' });
  const pid = hostConfig.PidMode;
  if (pid.startsWith('container:')) namespaces.push({ type: 'pid', path: `/proc/${donor(engine, pid, 'PID').state.Pid}/ns/pid` });
  else if (pid !== 'host') namespaces.push({ type: 'pid' });
  const ipc = hostConfig.IpcMode;
  if (ipc.startsWith('container:')) namespaces.push({ type: 'ipc', path: `/proc/${ipcDonor(engine, ipc).state.Pid}/ns/ipc` });
  else if (ipc !== 'host') namespaces.push({ type: 'ipc' });
  if (hostConfig.CgroupnsMode === 'private') namespaces.push({ type: 'cgroup' });
  return namespaces;
}

function ipcDonor(engine: Engine, mode: string): Container {
  const container = engine.containers.get(mode.slice('container:'.length));
  const words = `failed to join IPC namespace: container ${container.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`;
  if (!['shareable', 'host'].includes(container.hostConfig.IpcMode)) throw internal(words);
  return donor(engine, mode, 'IPC');
}

/** The mounts of every container but its /dev/shm. */
export function defaultMounts({ Privileged: privileged }: HostConfig): OciMount[] {
  const plain = ['nosuid', 'noexec', 'nodev'];
  const readonly = privileged ? [] : ['ro'];
  const pts = ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'];
  return [
    { destination: '/proc', type: 'proc', source: 'proc', options: plain },
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
    { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: pts },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...plain, ...readonly] },
    { destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup', options: [...readonly, ...plain] },
    { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: plain },
  ];
}

function ownMounts(engine: Engine, container: Container): OciMount[] {
  const { hostConfig } = container;
  const mounts = defaultMounts(hostConfig);
  const ipc = hostConfig.IpcMode;
  if (ipc === 'host' || ipc.startsWith('container:')) {
    const source = ipc === 'host' ? '/dev/shm' : ipcDonor(engine, ipc).shmPath;
    mounts.push({ destination: '/dev/shm', type: 'bind', source, options: ['rbind', 'rprivate'] });
  } else if (ipc === 'shareable') {
    mounts.push({ destination: '/dev/shm', type: 'bind', source: container.shmPath, options: ['rbind', 'rprivate'] });
  } else if (ipc !== 'none') {
    const options = ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${hostConfig.ShmSize}`];
    mounts.push({ destination: '/dev/shm', type: 'tmpfs', source: 'shm', options });
  }
  return mounts;
}

async function userMount(sys: Sys, engine: Engine, container: Container, mount: Mount): Promise<OciMount> {
  if (mount.Type === 'tmpfs') {
    const request = container.hostConfig.Mounts?.find(({ Target }) => Target === mount.Destination)?.TmpfsOptions;
    const options = ['noexec', 'nosuid', 'nodev', ...(mount.RW ? [] : ['ro'])];
    if (request?.SizeBytes) options.push(`size=${request.SizeBytes}`);
    if (request?.Mode) options.push(`mode=${request.Mode.toString(8)}`);
    return { destination: mount.Destination, type: 'tmpfs', source: 'tmpfs', options };
  }
  if (mount.Type === 'bind' && !(await exists(sys, mount.Source))) {
    if (!mount.createSource) throw invalid(`invalid mount config for type "bind": bind source path does not exist: ${mount.Source}`);
    await mkdirAll(sys, mount.Source);
  }
  let source = mount.Source;
  if (mount.Type === 'image') {
    const image = engine.images.resolve(mount.Name ?? '');
    const layer = engine.images.topLayer(image);
    source = layer ? (await graphData(sys, layer.cacheId)).UpperDir! : '/var/empty';
  }
  if (mount.subpath !== '') source = `${source}/${mount.subpath}`;
  const options = [mount.nonRecursive ? 'bind' : 'rbind', ...(mount.RW ? [] : ['ro']), mount.Propagation || 'rprivate'];
  return { destination: mount.Destination, type: 'bind', source, options };
}

/** All mounts, the ones nearer to the root first. */
async function mountsOf(sys: Sys, engine: Engine, container: Container): Promise<OciMount[]> {
  const { hostConfig } = container;
  const asked: OciMount[] = [];
  for (const mount of container.mounts.values()) asked.push(await userMount(sys, engine, container, mount));
  for (const [destination, text] of Object.entries(hostConfig.Tmpfs ?? {})) {
    asked.push({ destination, type: 'tmpfs', source: 'tmpfs', options: tmpfsOptions(text) });
  }
  const readonly = hostConfig.ReadonlyRootfs ? ['ro'] : [];
  for (const [destination, source] of [
    ['/etc/resolv.conf', container.resolvPath],
    ['/etc/hostname', container.hostnamePath],
    ['/etc/hosts', container.hostsPath],
  ] as const) {
    if (!asked.some(mount => mount.destination === destination)) {
      asked.push({ destination, type: 'bind', source, options: ['rbind', ...readonly, 'rprivate'] });
    }
  }
  if (usesInit(engine, container)) asked.push({ destination: INIT_INSIDE, type: 'bind', source: INIT_PATH, options: ['bind', 'ro'] });
  const taken = new Set(asked.map(({ destination }) => destination));
  const depth = ({ destination }: OciMount): number => destination.split('/').filter(Boolean).length;
  return [
    ...ownMounts(engine, container).filter(({ destination }) => !taken.has(destination)),
    ...asked.sort((left, right) => depth(left) - depth(right)),
  ];
}

const usesInit = (engine: Engine, { hostConfig }: Container): boolean =>
  (hostConfig.Init ?? engine.config.init) && !hostConfig.PidMode.startsWith('container:') && hostConfig.PidMode !== 'host';

/** The host's devices that a container gets. Throws ApiError where one is not there. */
async function devicesOf(sys: Sys, hostConfig: HostConfig): Promise<OciDevice[]> {
  const devices: OciDevice[] = [];
  if (hostConfig.Privileged) {
    for (const { name, kind } of await folderEntries(sys, '/dev')) {
      if ((kind !== 'char' && kind !== 'block') || name === 'console') continue;
      devices.push(await deviceAt(sys, `/dev/${name}`, `/dev/${name}`));
    }
  }
  for (const { PathOnHost: host, PathInContainer: inside } of hostConfig.Devices ?? []) {
    try {
      devices.push(await deviceAt(sys, host, inside || host));
    } catch (error) {
      throw internal(`error gathering device information while adding custom device "${host}": ${goWords(error)}`);
    }
  }
  return devices;
}

async function deviceAt(sys: Sys, host: string, path: string): Promise<OciDevice> {
  const { kind, rdev, mode, uid, gid } = await sys.stat(host);
  if (kind !== 'char' && kind !== 'block') throw internal('not a device node');
  return { path, type: kind === 'char' ? 'c' : 'b', ...rdev, fileMode: mode, uid, gid };
}

const RLIMITS = [
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
];

function rlimitsOf(engine: Engine, hostConfig: HostConfig): NonNullable<OciProcess['rlimits']> {
  const own = hostConfig.Ulimits ?? [];
  const all = [...own, ...engine.config.defaultUlimits.filter(({ Name }) => !own.some(limit => limit.Name === Name))];
  return all.map(({ Name, Soft, Hard }) => {
    if (!RLIMITS.includes(Name)) throw invalid(`invalid ulimit type: ${Name}`);
    return { type: `RLIMIT_${Name.toUpperCase()}`, soft: Soft, hard: Hard };
  });
}

/** The environment of a container's processes: Docker's own, the links', and what was asked for. */
export function environmentOf(container: Container, tty: boolean): string[] {
  const { config } = container;
  const own = config.Env ?? [];
  const has = (name: string): boolean => own.some(variable => variable.startsWith(`${name}=`));
  const base = has('PATH') ? [] : [DEFAULT_PATH];
  base.push(`HOSTNAME=${config.Hostname}`);
  if (tty) base.push('TERM=xterm');
  base.push(...container.linkVariables);
  // A variable without "=" takes one of Docker's own away.
  const dropped = new Set(own.filter(variable => !variable.includes('=')));
  const names = new Set(own.map(variable => variable.split('=')[0]));
  return [
    ...base.filter(variable => !dropped.has(variable.split('=')[0]!) && !names.has(variable.split('=')[0]!)),
    ...own.filter(variable => variable.includes('=')),
  ];
}

function processOf(engine: Engine, container: Container, user: UserIds): OciProcess {
  const { config, hostConfig } = container;
  const command = [container.path, ...container.args];
  const [height, width] = hostConfig.ConsoleSize;
  const rlimits = rlimitsOf(engine, hostConfig);
  return {
    ...(config.Tty ? { terminal: true, consoleSize: { height, width } } : {}),
    user: { uid: user.uid, gid: user.gid, additionalGids: user.groups },
    args: usesInit(engine, container) ? [INIT_INSIDE, '--', ...command] : command,
    env: environmentOf(container, config.Tty),
    cwd: config.WorkingDir || '/',
    capabilities: capabilitySets(capabilitiesOf(hostConfig), user.uid),
    ...(rlimits.length > 0 ? { rlimits } : {}),
    ...(noNewPrivileges(hostConfig) ? { noNewPrivileges: true } : {}),
    oomScoreAdj: hostConfig.OomScoreAdj,
  };
}

function sysctlsOf({ NetworkMode: network, Sysctls: own }: HostConfig): Record<string, string> {
  const shares = network === 'host' || network.startsWith('container:');
  return {
    ...(shares ? {} : { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' }),
    ...own,
  };
}

/** The document for runc; the root is mounted at `root`. Throws ApiError. */
export async function specOf(sys: Sys, engine: Engine, container: Container, root: string): Promise<OciSpec> {
  const { hostConfig, config } = container;
  if (hostConfig.DeviceRequests?.length) {
    const [request] = hostConfig.DeviceRequests as { Driver?: string; Capabilities?: string[][] }[];
    const capabilities = (request?.Capabilities ?? []).map(set => `[${set.join(' ')}]`).join(' ');
    throw internal(`could not select device driver "${request?.Driver ?? ''}" with capabilities: [${capabilities}]`);
  }
  const namespaces = namespacesOf(engine, container);
  const user = await lookUpUser(sys, root, config.User, hostConfig.GroupAdd ?? []);
  const seccomp = defaultSeccomp(hostConfig);
  const mounts = await mountsOf(sys, engine, container);
  const shared = [...container.mounts.values()].some(({ Propagation }) => Propagation.endsWith('shared'));
  return {
    ociVersion: '1.2.1',
    process: processOf(engine, container, user),
    root: { path: root, ...(hostConfig.ReadonlyRootfs ? { readonly: true } : {}) },
    hostname: config.Hostname,
    ...(config.Domainname === '' ? {} : { domainname: config.Domainname }),
    mounts,
    linux: {
      sysctl: sysctlsOf(hostConfig),
      resources: resourcesOf(hostConfig),
      cgroupsPath: `${hostConfig.CgroupParent || engine.config.cgroupParent}/${container.id}`,
      namespaces,
      devices: await devicesOf(sys, hostConfig),
      ...(seccomp ? { seccomp } : {}),
      maskedPaths: hostConfig.MaskedPaths ?? [],
      readonlyPaths: hostConfig.ReadonlyPaths ?? [],
      ...(shared ? { rootfsPropagation: 'shared' } : {}),
    },
  };
}

/** The host's address for --add-host NAME:host-gateway. */
export async function hostGateway(sys: Sys, engine: Engine): Promise<string> {
  const [given] = engine.config.hostGatewayIps;
  if (given) return given;
  const bridge = engine.networks.all.find(({ name }) => name === 'bridge');
  return bridge?.gateway || ((await unless(['ENOENT'], () => readText(sys, '/etc/hostname'))) ?? '');
}
