// /proc/sys/net/{core,ipv4,ipv6,unix}: the network's variables, of the reader's network namespace. As net/ipv4/sysctl_net_ipv4.c, devinet.c,
// addrconf.c and neighbour.c, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import { setDisabled6, setForwarding6 } from '../../net/addrconf.ts';
import { deviceByName, listDevices } from '../../net/netdev.ts';
import { type NetNamespace, pernet } from '../../net/netns.ts';
import { fib4, fib6 } from '../../net/route/fib.ts';
import { pathMtus } from '../../net/route/lookup.ts';
import { perdev } from '../../net/skb.ts';
import { conf4, conf6, neighConf4, neighConf6, setForwarding4, sysctls } from '../../net/sysctl.ts';
import type { Process } from '../../process/process.ts';
import { dir, type FileNode, type FolderNode, type Node, parseInteger, text } from '../generated.ts';
import { registerSysctl } from '../registry.ts';
import { ownedByNet } from './net-owner.ts';

type Variables = Record<string, number | string>;
/** What else a write does, and what it refuses. */
type Change = (name: string, value: number) => void;

const READ_ONLY = new Set(['tcp_available_congestion_control', 'tcp_ehash_entries', 'udp_hash_entries']);
const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  ip_default_ttl: [1, 255],
  ip_unprivileged_port_start: [0, 65535],
  icmp_echo_ignore_all: [0, 1],
  icmp_echo_ignore_broadcasts: [0, 1],
  icmp_msgs_per_sec: [0, 2147483647],
  tcp_syn_retries: [1, 127],
  tcp_ecn: [0, 5],
  tcp_fin_timeout: [0, 2147483],
  tcp_keepalive_time: [1, 32767],
  tcp_keepalive_intvl: [1, 32767],
  tcp_keepalive_probes: [1, 127],
  tcp_retries1: [0, 255],
  tcp_window_scaling: [0, 255],
  tcp_timestamps: [0, 255],
  tcp_sack: [0, 255],
  fib_multipath_hash_policy: [0, 3],
  somaxconn: [0, 65535],
  hop_limit: [1, 255],
  disable_ipv6: [0, 2147483647],
  addr_gen_mode: [0, 3],
  bindv6only: [0, 1],
};
/** Kept as two numbers or more. */
const LISTS = new Set(['ip_local_port_range', 'ping_group_range', 'tcp_rmem', 'tcp_wmem', 'tcp_mem', 'udp_mem']);

function writeList(name: string, before: string, given: string): string {
  const old = before.split('\t');
  const words = given.trim().split(/\s+/);
  if (words.some(word => parseInteger(word) === undefined)) throw new Errno('EINVAL');
  const next = old.map((value, index) => words[index] ?? value).map(word => String(parseInteger(word)));
  const [low, high] = next.map(Number);
  if (name === 'ip_local_port_range' && (low! > high! || low! < 1 || high! > 65535)) throw new Errno('EINVAL');
  if (name === 'ping_group_range' && (low! < 0 || high! > 2147483647)) throw new Errno('EINVAL');
  if (name === 'ping_group_range' && low! > high!) return '1\t0';
  return next.join('\t');
}

function writeText(name: string, given: string, variables: Variables): string {
  const word = given.trim();
  if (name === 'tcp_congestion_control') {
    if (!String(variables.tcp_available_congestion_control).split(' ').includes(word)) throw new Errno('ENOENT');
  }
  if (name === 'ip_local_reserved_ports' && !/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/.test(word)) throw new Errno('EINVAL');
  return word;
}

/** A variable as a file: a number, a list of numbers, or text. */
function variable(variables: Variables, name: string, changed?: Change): FileNode {
  const read = (): string => `${variables[name]}\n`;
  if (READ_ONLY.has(name)) return text(read);
  return text(read, given => {
    const before = variables[name]!;
    if (LISTS.has(name)) variables[name] = writeList(name, String(before), given);
    else if (typeof before === 'string') variables[name] = writeText(name, given, variables);
    else {
      const word = given.trim().split(/\s/)[0] ?? '';
      if (word === '') throw new Errno('EINVAL');
      const number = parseInteger(word);
      const [low, high] = BOUNDS[name] ?? [-2147483648, 4294967295];
      if (number === undefined || number < low || number > high) throw new Errno('EINVAL');
      variables[name] = number;
      changed?.(name, number);
    }
  });
}

