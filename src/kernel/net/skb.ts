// A packet with its metadata, and the device it is on: the two know each other. As struct sk_buff and struct net_device.

import type { Words } from '../../abi/nfnetlink.ts';
import type { LinkStats } from '../../abi/rtnetlink.ts';
import type { MacAddress } from '../../wire/address.ts';
import { get32, get48 } from '../../wire/bytes.ts';
import { ETH_P_IP } from '../../wire/ethernet.ts';
import type { NetNamespace } from './netns.ts';
import { HEADROOM_BYTES, PacketBytes, takeRoom } from './packet-bytes.ts';

export const IFF_UP = 0x1;
export const IFF_BROADCAST = 0x2;
export const IFF_DEBUG = 0x4;
export const IFF_LOOPBACK = 0x8;
export const IFF_POINTOPOINT = 0x10;
export const IFF_RUNNING = 0x40;
export const IFF_NOARP = 0x80;
export const IFF_PROMISC = 0x100;
export const IFF_ALLMULTI = 0x200;
export const IFF_MASTER = 0x400;
export const IFF_SLAVE = 0x800;
export const IFF_MULTICAST = 0x1000;

/** What a kind of device does. */
export interface NetdevOps {
  /** Takes the packet, link-layer header and all. */
  transmit(device: Netdev, skb: Skb): void;
  open?(device: Netdev): void;
  stop?(device: Netdev): void;
  /** Throws an Errno where the device will not have it. */
  changeMtu?(device: Netdev, mtu: number): void;
  setMac?(device: Netdev, mac: MacAddress): void;
  /** Before it leaves its namespace's lists. Gives other devices that go with it. */
  remove?(device: Netdev): Netdev[] | void;
  /** IFLA_LINK: the device below it or its peer. */
  link?(device: Netdev): Netdev | undefined;
  /** IFLA_INFO_DATA. */
  info?(device: Netdev): Record<string, unknown> | undefined;
  /** IFLA_INFO_SLAVE_DATA, asked of the master. */
  slaveInfo?(device: Netdev, port: Netdev): Record<string, unknown> | undefined;
  /** RTM_SETLINK's IFLA_INFO_DATA. */
  change?(device: Netdev, data: Record<string, unknown>): void;
  changeSlave?(device: Netdev, port: Netdev, data: Record<string, unknown>): void;
  /** ip link set PORT master DEVICE, and its undoing. */
  enslave?(device: Netdev, port: Netdev): void;
  release?(device: Netdev, port: Netdev): void;
}

/** Who sees every packet of a device: packet sockets. */
export interface PacketTap {
  /** 0x0003 is all. */
  readonly protocol: number;
  see(skb: Skb, device: Netdev, outgoing: boolean): void;
}

/** What a device's master made of it: the bridge port, the macvlan's lower device. True where it took the packet. */
export type ReceiveHandler = (device: Netdev, skb: Skb) => boolean;

export class Netdev {
  netns: NetNamespace;
  index = 0;
  name: string;
  readonly kind: string | undefined;
  /** What `ip link` prints after "link/". */
  readonly linkType: string;
  /** The bytes of its link-layer header: 14, or 0. */
  readonly headerBytes: number;
  flags = 0;
  mtu = 1500;
  minMtu = 68;
  maxMtu = 65535;
  mac: MacAddress = 0;
  permanentMac: MacAddress | undefined;
  /** As /sys/class/net/NAME/addr_assign_type: 0 permanent, 1 random, 3 set by somebody. */
  macAssignType = 0;
  broadcast: MacAddress = 0xffffffffffff;
  readonly ops: NetdevOps;
  readonly stats: LinkStats = newStats();
  carrier = true;
  carrierUps = 0;
  carrierDowns = 0;
  /** rfc2863 state as last computed; `ip` sees DOWN where the device is not up. */
  operstate: 'UNKNOWN' | 'DOWN' | 'LOWERLAYERDOWN' | 'DORMANT' | 'UP' = 'UNKNOWN';
  txQueueLength = 1000;
  /** Without a queue of its own (NETIF_F_LLTX or IFF_NO_QUEUE): qdisc noqueue. */
  noQueue = false;
  group = 0;
  promiscuity = 0;
  /** IFF_PROMISC and IFF_ALLMULTI as `ip link` set them: what messages show (gflags). */
  shownFlags = 0;
  allmulti = 0;
  txQueues = 1;
  rxQueues = 1;
  /** NETNS_IMMUTABLE: stays where it is made. */
  netnsImmutable = false;
  alias: string | undefined;
  readonly alternativeNames: string[] = [];
  master: Netdev | undefined;
  receiveHandler: ReceiveHandler | undefined;
  /** The master's record of this port. */
  port: unknown;
  /** The kind's own record. */
  own: unknown;
  /** Packet sockets that asked for this device alone. */
  readonly taps: PacketTap[] = [];
  /** Link-layer groups it takes, with how many want each. */
  readonly groups = new Map<MacAddress, number>();
  /** Slots for what parts of the stack keep per device (perdev). */
  readonly slots: unknown[] = [];
  /** Was up once: has a queueing discipline ("noop" before). */
  activated = false;
  /** A queueing discipline other than the default one: takes the packet in `transmit`'s place. */
  shaper: { enqueue(skb: Skb): void } | undefined;
  /** The name of a root queueing discipline set by tc(8). */
  rootQdisc: string | undefined;
  registered = false;

