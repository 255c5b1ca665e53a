// What the flags of run and create ask for, as the body of POST /containers/create. As docker-cli 28.5.2's cli/command/container/opts.go.

import type { Flags } from '../../../userland/lib/cobra.ts';
import { readText } from '../../../userland/lib/io.ts';
import { parseDuration } from '../../../userland/lib/units.ts';
import type { ContainerConfig, CreateRequest, HealthConfig, HostConfig } from '../../api/container.ts';
import type { Cli } from '../cli.ts';
import { environmentOf, labelsOf, pairsOf } from './env-files.ts';
import { linkOf } from './links.ts';
import { parseMount, parseVolumes } from './mounts.ts';
import { networksOf } from './networks.ts';
import { portsOf } from './ports.ts';
import { resourcesOf, sizeOf } from './resources.ts';
import { parseRestartPolicy } from './restart.ts';

export interface ContainerRequest {
  config: Partial<ContainerConfig>;
  hostConfig: Partial<HostConfig>;
  body: CreateRequest;
}

/** Reads flags, image and command. Throws in docker's words. */
export async function requestOf(cli: Cli, flags: Flags, [image = '', ...args]: readonly string[]): Promise<ContainerRequest> {
  checkEarly(flags);
  const cwd = await cli.sys.getcwd();
  const { binds, anonymous } = parseVolumes(flags.list('volume'), cwd);
  const ports = portsOf(flags.list('publish'), flags.list('expose'));
  const environment = await environmentOf(cli, flags.list('env-file'), flags.list('env'));
  const labels = await labelsOf(cli, flags.list('label-file'), flags.list('label'));
  checkModes(flags);
  const restart = parseRestartPolicy(flags.string('restart'));
  const health = healthOf(flags);
  const networks = networksOf(flags);
  const config = configOf(flags, image, args, { anonymous, exposed: ports.exposed, environment, labels, health });
  const hostConfig: Partial<HostConfig> = {
    ...hostConfigOf(flags),
    ...(await securityOf(cli, flags)),
    Binds: binds,
    NetworkMode: networks.mode,
    PortBindings: ports.bindings,
    RestartPolicy: restart,
    Mounts: flags.list('mount').map(text => parseMount(text, cwd)),
    ...resourcesOf(flags),
  };
  if (flags.bool('rm') && !['', 'no'].includes(restart.Name))
    throw new Error('conflicting options: cannot specify both --restart and --rm');
  if (flags.has('init')) hostConfig.Init = flags.bool('init');
  return { config, hostConfig, body: { ...config, HostConfig: hostConfig, NetworkingConfig: { EndpointsConfig: networks.endpoints } } };
}

function checkEarly(flags: Flags): void {
  const mac = flags.string('mac-address').trim();
  if (mac !== '' && !/^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(mac)) throw new Error(`${mac} is not a valid mac address`);
  const swappiness = flags.has('memory-swappiness') ? flags.number('memory-swappiness') : -1;
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  }
}

function checkModes(flags: Flags): void {
  const pid = flags.string('pid');
  if (pid !== '' && pid !== 'host' && !/^container:.+/.test(pid)) throw new Error('--pid: invalid PID mode');
  if (!['', 'host'].includes(flags.string('uts'))) throw new Error('--uts: invalid UTS mode');
  if (!['', 'host'].includes(flags.string('userns'))) throw new Error('--userns: invalid USER mode');
  if (!['', 'host', 'private'].includes(flags.string('cgroupns'))) throw new Error('--cgroupns: invalid CGROUP mode');
}

interface Gathered {
  anonymous: Record<string, object>;
  exposed: Record<string, object>;
  environment: string[];
  labels: Record<string, string>;
  health: HealthConfig | undefined;
}

function configOf(flags: Flags, image: string, args: readonly string[], gathered: Gathered): Partial<ContainerConfig> {
  const attach = flags.list('attach').map(stream => stream.toLowerCase());
  const stdin = flags.bool('interactive');
  const entrypoint = flags.string('entrypoint');
  const attachStdin = stdin || attach.includes('stdin');
  return {
    Hostname: flags.string('hostname'),
    Domainname: flags.string('domainname'),
    User: flags.string('user'),
    AttachStdin: attachStdin,
    AttachStdout: attach.length === 0 || attach.includes('stdout'),
    AttachStderr: attach.length === 0 || attach.includes('stderr'),
    ExposedPorts: gathered.exposed,
    Tty: flags.bool('tty'),
    OpenStdin: stdin,
    StdinOnce: stdin && attachStdin,
    Env: gathered.environment,
    Cmd: args.length > 0 ? [...args] : null,
    Image: image,
    Volumes: gathered.anonymous,
    WorkingDir: flags.string('workdir'),
    Entrypoint: entrypoint !== '' ? [entrypoint] : flags.has('entrypoint') ? [''] : null,
    OnBuild: null,
    Labels: gathered.labels,
    ...(flags.has('stop-signal') ? { StopSignal: flags.string('stop-signal') } : {}),
    ...(flags.has('stop-timeout') ? { StopTimeout: flags.number('stop-timeout') } : {}),
    ...(gathered.health ? { Healthcheck: gathered.health } : {}),
  };
}