const variables = (of: object, changed?: Change): Record<string, Node> =>
  Object.fromEntries(Object.keys(of).map(name => [name, variable(of as Variables, name, changed)]));

/** A folder whose names are those of devices, with some fixed ones before them. */
function deviceFolder(netns: NetNamespace, fixed: Record<string, Node>, of: (name: string) => Node | undefined): FolderNode {
  return {
    kind: 'directory',
    mode: 0o555,
    lookup: name => fixed[name] ?? of(name),
    *list() {
      const names = [...Object.keys(fixed), ...listDevices(netns).map(device => device.name)];
      for (const name of names.sort()) {
        const node = fixed[name] ?? of(name);
        if (node) yield [name, node] as const;
      }
    },
  };
}

const conf4Folder = perdev(device => dir(variables(conf4(device))));
const conf6Folder = perdev(device =>
  dir(
    variables(conf6(device), (name, value) => {
      if (name === 'disable_ipv6') setDisabled6(device, value);
    }),
  ),
);
const neigh4Folder = perdev(device => dir(variables(neighConf4(device))));
const neigh6Folder = perdev(device => dir(variables(neighConf6(device))));

function perDevice(
  netns: NetNamespace,
  fixed: Record<string, Node>,
  folder: (device: NonNullable<ReturnType<typeof deviceByName>>) => Node,
): FolderNode {
  return deviceFolder(netns, fixed, name => {
    const device = deviceByName(netns, name);
    return device && folder(device);
  });
}

/** Forgets what ICMP taught of paths. */
function flushCache(netns: NetNamespace): void {
  pathMtus(netns).clear();
  fib4(netns).generation++;
  fib6(netns).generation++;
}

function ipv4(netns: NetNamespace): Node {
  const values = sysctls(netns);
  const forward: Change = (_name, value) => setForwarding4(netns, value, listDevices(netns));
  const all = variables(values.conf4.all, (name, value) => {
    if (name === 'forwarding') forward(name, value);
  });
  const general = variables(values.ipv4, (name, value) => {
    if (name === 'ip_forward') forward(name, value);
  });
  return dir({
    ...general,
    ...variables(values.tcp),
    conf: perDevice(netns, { all: dir(all), default: dir(variables(values.conf4.default)) }, conf4Folder),
    neigh: perDevice(netns, { default: dir(variables(values.neigh4)) }, neigh4Folder),
    route: dir({ ...variables(values.ipv4Route), flush: { kind: 'file', mode: 0o200, write: () => flushCache(netns) } }),
  });
}

function ipv6(netns: NetNamespace): Node {
  const values = sysctls(netns);
  const changeAll: Change = (name, value) => {
    if (name === 'forwarding') setForwarding6(netns, value);
    else if (name === 'disable_ipv6') {
      // Devices that come later have it too.
      values.conf6.default.disable_ipv6 = value;
      for (const device of listDevices(netns)) setDisabled6(device, value);
    }
  };
  return dir({
    ...variables(values.ipv6),
    conf: perDevice(
      netns,
      { all: dir(variables(values.conf6.all, changeAll)), default: dir(variables(values.conf6.default)) },
      conf6Folder,
    ),
    icmp: dir(variables(values.ipv6Icmp)),
    neigh: perDevice(netns, { default: dir(variables(values.neigh6)) }, neigh6Folder),
    route: dir({ ...variables(values.ipv6Route), flush: { kind: 'file', mode: 0o200, write: () => flushCache(netns) } }),
  });
}

const folders = pernet(netns => ({
  core: dir(variables(sysctls(netns).core)),
  ipv4: ipv4(netns),
  ipv6: ipv6(netns),
}));

const netnsOf = (who: Process): NetNamespace => who.ns.net as NetNamespace;

registerSysctl('net/core', who => ownedByNet(netnsOf(who), folders(netnsOf(who)).core));
registerSysctl('net/ipv4', who => ownedByNet(netnsOf(who), folders(netnsOf(who)).ipv4));
registerSysctl('net/ipv6', who => ownedByNet(netnsOf(who), folders(netnsOf(who)).ipv6));

const unixVariables = pernet(() => dir(variables({ max_dgram_qlen: 10 })));
registerSysctl('net/unix', who => unixVariables(netnsOf(who)));