  constructor(netns: NetNamespace, name: string, kind: string | undefined, linkType: string, headerBytes: number, ops: NetdevOps) {
    this.netns = netns;
    this.name = name;
    this.kind = kind;
    this.linkType = linkType;
    this.headerBytes = headerBytes;
    this.ops = ops;
  }

  get up(): boolean {
    return (this.flags & IFF_UP) !== 0;
  }
  /** Up, with carrier: packets may pass. */
  get running(): boolean {
    return (this.flags & IFF_UP) !== 0 && this.carrier;
  }
  get loopback(): boolean {
    return (this.flags & IFF_LOOPBACK) !== 0;
  }
}

export function newStats(): LinkStats {
  return {
    rxPackets: 0,
    txPackets: 0,
    rxBytes: 0,
    txBytes: 0,
    rxErrors: 0,
    txErrors: 0,
    rxDropped: 0,
    txDropped: 0,
    multicast: 0,
    collisions: 0,
    rxOverErrors: 0,
    txCarrierErrors: 0,
    rxMissedErrors: 0,
  };
}

const deviceMakers: ((device: Netdev) => unknown)[] = [];

/** A value that each device has one of, made when first asked for. */
export function perdev<T>(make: (device: Netdev) => T): (device: Netdev) => T {
  const slot = deviceMakers.push(make) - 1;
  return device => {
    const value = device.slots[slot];
    return value === undefined ? ((device.slots[slot] = make(device)) as T) : (value as T);
  };
}

/** What a packet knows of the socket that sent it or is to get it. */
export interface SkbSocket {
  readonly netns: NetNamespace;
  readonly uid: number;
  readonly gid: number;
  /** The path of its cgroup, for -m cgroup. */
  readonly cgroup?: string;
  readonly mark: number;
  /** IP_TRANSPARENT is set. */
  readonly transparent?: boolean;
}

export type PacketType = 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing' | 'loopback';

let nextId = 0;

export class Skb extends PacketBytes {
  /** For traces. */
  readonly id: number = ++nextId;
  packetType: PacketType = 'host';
  /** The device it came in by, and the one it leaves by. */
  input: Netdev | undefined;
  output: Netdev | undefined;
  /** The bridge ports of a bridged packet (br_netfilter). */
  physIn: Netdev | undefined;
  physOut: Netdev | undefined;
  mark = 0;
  priority = 0;
  /** conntrack's own: the entry and the packet's direction in it. */
  conntrack: unknown;
  conntrackInfo = 0;
  /** br_netfilter's own record. */
  bridge: unknown;
  /** The TRACE target asked for it. */
  traced = false;
  /** How routing decided (a RouteResult of route/lookup.ts): the packet's dst. */
  route: unknown;
  socket: SkbSocket | undefined;
  /** Of a large segment: the bytes of data that each packet of it would carry (GSO); 0 otherwise. */
  gsoSize = 0;
  gsoSegments = 0;
  /** The 802.1Q tag taken off its front; -1 where it had none. */
  vlanTag = -1;
  /** When it was received, ms since the epoch; 0 where nobody asked. */
  timestampMs = 0;
  /** The largest fragment it was put together from; 0 where it came whole. */
  fragmentBytesMax = 0;
  /** Is on its way through this host, not from it. */
  forwarded = false;
  /** May be fragmented though it says it may not (IP_PMTUDISC_DONT and WANT on large datagrams). */
  ignoreDf = false;

