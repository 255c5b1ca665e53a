// rtnetlink(7): links, addresses, routes, neighbours, rules, and who is told of their changes.
// Absent attributes are undefined; a request says only what it sets or filters by.

import type { Fd, Pid } from './types.ts';

/** IFF_* without the prefix, as `ip link` prints between < and >. */
export type LinkFlag =
  | 'UP'
  | 'BROADCAST'
  | 'DEBUG'
  | 'LOOPBACK'
  | 'POINTOPOINT'
  | 'RUNNING'
  | 'NOARP'
  | 'PROMISC'
  | 'ALLMULTI'
  | 'MASTER'
  | 'SLAVE'
  | 'MULTICAST'
  | 'DYNAMIC'
  | 'LOWER_UP'
  | 'DORMANT'
  | 'ECHO';

/** rtnl_link_stats64. */
export interface LinkStats {
  rxPackets: number;
  txPackets: number;
  rxBytes: number;
  txBytes: number;
  rxErrors: number;
  txErrors: number;
  rxDropped: number;
  txDropped: number;
  multicast: number;
  collisions: number;
  rxOverErrors: number;
  txCarrierErrors: number;
  rxMissedErrors: number;
}

export interface Link {
  index: number;
  name: string;
  /** ARPHRD_*: 'ether' 'loopback' 'none' 'tunnel' 'sit' … as `ip link` prints after "link/". */
  linkType: string;
  flags: LinkFlag[];
  address?: string;
  broadcast?: string;
  permanentAddress?: string;
  mtu: number;
  minMtu: number;
  maxMtu: number;
  qdisc: string;
  operstate: 'UNKNOWN' | 'NOTPRESENT' | 'DOWN' | 'LOWERLAYERDOWN' | 'TESTING' | 'DORMANT' | 'UP';
  linkMode: 'DEFAULT' | 'DORMANT';
  group: number;
  txQueueLength: number;
  promiscuity: number;
  allmulti: number;
  carrier: boolean;
  carrierChanges: number;
  numTxQueues: number;
  numRxQueues: number;
  gsoMaxSize: number;
  gsoMaxSegs: number;
  tsoMaxSize?: number;
  tsoMaxSegs?: number;
  groMaxSize?: number;
  gsoIpv4MaxSize?: number;
  groIpv4MaxSize?: number;
  /** IFLA_NETNS_IMMUTABLE: it can't be moved to another namespace. */
  netnsImmutable?: boolean;
  /** The index of the link below or of the veth's peer (IFLA_LINK), in the netns that linkNetnsid names. */
  link?: number;
  /** IFLA_LINK_NETNSID: the other netns as this one numbers it. */
  linkNetnsid?: number;
  master?: number;
  alias?: string;
  alternativeNames?: string[];
  /** IFLA_INFO_KIND: 'veth' 'bridge' 'dummy' 'vlan' 'vxlan' 'macvlan' … */
  kind?: string;
  /** IFLA_INFO_DATA, by kind; keys as `ip -d -j link` names them. */
  data?: Record<string, unknown>;
  slaveKind?: string;
  slaveData?: Record<string, unknown>;
  /** IFLA_AF_SPEC inet6: the address generation mode. */
  addrGenMode?: 'eui64' | 'none' | 'stable_secret' | 'random';
  stats: LinkStats;
}

/** What RTM_NEWLINK and RTM_SETLINK take: found by index or name; anything else is set. */
export interface LinkRequest extends Partial<Omit<Link, 'flags' | 'stats'>> {
  /** Flags to turn on and off (ifi_flags under ifi_change). */
  up?: readonly LinkFlag[];
  down?: readonly LinkFlag[];
  newName?: string;
  /** Moves the link to (or makes it in) the netns of this process, descriptor, or id. */
  netnsPid?: Pid;
  netnsFd?: Fd;
  /** VETH_INFO_PEER: the other end. */
  peer?: LinkRequest;
}