function healthOf(flags: Flags): HealthConfig | undefined {
  const nanoseconds = (name: string): number => (flags.string(name) === '' ? 0 : parseDuration(flags.string(name)));
  const names = ['health-interval', 'health-timeout', 'health-start-period', 'health-start-interval'];
  const command = flags.string('health-cmd');
  const retries = flags.number('health-retries');
  const given = command !== '' || retries !== 0 || names.some(name => nanoseconds(name) !== 0);
  if (flags.bool('no-healthcheck')) {
    if (given) throw new Error('--no-healthcheck conflicts with --health-* options');
    return { Test: ['NONE'] };
  }
  if (!given) return undefined;
  for (const name of names) if (nanoseconds(name) < 0) throw new Error(`--${name} cannot be negative`);
  if (retries < 0) throw new Error('--health-retries cannot be negative');
  const [interval, timeout, startPeriod, startInterval] = names.map(nanoseconds);
  return {
    ...(command === '' ? {} : { Test: ['CMD-SHELL', command] }),
    ...(interval ? { Interval: interval } : {}),
    ...(timeout ? { Timeout: timeout } : {}),
    ...(startPeriod ? { StartPeriod: startPeriod } : {}),
    ...(startInterval ? { StartInterval: startInterval } : {}),
    ...(retries ? { Retries: retries } : {}),
  };
}

function hostConfigOf(flags: Flags): Partial<HostConfig> {
  const list = (name: string): string[] => flags.list(name);
  const logging = pairsOf(list('log-opt'));
  const driver = flags.string('log-driver');
  if (driver === 'none' && list('log-opt').length > 0) throw new Error(`invalid logging opts for driver ${driver}`);
  const tmpfs: Record<string, string> = {};
  for (const text of list('tmpfs')) {
    const at = text.indexOf(':');
    tmpfs[at < 0 ? text : text.slice(0, at)] = at < 0 ? '' : text.slice(at + 1);
  }
  return {
    ContainerIDFile: flags.string('cidfile'),
    LogConfig: { Type: driver, Config: logging },
    AutoRemove: flags.bool('rm'),
    VolumeDriver: flags.string('volume-driver'),
    VolumesFrom: flags.has('volumes-from') ? list('volumes-from') : null,
    ConsoleSize: [0, 0],
    ...(flags.has('annotation') ? { Annotations: pairsOf(list('annotation')) } : {}),
    ...capabilitiesOf(list('cap-add'), list('cap-drop')),
    CgroupnsMode: flags.string('cgroupns'),
    Dns: list('dns'),
    DnsOptions: [...list('dns-option'), ...list('dns-opt')],
    DnsSearch: list('dns-search').map(text => text.trim()),
    ExtraHosts: list('add-host').map(extraHost),
    GroupAdd: flags.has('group-add') ? list('group-add') : null,
    IpcMode: flags.string('ipc'),
    Cgroup: '',
    Links: flags.has('link') ? list('link').map(linkOf) : null,
    OomScoreAdj: flags.number('oom-score-adj'),
    PidMode: flags.string('pid'),
    Privileged: flags.bool('privileged'),
    PublishAllPorts: flags.bool('publish-all'),
    ReadonlyRootfs: flags.bool('read-only'),
    StorageOpt: storageOptions(list('storage-opt')),
    Tmpfs: tmpfs,
    UTSMode: flags.string('uts'),
    UsernsMode: flags.string('userns'),
    ShmSize: sizeOf(flags, 'shm-size'),
    Sysctls: pairsOf(list('sysctl')),
    Runtime: flags.string('runtime'),
    Isolation: flags.string('isolation'),
  };
}

/** Capabilities by their full names; what is added is not dropped, and ALL stands for every other. */
function capabilitiesOf(add: readonly string[], drop: readonly string[]): Pick<HostConfig, 'CapAdd' | 'CapDrop'> {
  const named = (names: readonly string[]): string[] => {
    const full = names
      .map(name => name.trim().toUpperCase())
      .map(name => (name === 'ALL' || name.startsWith('CAP_') ? name : `CAP_${name}`));
    return full.includes('ALL') ? ['ALL'] : [...new Set(full)].sort();
  };
  const added = named(add);
  const dropped = named(drop).filter(name => !added.includes(name));
  return { CapAdd: added.length === 0 ? null : added, CapDrop: dropped.length === 0 ? null : dropped };
}

/** "host:1.2.3.4" and "host=1.2.3.4" alike; an IPv6 address without its brackets. */
function extraHost(text: string): string {
  const match = /^([^:=]+)[:=](.+)$/.exec(text)!;
  return `${match[1]}:${match[2]!.replace(/^\[(.*)\]$/, '$1')}`;
}

function storageOptions(given: readonly string[]): Record<string, string> {
  for (const text of given) if (!text.includes('=')) throw new Error('invalid storage option');
  return pairsOf(given);
}

/** --security-opt: a seccomp profile is read here; systempaths=unconfined shows all of /proc. */
async function securityOf(cli: Cli, flags: Flags): Promise<Partial<HostConfig>> {
  const options: string[] = [];
  let unconfined = false;
  for (const text of flags.list('security-opt')) {
    const match = /^([^=:]+)(?:[=:](.*))?$/.exec(text);
    const [name, value] = [match?.[1] ?? '', match?.[2]];
    if (value === undefined && name !== 'no-new-privileges') throw new Error(`Invalid --security-opt: ${JSON.stringify(text)}`);
    if (name === 'systempaths' && value === 'unconfined') unconfined = true;
    else if (name === 'seccomp' && value !== 'unconfined' && value !== 'builtin')
      options.push(`seccomp=${await seccompProfile(cli, value!)}`);
    else options.push(text);
  }
  return {
    SecurityOpt: options.length === 0 ? null : options,
    ...(unconfined ? { MaskedPaths: [], ReadonlyPaths: [] } : { MaskedPaths: null, ReadonlyPaths: null }),
  };
}

async function seccompProfile(cli: Cli, path: string): Promise<string> {
  try {
    return JSON.stringify(JSON.parse(await readText(cli.sys, path)));
  } catch (error) {
    throw new Error(`opening seccomp profile (${path}) failed: open ${path}: ${(error as Error).message.toLowerCase()}`);
  }
}
