// What dockerd is told: its options and /etc/docker/daemon.json. As dockerd 28.5's config package, in what is simulated.

import type { Ulimit } from '../api/container.ts';

export interface Config {
  hosts: string[];
  pidfile: string;
  debug: boolean;
  iptables: boolean;
  ip6tables: boolean;
  ipForward: boolean;
  ipForwardNoDrop: boolean;
  ipMasq: boolean;
  userlandProxy: boolean;
  icc: boolean;
  bip: string;
  bridge: string;
  fixedCidr: string;
  mtu: number;
  /** --ip: the address that ports are published on where none is named. */
  ip: string;
  dns: string[];
  dnsOpts: string[];
  dnsSearch: string[];
  hostGatewayIps: string[];
  liveRestore: boolean;
  init: boolean;
  logDriver: string;
  logOpts: Record<string, string>;
  labels: string[];
  shutdownTimeoutSeconds: number;
  defaultAddressPools: { base: string; size: number }[];
  defaultUlimits: Ulimit[];
  defaultShmBytes: number;
  defaultCgroupns: string;
  cgroupParent: string;
  registryMirrors: string[];
  insecureRegistries: string[];
  allowDirectRouting: boolean;
}

export const DATA_ROOT = '/var/lib/docker';

export const DEFAULTS: Config = {
  hosts: [],
  pidfile: '/var/run/docker.pid',
  debug: false,
  iptables: true,
  ip6tables: true,
  ipForward: true,
  ipForwardNoDrop: false,
  ipMasq: true,
  userlandProxy: true,
  icc: true,
  bip: '',
  bridge: '',
  fixedCidr: '',
  mtu: 1500,
  ip: '0.0.0.0',
  dns: [],
  dnsOpts: [],
  dnsSearch: [],
  hostGatewayIps: [],
  liveRestore: false,
  init: false,
  logDriver: 'json-file',
  logOpts: {},
  labels: [],
  shutdownTimeoutSeconds: 15,
  defaultAddressPools: [],
  defaultUlimits: [],
  defaultShmBytes: 64 << 20,
  defaultCgroupns: 'private',
  cgroupParent: '/docker',
  registryMirrors: [],
  insecureRegistries: [],
  allowDirectRouting: false,
};

type Setter = (config: Config, value: unknown) => void;
const flag =
  (key: keyof Config): Setter =>
  (config, value) => {
    if (typeof value !== 'boolean') throw new Error(`invalid argument "${String(value)}" for "${String(key)}": expected a boolean`);
    Object.assign(config, { [key]: value });
  };
const text =
  (key: keyof Config): Setter =>
  (config, value) =>
    Object.assign(config, { [key]: String(value) });
const numeric =
  (key: keyof Config): Setter =>
  (config, value) =>
    Object.assign(config, { [key]: Number(value) });
const list =
  (key: keyof Config): Setter =>
  (config, value) => {
    const more = Array.isArray(value) ? value.map(String) : [String(value)];
    Object.assign(config, { [key]: [...(config[key] as string[]), ...more] });
  };
const table =
  (key: keyof Config): Setter =>
  (config, value) => {
    const pairs = typeof value === 'string' ? [value.split(/=(.*)/s).slice(0, 2) as [string, string]] : Object.entries(value as object);
    Object.assign(config, { [key]: { ...(config[key] as object), ...Object.fromEntries(pairs) } });
  };

function addressPool(config: Config, value: unknown): void {
  const pools = Array.isArray(value)
    ? (value as { base: string; size: number }[])
    : [
        Object.fromEntries(
          String(value)
            .split(',')
            .map(pair => pair.split('=')),
        ) as { base: string; size: number },
      ];
  config.defaultAddressPools.push(...pools.map(({ base, size }) => ({ base, size: Number(size) })));
}

function ulimits(config: Config, value: unknown): void {
  if (typeof value === 'string') {
    const match = /^(\w+)=(-?\d+)(?::(-?\d+))?$/.exec(value);
    if (!match) throw new Error(`invalid ulimit argument: ${value}`);
    config.defaultUlimits.push({ Name: match[1]!, Soft: Number(match[2]), Hard: Number(match[3] ?? match[2]) });
    return;
  }
  config.defaultUlimits.push(...Object.values(value as Record<string, Ulimit>));
}

/** Settings by their name in daemon.json; on the command line the same with "--", singular where it may be repeated. */
export const SETTINGS: Readonly<Record<string, { kind: 'flag' | 'value'; set: Setter; option?: string }>> = {
  hosts: { kind: 'value', set: list('hosts'), option: 'host' },
  pidfile: { kind: 'value', set: text('pidfile') },
  debug: { kind: 'flag', set: flag('debug') },
  iptables: { kind: 'flag', set: flag('iptables') },
  ip6tables: { kind: 'flag', set: flag('ip6tables') },
  'ip-forward': { kind: 'flag', set: flag('ipForward') },
  'ip-forward-no-drop': { kind: 'flag', set: flag('ipForwardNoDrop') },
  'ip-masq': { kind: 'flag', set: flag('ipMasq') },
  'userland-proxy': { kind: 'flag', set: flag('userlandProxy') },
  icc: { kind: 'flag', set: flag('icc') },
  bip: { kind: 'value', set: text('bip') },
  bridge: { kind: 'value', set: text('bridge') },
  'fixed-cidr': { kind: 'value', set: text('fixedCidr') },
  mtu: { kind: 'value', set: numeric('mtu') },
  ip: { kind: 'value', set: text('ip') },
  dns: { kind: 'value', set: list('dns') },
  'dns-opts': { kind: 'value', set: list('dnsOpts'), option: 'dns-opt' },
  'dns-search': { kind: 'value', set: list('dnsSearch') },
  'host-gateway-ips': { kind: 'value', set: list('hostGatewayIps'), option: 'host-gateway-ip' },
  'live-restore': { kind: 'flag', set: flag('liveRestore') },
  init: { kind: 'flag', set: flag('init') },
  'log-driver': { kind: 'value', set: text('logDriver') },
  'log-opts': { kind: 'value', set: table('logOpts'), option: 'log-opt' },
  labels: { kind: 'value', set: list('labels'), option: 'label' },
  'shutdown-timeout': { kind: 'value', set: numeric('shutdownTimeoutSeconds') },
  'default-address-pools': { kind: 'value', set: addressPool, option: 'default-address-pool' },
  'default-ulimits': { kind: 'value', set: ulimits, option: 'default-ulimit' },
  'default-cgroupns-mode': { kind: 'value', set: text('defaultCgroupns') },
  'cgroup-parent': { kind: 'value', set: text('cgroupParent') },
  'registry-mirrors': { kind: 'value', set: list('registryMirrors'), option: 'registry-mirror' },
  'insecure-registries': { kind: 'value', set: list('insecureRegistries'), option: 'insecure-registry' },
  'allow-direct-routing': { kind: 'flag', set: flag('allowDirectRouting') },
};
