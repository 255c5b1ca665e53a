// A packet with its metadata, and the device it is on: the two know each other. As struct sk_buff and struct net_device.
// A packet's bytes lie in a shared slab: only bytes[start, end) are its own.

import type { LinkStats } from '../../abi/rtnetlink.ts';
import type { IpAddress, MacAddress } from '../../wire/address.ts';
import { get16, get32, get48, get128, put16, put32, put128 } from '../../wire/bytes.ts';
import { fold, sumAddress, updateChecksum } from '../../wire/checksum.ts';
import { ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { IPPROTO_FRAGMENT, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, Ipv4, Ipv6, walkIpv6 } from '../../wire/ip.ts';
import type { NetNamespace } from './netns.ts';

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
  /** A queueing discipline other than the default one: takes the packet in `transmit`'s place. */
  shaper: { enqueue(skb: Skb): void } | undefined;
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

/** How its transport checksum stands: to be verified, to be filled in by a device (CHECKSUM_PARTIAL), known to be right. */
export type ChecksumState = 'none' | 'partial' | 'unnecessary';

const SLAB_BYTES = 262144;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;
let nextId = 0;

/** Room for headers in front of what a transport writes. */
export const HEADROOM_BYTES = 144;

export class Skb {
  /** For traces. */
  readonly id: number = ++nextId;
  bytes: Uint8Array;
  /** Where what is now at its front begins: the link-layer header at devices, the IP header in ip/, data in transports. */
  start: number;
  end: number;
  /** Where its buffer begins and ends in the slab. */
  readonly low: number;
  /** Offsets of headers; -1 where there is none or it is not known yet. */
  mac = -1;
  network = -1;
  /** The ethertype. */
  protocol = 0;
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
  nfTrace = false;
  /** How routing decided (a RouteResult of route/lookup.ts): the packet's dst. */
  route: unknown;
  socket: SkbSocket | undefined;
  checksum: ChecksumState = 'none';
  /** Of a large segment: the bytes of data that each packet of it would carry (GSO); 0 otherwise. */
  gsoSize = 0;
  gsoSegments = 0;
  vlanTag = -1;
  /** When it was received, ms since the epoch; 0 where nobody asked. */
  timestampMs = 0;
  /** The largest fragment it was put together from; 0 where it came whole. */
  fragmentBytesMax = 0;
  #transport = -1;
  #transportProtocol = -1;
  #fragment = -1;

  constructor(bytes: Uint8Array, low: number, start: number, end: number) {
    this.bytes = bytes;
    this.low = low;
    this.start = start;
    this.end = end;
  }

  /** A packet with `length` bytes to be written, all zero only where the slab is new, and room for headers in front. */
  static alloc(length: number, headroom: number = HEADROOM_BYTES): Skb {
    const need = headroom + length;
    if (need > SLAB_BYTES >> 2) return new Skb(new Uint8Array(need), 0, headroom, need);
    if (slabUsed + need > SLAB_BYTES) {
      slab = new Uint8Array(SLAB_BYTES);
      slabUsed = 0;
    }
    const low = slabUsed;
    slabUsed += need;
    return new Skb(slab, low, low + headroom, low + need);
  }

  /** A packet holding a copy of bytes. */
  static of(bytes: Uint8Array, headroom: number = HEADROOM_BYTES): Skb {
    const skb = Skb.alloc(bytes.length, headroom);
    skb.bytes.set(bytes, skb.start);
    return skb;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Makes room for a header of `count` bytes at the front and gives where it begins. */
  push(count: number): number {
    if (this.start - count < this.low) throw new Error('packet has no headroom left');
    return (this.start -= count);
  }

  /** Takes `count` bytes off the front. */
  pull(count: number): number {
    return (this.start += count);
  }

  /** The bytes as they are, not copied: valid until somebody changes the packet. */
  view(from = this.start): Uint8Array {
    return this.bytes.subarray(from, this.end);
  }

  /** A packet of its own with the same bytes and metadata (conntrack entry and all). */
  clone(): Skb {
    const headroom = Math.max(HEADROOM_BYTES, this.start - (this.mac >= 0 ? this.mac : this.start));
    const copy = Skb.alloc(this.end - this.start, headroom);
    const shift = copy.start - this.start;
    const from = this.mac >= 0 ? Math.min(this.mac, this.start) : this.start;
    copy.bytes.set(this.bytes.subarray(from, this.end), from + shift);
    copy.mac = this.mac >= 0 ? this.mac + shift : -1;
    copy.network = this.network >= 0 ? this.network + shift : -1;
    copy.protocol = this.protocol;
    copy.packetType = this.packetType;
    copy.input = this.input;
    copy.output = this.output;
    copy.physIn = this.physIn;
    copy.physOut = this.physOut;
    copy.mark = this.mark;
    copy.priority = this.priority;
    copy.conntrack = this.conntrack;
    copy.conntrackInfo = this.conntrackInfo;
    copy.nfTrace = this.nfTrace;
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
    this.packetType = 'host';
    if (!crossesNamespace) return;
    this.conntrack = undefined;
    this.conntrackInfo = 0;
    this.nfTrace = false;
    this.mark = 0;
    this.socket = undefined;
    this.timestampMs = 0;
  }

  // The network layer. All of these need `network` to be set.

  get version(): 4 | 6 | 0 {
    return this.protocol === ETH_P_IP ? 4 : this.protocol === ETH_P_IPV6 ? 6 : 0;
  }
  /** The header as a view. */
  get ip4(): Ipv4 {
    return new Ipv4(this.bytes, this.network);
  }
  get ip6(): Ipv6 {
    return new Ipv6(this.bytes, this.network);
  }
  get source(): IpAddress {
    return this.protocol === ETH_P_IP ? get32(this.bytes, this.network + 12) : get128(this.bytes, this.network + 8);
  }
  get dest(): IpAddress {
    return this.protocol === ETH_P_IP ? get32(this.bytes, this.network + 16) : get128(this.bytes, this.network + 24);
  }
  /** Changes an address and every checksum that covers it. */
  set source(value: IpAddress) {
    const before = this.source;
    if (before === value) return;
    if (typeof value === 'number') this.ip4.source = value;
    else put128(this.bytes, this.network + 8, value);
    this.#updatePseudo(sumAddress(before), sumAddress(value));
  }
  set dest(value: IpAddress) {
    const before = this.dest;
    if (before === value) return;
    if (typeof value === 'number') this.ip4.dest = value;
    else put128(this.bytes, this.network + 24, value);
    this.#updatePseudo(sumAddress(before), sumAddress(value));
  }
  get ttl(): number {
    return this.bytes[this.network + (this.protocol === ETH_P_IP ? 8 : 7)]!;
  }
  set ttl(value: number) {
    if (this.protocol === ETH_P_IP) this.ip4.ttl = value;
    else this.bytes[this.network + 7] = value;
  }
  get tos(): number {
    return this.protocol === ETH_P_IP ? this.bytes[this.network + 1]! : this.ip6.tos;
  }
  set tos(value: number) {
    if (this.protocol === ETH_P_IP) this.ip4.tos = value;
    else this.ip6.tos = value;
  }
  /** The bytes of the IP packet, header and all. A large segment counts whole. */
  get ipLength(): number {
    return this.end - this.network;
  }
  /** The bytes of the network header with its options or extension headers. */
  get networkBytes(): number {
    return this.transport - this.network;
  }
  /** The offset of this fragment's data in bytes; 0 for a first or only one. */
  get fragmentOffset(): number {
    if (this.protocol === ETH_P_IP) return (get16(this.bytes, this.network + 6) & 0x1fff) * 8;
    this.#findTransport();
    return this.#fragment < 0 ? 0 : get16(this.bytes, this.#fragment + 2) & 0xfff8;
  }
  get moreFragments(): boolean {
    if (this.protocol === ETH_P_IP) return (this.bytes[this.network + 6]! & 0x20) !== 0;
    this.#findTransport();
    return this.#fragment >= 0 && (this.bytes[this.#fragment + 3]! & 1) !== 0;
  }
  /** A fragment of a larger packet. */
  get fragmented(): boolean {
    return this.moreFragments || this.fragmentOffset > 0;
  }

  /** Forgets where the transport header is: after the network header moved or changed its length. */
  resetTransport(): void {
    this.#transport = -1;
  }

  #findTransport(): void {
    if (this.#transport >= 0) return;
    if (this.protocol === ETH_P_IP) {
      this.#transport = this.network + (this.bytes[this.network]! & 15) * 4;
      this.#transportProtocol = this.bytes[this.network + 9]!;
      return;
    }
    const next = this.bytes[this.network + 6]!;
    if (next === IPPROTO_TCP || next === IPPROTO_UDP || next === IPPROTO_ICMPV6) {
      this.#transport = this.network + 40;
      this.#transportProtocol = next;
      return;
    }
    const walk = walkIpv6(this.bytes, this.network, this.end);
    this.#transport = walk.payload;
    this.#transportProtocol = walk.protocol;
    this.#fragment = walk.fragment;
  }

  // The transport.

  /** Where the transport header begins. */
  get transport(): number {
    this.#findTransport();
    return this.#transport;
  }
  /** IPPROTO_*: behind IPv6's extension headers. A bare fragment header counts as the protocol inside it. */
  get ipProtocol(): number {
    this.#findTransport();
    return this.#transportProtocol === IPPROTO_FRAGMENT ? IPPROTO_FRAGMENT : this.#transportProtocol;
  }

  /** Source and destination port of TCP, UDP, UDPLITE, SCTP, DCCP; undefined where it has none or they are not in this fragment. */
  ports(): { source: number; dest: number } | undefined {
    const { ipProtocol } = this;
    if (ipProtocol !== IPPROTO_TCP && ipProtocol !== IPPROTO_UDP && ipProtocol !== 132 && ipProtocol !== 33 && ipProtocol !== 136) {
      return undefined;
    }
    const at = this.transport;
    if (this.end < at + 4 || this.fragmentOffset > 0) return undefined;
    return { source: get16(this.bytes, at), dest: get16(this.bytes, at + 2) };
  }

  set sourcePort(value: number) {
    this.#setTransport16(0, value);
  }
  set destPort(value: number) {
    this.#setTransport16(2, value);
  }

  /** Where the data behind the transport header begins (TCP, UDP, ICMP; the transport itself for others). */
  get payload(): number {
    const at = this.transport;
    switch (this.ipProtocol) {
      case IPPROTO_TCP:
        return at + (this.bytes[at + 12]! >> 4) * 4;
      case IPPROTO_UDP:
      case 1:
      case IPPROTO_ICMPV6:
        return at + 8;
      default:
        return at;
    }
  }

  /** The MACs of a frame with an Ethernet header, or undefined. */
  get sourceMac(): MacAddress | undefined {
    return this.mac >= 0 && this.network - this.mac >= 14 ? get48(this.bytes, this.mac + 6) : undefined;
  }
  get destMac(): MacAddress | undefined {
    return this.mac >= 0 && this.network - this.mac >= 14 ? get48(this.bytes, this.mac) : undefined;
  }

  /** Where the transport's checksum field is, or -1. */
  get #checksumAt(): number {
    if (this.fragmentOffset > 0) return -1;
    const at = this.transport;
    const { ipProtocol } = this;
    const field = ipProtocol === IPPROTO_TCP ? at + 16 : ipProtocol === IPPROTO_UDP ? at + 6 : ipProtocol === IPPROTO_ICMPV6 ? at + 2 : -1;
    return field + 2 <= this.end ? field : -1;
  }

  #updatePseudo(before: number, after: number): void {
    const field = this.#checksumAt;
    if (field < 0) return;
    const value = get16(this.bytes, field);
    if (this.checksum === 'partial') {
      // Holds the pseudo header's sum, not inverted.
      put16(this.bytes, field, fold(value + (~fold(before) & 0xffff) + fold(after)));
    } else if (value !== 0 || this.ipProtocol !== IPPROTO_UDP) {
      const next = updateChecksum(value, before, after);
      put16(this.bytes, field, next === 0 && this.ipProtocol === IPPROTO_UDP ? 0xffff : next);
    }
  }

  #setTransport16(offset: number, value: number): void {
    this.setTransport16(offset, value);
  }

  /** Writes two bytes of the transport header at an even offset, and keeps its checksum right. */
  setTransport16(offset: number, value: number): void {
    const at = this.transport + offset;
    const before = get16(this.bytes, at);
    if (before === value) return;
    put16(this.bytes, at, value);
    if (this.checksum === 'partial') return;
    const field = this.#checksumAt;
    if (field < 0) return;
    const sum = get16(this.bytes, field);
    if (sum === 0 && this.ipProtocol === IPPROTO_UDP) return;
    put16(this.bytes, field, updateChecksum(sum, before, value));
  }

  /** Writes four bytes of the transport header, and keeps its checksum right. */
  setTransport32(offset: number, value: number): void {
    this.setTransport16(offset, value >>> 16);
    this.setTransport16(offset + 2, value & 0xffff);
  }

  /** Reads 32 bits at an absolute offset. */
  word(at: number): number {
    return get32(this.bytes, at);
  }

  /** Writes 32 bits at an absolute offset, no checksum touched. */
  putWord(at: number, value: number): void {
    put32(this.bytes, at, value);
  }
}