export interface AddressInfo {
  family: 'inet' | 'inet6';
  index: number;
  /** IFA_LOCAL: the interface's own address; `peer` (IFA_ADDRESS) where it differs. */
  local: string;
  peer?: string;
  prefixLength: number;
  broadcast?: string;
  scope: number;
  label?: string;
  /** IFA_F_* without the prefix: 'SECONDARY' 'PERMANENT' 'TENTATIVE' 'DADFAILED' 'NOPREFIXROUTE' 'DEPRECATED' 'TEMPORARY' 'MANAGETEMPADDR' 'NODAD' 'HOMEADDRESS' … */
  flags: string[];
  /** Seconds; Infinity is forever. */
  validLifetime: number;
  preferredLifetime: number;
  /** IFAPROT_*. */
  protocol?: number;
  metric?: number;
}

export interface Nexthop {
  gateway?: string;
  /** The gateway's family where it is not the route's (`via inet6`). */
  gatewayFamily?: 'inet' | 'inet6';
  index?: number;
  weight: number;
  /** RTNH_F_*: 'onlink' 'linkdown' 'dead' … */
  flags: string[];
}

export interface Route {
  family: 'inet' | 'inet6';
  type: 'unicast' | 'local' | 'broadcast' | 'anycast' | 'multicast' | 'blackhole' | 'unreachable' | 'prohibit' | 'throw' | 'nat';
  /** Undefined is the default route ("0.0.0.0" or "::" with length 0). */
  dest?: string;
  destLength: number;
  source?: string;
  sourceLength: number;
  tos: number;
  table: number;
  /** RTPROT_*: 2 kernel, 3 boot, 4 static, 9 ra, 16 dhcp … */
  protocol: number;
  /** RT_SCOPE_*: 0 global, 200 site, 253 link, 254 host, 255 nowhere. */
  scope: number;
  preferredSource?: string;
  gateway?: string;
  gatewayFamily?: 'inet' | 'inet6';
  index?: number;
  inputIndex?: number;
  /** RTA_PRIORITY. */
  metric?: number;
  /** RTA_METRICS: 'mtu' 'advmss' 'window' 'rtt' 'hoplimit' 'initcwnd' 'initrwnd' 'quickack' …; `lock` names those locked. */
  metrics?: Record<string, number>;
  lock?: string[];
  flags: string[];
  multipath?: Nexthop[];
  /** RTA_PREF (IPv6): 'low' 'medium' 'high'. */
  preference?: string;
  expiresSeconds?: number;
  /** RTM_GETROUTE's answer for one packet: cached, with the uid and mark asked by. */
  cache?: { flags: string[]; expiresSeconds?: number };
  mark?: number;
  uid?: number;
}

export type NeighbourState = 'INCOMPLETE' | 'REACHABLE' | 'STALE' | 'DELAY' | 'PROBE' | 'FAILED' | 'NOARP' | 'PERMANENT';

export interface Neighbour {
  family: 'inet' | 'inet6' | 'bridge';
  index: number;
  /** Undefined for a bridge's forwarding entry. */
  dest?: string;
  lladdr?: string;
  state: NeighbourState[];
  /** NTF_*: 'router' 'proxy' 'self' 'master' 'ext_learned' 'offload' 'sticky' 'extern_learn' */
  flags: string[];
  master?: number;
  vlan?: number;
  /** Forwarding entries of a vxlan: the outer destination. */
  remote?: string;
  port?: number;
  vni?: number;
  via?: number;
  probes?: number;
  /** ndm_type / NDA_CACHEINFO, in seconds since used, confirmed, updated; reference count. */
  cache?: { usedSeconds: number; confirmedSeconds: number; updatedSeconds: number; references: number };
  protocol?: number;
}

