// The bytes of a packet and its headers: where they are, what they say, and how they are changed with every checksum kept right.
// A packet's bytes lie in a shared slab: only bytes[start, end) are its own.

import type { IpAddress } from '../../wire/address.ts';
import { get16, get32, get128, put16, put32, put128 } from '../../wire/bytes.ts';
import { checksum, fold, pseudoSum, sumAddress, updateChecksum } from '../../wire/checksum.ts';
import { ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, Ipv4, Ipv6, walkIpv6 } from '../../wire/ip.ts';

const SLAB_BYTES = 262144;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;

/** Room for headers in front of what a transport writes. */
export const HEADROOM_BYTES = 144;

/** Where a new buffer lies. */
export interface Room {
  bytes: Uint8Array;
  low: number;
}

/** Takes `count` bytes of the slab; they may hold an older packet's bytes. */
export function takeRoom(count: number): Room {
  if (count > SLAB_BYTES >> 2) return { bytes: new Uint8Array(count), low: 0 };
  if (slabUsed + count > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  const low = slabUsed;
  slabUsed += count;
  return { bytes: slab, low };
}

/** How its transport checksum stands: to be verified, to be filled in by a device (CHECKSUM_PARTIAL), known to be right. */
export type ChecksumState = 'none' | 'partial' | 'unnecessary';

/** Where protocols keep their checksum within their header; -1 for those that have none over a pseudo header, or none at all. */
const checksumOffset = (protocol: number): number =>
  protocol === IPPROTO_TCP ? 16 : protocol === IPPROTO_UDP ? 6 : protocol === IPPROTO_ICMPV6 ? 2 : -1;

export class PacketBytes {
  bytes: Uint8Array;
  /** Where what is now at its front begins: the link-layer header at devices, the IP header in ip/, data in transports. */
  start: number;
  end: number;
  /** Where its buffer begins in the slab. */
  low: number;
  /** Offsets of headers; -1 where there is none or it is not known yet. */
  mac = -1;
  network = -1;
  etherType = 0;
  checksum: ChecksumState = 'none';
  #transport = -1;
  #protocol = -1;
  #fragment = -1;

  constructor(bytes: Uint8Array, low: number, start: number, end: number) {
    this.bytes = bytes;
    this.low = low;
    this.start = start;
    this.end = end;
  }

  /** All that is at its front and behind. */
  get sizeBytes(): number {
    return this.end - this.start;
  }

  /** Makes room for a header of `count` bytes at the front and gives where it begins. */
  push(count: number): number {
    if (this.start - count < this.low) this.#makeHeadroom(count);
    return (this.start -= count);
  }

  #makeHeadroom(count: number): void {
    const keep = this.mac >= 0 ? Math.min(this.mac, this.start) : this.start;
    const { bytes, low } = takeRoom(count + HEADROOM_BYTES + this.end - keep);
    bytes.set(this.bytes.subarray(keep, this.end), low + count + HEADROOM_BYTES);
    this.moveTo(bytes, low, low + count + HEADROOM_BYTES - keep);
  }

  /** Its bytes were copied to another buffer, where each lies `shift` further. */
  protected moveTo(bytes: Uint8Array, low: number, shift: number): void {
    this.bytes = bytes;
    this.low = low;
    this.start += shift;
    this.end += shift;
    if (this.mac >= 0) this.mac += shift;
    if (this.network >= 0) this.network += shift;
    this.#transport = -1;
  }

  /** Takes `count` bytes off the front. */
  pull(count: number): number {
    return (this.start += count);
  }

  /** The bytes as they are, not copied: valid until somebody changes the packet. */
  view(from = this.start): Uint8Array {
    return this.bytes.subarray(from, this.end);
  }

  /** Replaces all from the network header on. */
  replace(data: Uint8Array): void {
    const head = this.mac >= 0 && this.mac < this.network ? this.network - this.mac : 0;
    const { bytes, low } = takeRoom(HEADROOM_BYTES + head + data.length);
    const network = low + HEADROOM_BYTES + head;
    if (head > 0) bytes.set(this.bytes.subarray(this.mac, this.network), network - head);
    bytes.set(data, network);
    this.start += network - this.network;
    this.bytes = bytes;
    this.low = low;
    this.mac = this.mac >= 0 ? network - head : -1;
    this.network = network;
    this.end = network + data.length;
    this.#transport = -1;
  }

  // The network layer: `network` is set.

  get version(): 4 | 6 | 0 {
    return this.etherType === ETH_P_IP ? 4 : this.etherType === ETH_P_IPV6 ? 6 : 0;
  }
  get ip4(): Ipv4 {
    return new Ipv4(this.bytes, this.network);
  }
  get ip6(): Ipv6 {
    return new Ipv6(this.bytes, this.network);
  }
  get sourceIp(): IpAddress {
    return this.etherType === ETH_P_IP ? get32(this.bytes, this.network + 12) : get128(this.bytes, this.network + 8);
  }
  get destIp(): IpAddress {
    return this.etherType === ETH_P_IP ? get32(this.bytes, this.network + 16) : get128(this.bytes, this.network + 24);
  }
  /** Changes an address and every checksum that covers it. */
  set sourceIp(value: IpAddress) {
    const before = this.sourceIp;
    if (before === value) return;
    this.#changePseudo(sumAddress(before), sumAddress(value));
    if (typeof value === 'number') this.ip4.source = value;
    else put128(this.bytes, this.network + 8, value);
  }
  set destIp(value: IpAddress) {
    const before = this.destIp;
    if (before === value) return;
    this.#changePseudo(sumAddress(before), sumAddress(value));
    if (typeof value === 'number') this.ip4.dest = value;
    else put128(this.bytes, this.network + 24, value);
  }
  get ttl(): number {
    return this.bytes[this.network + (this.etherType === ETH_P_IP ? 8 : 7)]!;
  }
  set ttl(value: number) {
    if (this.etherType === ETH_P_IP) this.ip4.ttl = value;
    else this.bytes[this.network + 7] = value;
  }
  get tos(): number {
    return this.etherType === ETH_P_IP ? this.bytes[this.network + 1]! : this.ip6.tos;
  }
  set tos(value: number) {
    if (this.etherType === ETH_P_IP) this.ip4.tos = value;
    else this.ip6.tos = value;
  }
  /** Bytes from the network header on. A large segment counts whole. */
  get length(): number {
    return this.end - this.network;
  }
  /** The offset of this fragment's data in bytes; 0 for a first or only one. */
  get fragmentOffset(): number {
    if (this.etherType === ETH_P_IP) return (get16(this.bytes, this.network + 6) & 0x1fff) * 8;
    this.#findTransport();
    return this.#fragment < 0 ? 0 : get16(this.bytes, this.#fragment + 2) & 0xfff8;
  }
  get moreFragments(): boolean {
    if (this.etherType === ETH_P_IP) return (this.bytes[this.network + 6]! & 0x20) !== 0;
    this.#findTransport();
    return this.#fragment >= 0 && (this.bytes[this.#fragment + 3]! & 1) !== 0;
  }
  /** A part of a larger packet. */
  get fragmented(): boolean {
    return this.etherType === ETH_P_IP ? (get16(this.bytes, this.network + 6) & 0x3fff) !== 0 : this.fragmentHeader >= 0;
  }
  /** Where IPv6's fragment header is, or -1. */
  get fragmentHeader(): number {
    this.#findTransport();
    return this.#fragment;
  }

  /** Forgets where the transport header is: after the network header moved or changed its length. */
  resetTransport(): void {
    this.#transport = -1;
  }

  #findTransport(): void {
    if (this.#transport >= 0) return;
    this.#fragment = -1;
    if (this.etherType === ETH_P_IP) {
      this.#transport = this.network + (this.bytes[this.network]! & 15) * 4;
      this.#protocol = this.bytes[this.network + 9]!;
      return;
    }
    const next = this.bytes[this.network + 6]!;
    if (next === IPPROTO_TCP || next === IPPROTO_UDP || next === IPPROTO_ICMPV6) {
      this.#transport = this.network + 40;
      this.#protocol = next;
      return;
    }
    const walk = walkIpv6(this.bytes, this.network, this.end);
    this.#transport = walk.payload;
    this.#protocol = walk.protocol;
    this.#fragment = walk.fragment;
  }

  // The transport.

  /** Where the network header ends, whatever follows. */
  get networkEnd(): number {
    this.#findTransport();
    return this.#transport;
  }
  /** Where the transport header begins; -1 in later fragments and where nothing is left. */
  get transport(): number {
    return this.networkEnd >= this.end || this.fragmentOffset > 0 ? -1 : this.#transport;
  }
  /** The upper protocol, behind IPv6's extension headers. */
  get protocol(): number {
    this.#findTransport();
    return this.#protocol;
  }

  get #hasPorts(): boolean {
    const { protocol } = this;
    const known = protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === 132 || protocol === 33 || protocol === 136;
    return known && this.end >= this.#transport + 4 && this.fragmentOffset === 0;
  }
  /** The ports of TCP, UDP, UDPLITE, SCTP, DCCP; -1 where the packet has none or they are in another fragment. */
  get sourcePort(): number {
    return this.#hasPorts ? get16(this.bytes, this.#transport) : -1;
  }
  get destPort(): number {
    return this.#hasPorts ? get16(this.bytes, this.#transport + 2) : -1;
  }
  set sourcePort(value: number) {
    this.setTransport16(0, value);
  }
  set destPort(value: number) {
    this.setTransport16(2, value);
  }
  ports(): { source: number; dest: number } | undefined {
    return this.#hasPorts ? { source: get16(this.bytes, this.#transport), dest: get16(this.bytes, this.#transport + 2) } : undefined;
  }

  /** Where the data behind the transport header begins (TCP, UDP, ICMP; the transport itself for others). */
  get payload(): number {
    const at = this.networkEnd;
    switch (this.#protocol) {
      case IPPROTO_TCP:
        return at + (this.bytes[at + 12]! >> 4) * 4;
      case IPPROTO_UDP:
      case IPPROTO_ICMP:
      case IPPROTO_ICMPV6:
        return at + 8;
      default:
        return at;
    }
  }

  /** Where the transport's checksum field is, or -1. ICMP's, which covers no pseudo header, only where `any`. */
  #checksumAt(any: boolean): number {
    if (this.fragmentOffset > 0) return -1;
    const offset = any && this.protocol === IPPROTO_ICMP ? 2 : checksumOffset(this.protocol);
    return offset >= 0 && this.#transport + offset + 2 <= this.end ? this.#transport + offset : -1;
  }

  #changePseudo(before: number, after: number): void {
    const field = this.#checksumAt(false);
    if (field < 0) return;
    const value = get16(this.bytes, field);
    // A partial one holds the pseudo header's sum, not inverted.
    if (this.checksum === 'partial') put16(this.bytes, field, fold(value + (~fold(before) & 0xffff) + fold(after)));
    else this.#putChecksum(field, updateChecksum(value, before, after), value);
  }

  #putChecksum(field: number, next: number, before: number): void {
    const udp = this.#protocol === IPPROTO_UDP;
    if (udp && before === 0) return;
    put16(this.bytes, field, udp && next === 0 ? 0xffff : next);
  }

  /** Writes two bytes of the transport header at an even offset, and keeps its checksum right. */
  setTransport16(offset: number, value: number): void {
    const at = this.networkEnd + offset;
    const before = get16(this.bytes, at);
    if (before === value) return;
    put16(this.bytes, at, value);
    if (this.checksum === 'partial') return;
    const field = this.#checksumAt(true);
    if (field < 0 || field === at) return;
    const sum = get16(this.bytes, field);
    this.#putChecksum(field, updateChecksum(sum, before, value), sum);
  }

  setTransport32(offset: number, value: number): void {
    this.setTransport16(offset, value >>> 16);
    this.setTransport16(offset + 2, value & 0xffff);
  }

  /** Computes the checksums of the network header and the transport anew. */
  resum(): void {
    this.resetTransport();
    if (this.etherType === ETH_P_IP) this.ip4.seal();
    const field = this.fragmented ? -1 : this.#checksumAt(true);
    if (field < 0) return;
    const at = this.#transport;
    const pseudo = this.#protocol === IPPROTO_ICMP ? 0 : this.#pseudo();
    if (this.checksum === 'partial') {
      put16(this.bytes, field, fold(pseudo));
      return;
    }
    if (this.#protocol === IPPROTO_UDP && get16(this.bytes, field) === 0) return;
    put16(this.bytes, field, 0);
    const sum = checksum(this.bytes, at, this.end, pseudo);
    put16(this.bytes, field, sum === 0 && this.#protocol === IPPROTO_UDP ? 0xffff : sum);
  }

  #pseudo(): number {
    return pseudoSum(this.sourceIp, this.destIp, this.#protocol, this.end - this.#transport);
  }

  /** Leaves the transport checksum to a device, as TCP and UDP do: its field gets the pseudo header's sum. */
  offload(): void {
    const field = this.#checksumAt(false);
    if (field < 0) return;
    this.checksum = 'partial';
    put16(this.bytes, field, fold(this.#pseudo()));
  }

  /** Fills in a checksum that was left to a device (skb_checksum_help). */
  complete(): void {
    if (this.checksum !== 'partial') return;
    this.checksum = 'unnecessary';
    const field = this.#checksumAt(false);
    if (field < 0) return;
    put16(this.bytes, field, this.#protocol === IPPROTO_UDP ? 1 : 0);
    this.resum();
  }

  /** Whether the transport's checksum is right, known or computed. */
  get checksumRight(): boolean {
    if (this.checksum !== 'none') return true;
    const field = this.#checksumAt(true);
    if (field < 0) return true;
    if (this.#protocol === IPPROTO_UDP && get16(this.bytes, field) === 0) return this.etherType === ETH_P_IP;
    const pseudo = this.#protocol === IPPROTO_ICMP ? 0 : this.#pseudo();
    return checksum(this.bytes, this.#transport, this.end, pseudo) === 0;
  }

  /** Reads and writes 32 bits at an absolute offset, no checksum touched. */
  word(at: number): number {
    return get32(this.bytes, at);
  }
  putWord(at: number, value: number): void {
    put32(this.bytes, at, value);
  }
}