  /** A packet with `length` bytes to be written, and room for headers in front. The bytes are not zeroed. */
  static alloc(length: number, headroom: number = HEADROOM_BYTES): Skb {
    const { bytes, low } = takeRoom(headroom + length);
    return new Skb(bytes, low, low + headroom, low + headroom + length);
  }

  /** A packet holding a copy of bytes. */
  static of(bytes: Uint8Array, headroom: number = HEADROOM_BYTES): Skb {
    const skb = Skb.alloc(bytes.length, headroom);
    skb.bytes.set(bytes, skb.start);
    return skb;
  }

  /** A packet of its own with the same bytes and metadata (conntrack entry and all). */
  clone(): Skb {
    const from = this.mac >= 0 ? Math.min(this.mac, this.start) : this.start;
    const { bytes, low } = takeRoom(HEADROOM_BYTES + this.end - from);
    bytes.set(this.bytes.subarray(from, this.end), low + HEADROOM_BYTES);
    const copy = new Skb(this.bytes, this.low, this.start, this.end);
    copy.mac = this.mac;
    copy.network = this.network;
    copy.moveTo(bytes, low, low + HEADROOM_BYTES - from);
    copy.etherType = this.etherType;
    copy.packetType = this.packetType;
    copy.input = this.input;
    copy.output = this.output;
    copy.physIn = this.physIn;
    copy.physOut = this.physOut;
    copy.mark = this.mark;
    copy.priority = this.priority;
    copy.conntrack = this.conntrack;
    copy.conntrackInfo = this.conntrackInfo;
    copy.traced = this.traced;
    copy.route = this.route;
    copy.socket = this.socket;
    copy.checksum = this.checksum;
    copy.gsoSize = this.gsoSize;
    copy.gsoSegments = this.gsoSegments;
    copy.vlanTag = this.vlanTag;
    copy.timestampMs = this.timestampMs;
    copy.fragmentBytesMax = this.fragmentBytesMax;
    return copy;
  }

  /** What it carries is another's now: forgets marks of its way so far (as when it crosses a veth into another namespace). */
  scrub(crossesNamespace: boolean): void {
    this.route = undefined;
    this.physIn = undefined;
    this.physOut = undefined;
    this.bridge = undefined;
    this.output = undefined;
    this.packetType = 'host';
    if (!crossesNamespace) return;
    this.conntrack = undefined;
    this.conntrackInfo = 0;
    this.traced = false;
    this.mark = 0;
    this.priority = 0;
    this.socket = undefined;
    this.timestampMs = 0;
  }

  // As xtables/extension.ts sees it.

  get family(): 'ipv4' | 'ipv6' {
    return this.etherType === ETH_P_IP ? 'ipv4' : 'ipv6';
  }
  get data(): Uint8Array {
    return this.bytes;
  }
  get source(): Words {
    return this.#words(this.etherType === ETH_P_IP ? this.network + 12 : this.network + 8);
  }
  get dest(): Words {
    return this.#words(this.etherType === ETH_P_IP ? this.network + 16 : this.network + 24);
  }
  #words(at: number): Words {
    const first = get32(this.bytes, at);
    if (this.etherType === ETH_P_IP) return [first];
    return [first, get32(this.bytes, at + 4), get32(this.bytes, at + 8), get32(this.bytes, at + 12)];
  }
  get #hasEthernet(): boolean {
    return this.mac >= 0 && this.network - this.mac >= 14;
  }
  get macSource(): Uint8Array | undefined {
    return this.#hasEthernet ? this.bytes.subarray(this.mac + 6, this.mac + 12) : undefined;
  }
  /** The MACs of a frame with an Ethernet header, or undefined. */
  get sourceMac(): MacAddress | undefined {
    return this.#hasEthernet ? get48(this.bytes, this.mac + 6) : undefined;
  }
  get destMac(): MacAddress | undefined {
    return this.#hasEthernet ? get48(this.bytes, this.mac) : undefined;
  }
  /** Bytes are never shared between packets, so there is nothing to copy first. */
  own(): void {}
}