export interface Rule {
  family: 'inet' | 'inet6';
  priority?: number;
  source?: string;
  sourceLength: number;
  dest?: string;
  destLength: number;
  tos: number;
  inputName?: string;
  outputName?: string;
  mark?: number;
  mask?: number;
  table: number;
  action: 'lookup' | 'goto' | 'nop' | 'blackhole' | 'unreachable' | 'prohibit';
  goto?: number;
  inverted: boolean;
  ipProtocol?: number;
  sourcePorts?: [number, number];
  destPorts?: [number, number];
  uidRange?: [number, number];
  suppressPrefixLength?: number;
  protocol?: number;
}

/** RTM_*NSID: how this netns numbers another. */
export interface NsId {
  netnsPid?: Pid;
  netnsFd?: Fd;
  nsid?: number;
}

/** A queueing discipline, class or filter of tc(8). */
export interface Qdisc {
  index: number;
  kind: string;
  handle: number;
  parent: number;
  options?: Record<string, unknown>;
  stats?: {
    bytes: number;
    packets: number;
    drops: number;
    overlimits: number;
    requeues: number;
    backlogBytes: number;
    backlogPackets: number;
  };
  refcount?: number;
}

/** The forwarding of VLANs by a bridge's port, as `bridge vlan`. */
export interface BridgeVlan {
  index: number;
  vlans: { id: number; end?: number; pvid?: boolean; untagged?: boolean }[];
  self?: boolean;
  master?: boolean;
}

export interface Netconf {
  family: 'inet' | 'inet6';
  /** An index, or 'all' or 'default'. */
  index: number | 'all' | 'default';
  values: Record<string, number>;
}

export type RtnetlinkMessage =
  | { type: 'newlink' | 'setlink'; link: LinkRequest | Link }
  | { type: 'dellink'; link: { index?: number; name?: string; kind?: string; group?: number } | Link }
  | { type: 'getlink'; link: { index?: number; name?: string; kind?: string; master?: number; netnsFd?: Fd; up?: boolean; group?: number } }
  | { type: 'newaddr' | 'deladdr'; address: Partial<AddressInfo> & { index: number } }
  | { type: 'getaddr'; address: { family?: 'inet' | 'inet6'; index?: number } }
  | { type: 'newroute' | 'delroute'; route: Partial<Route> & { family: 'inet' | 'inet6' } }
  /** Without dump: the route that a packet to `dest` takes (fib lookup). With it: the tables' routes, filtered by what is set. */
  | { type: 'getroute'; route: Partial<Route> & { family?: 'inet' | 'inet6' }; fibMatch?: boolean }
  | { type: 'newneigh' | 'delneigh'; neighbour: Partial<Neighbour> & { index: number } }
  | { type: 'getneigh'; neighbour: Partial<Neighbour> }
  | { type: 'newrule' | 'delrule'; rule: Partial<Rule> & { family: 'inet' | 'inet6' } }
  | { type: 'getrule'; rule: { family?: 'inet' | 'inet6' } }
  | { type: 'newnsid' | 'getnsid'; nsid: NsId }
  | {
      type: 'newqdisc' | 'delqdisc' | 'getqdisc' | 'newtclass' | 'deltclass' | 'gettclass' | 'newtfilter' | 'deltfilter' | 'gettfilter';
      qdisc: Partial<Qdisc>;
    }
  | { type: 'newvlan' | 'delvlan' | 'getvlan'; vlan: Partial<BridgeVlan> }
  | { type: 'getnetconf' | 'newnetconf'; netconf: Partial<Netconf> };

/** Multicast groups of the 'route' protocol (RTNLGRP_*), as bits of a bound address's `groups`. */
export const RTNETLINK_GROUPS = {
  link: 1,
  neigh: 1 << 2,
  inetAddr: 1 << 4,
  inetRoute: 1 << 6,
  inetRule: 1 << 7,
  inet6Addr: 1 << 8,
  inet6Route: 1 << 10,
  inet6Rule: 1 << 18,
  nsid: 1 << 27,
} as const;
