// IPv4 (RFC 791) and IPv6 (RFC 8200) headers, each as a view over bytes; setters keep IPv4's header checksum right.

import { get16, get32, get128, put16, put32, put128 } from './bytes.ts';
import { checksum, sumAddress, updateChecksum } from './checksum.ts';

export const IPPROTO_HOPOPTS = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_IGMP = 2;
export const IPPROTO_IPIP = 4;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_IPV6 = 41;
export const IPPROTO_ROUTING = 43;
export const IPPROTO_FRAGMENT = 44;
export const IPPROTO_GRE = 47;
export const IPPROTO_AH = 51;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_NONE = 59;
export const IPPROTO_DSTOPTS = 60;
export const IPPROTO_RAW = 255;

export const IPV4_HEADER_BYTES = 20;
export const IPV6_HEADER_BYTES = 40;
export const IP_DF = 0x4000;
export const IP_MF = 0x2000;

export class Ipv4 {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  #set16(offset: number, value: number): void {
    const at = this.at + offset;
    const before = get16(this.bytes, at);
    if (before === value) return;
    put16(this.bytes, at, value);
    this.checksum = updateChecksum(this.checksum, before, value);
  }
  get version(): number {
    return this.bytes[this.at]! >> 4;
  }
  get headerBytes(): number {
    return (this.bytes[this.at]! & 15) * 4;
  }
  get tos(): number {
    return this.bytes[this.at + 1]!;
  }
  set tos(value: number) {
    this.#set16(0, (this.bytes[this.at]! << 8) | value);
  }
  /** The whole packet with its header. */
  get length(): number {
    return get16(this.bytes, this.at + 2);
  }
  set length(value: number) {
    this.#set16(2, value);
  }
  get id(): number {
    return get16(this.bytes, this.at + 4);
  }
  set id(value: number) {
    this.#set16(4, value);
  }
  get dontFragment(): boolean {
    return (this.bytes[this.at + 6]! & 0x40) !== 0;
  }
  get moreFragments(): boolean {
    return (this.bytes[this.at + 6]! & 0x20) !== 0;
  }
  /** In bytes. */
  get fragmentOffset(): number {
    return (get16(this.bytes, this.at + 6) & 0x1fff) * 8;
  }
  /** Flags and offset as they lie there: IP_DF, IP_MF, offset in eights of bytes. */
  get fragment(): number {
    return get16(this.bytes, this.at + 6);
  }
  set fragment(value: number) {
    this.#set16(6, value);
  }
  get ttl(): number {
    return this.bytes[this.at + 8]!;
  }
  set ttl(value: number) {
    this.#set16(8, (value << 8) | this.protocol);
  }
  get protocol(): number {
    return this.bytes[this.at + 9]!;
  }
  get checksum(): number {
    return get16(this.bytes, this.at + 10);
  }
  set checksum(value: number) {
    put16(this.bytes, this.at + 10, value);
  }
  get source(): number {
    return get32(this.bytes, this.at + 12);
  }
  set source(value: number) {
    this.checksum = updateChecksum(this.checksum, sumAddress(this.source), sumAddress(value));
    put32(this.bytes, this.at + 12, value);
  }
  get dest(): number {
    return get32(this.bytes, this.at + 16);
  }
  set dest(value: number) {
    this.checksum = updateChecksum(this.checksum, sumAddress(this.dest), sumAddress(value));
    put32(this.bytes, this.at + 16, value);
  }
  /** Where what it carries begins. */
  get payload(): number {
    return this.at + this.headerBytes;
  }
  get checksumRight(): boolean {
    return checksum(this.bytes, this.at, this.at + this.headerBytes) === 0;
  }

  /** Writes a whole header, options apart, with its checksum. `fragment` as the getter of that name; `headerBytes` leaves room for options. */
  init(fields: {
    tos: number;
    length: number;
    id: number;
    fragment: number;
    ttl: number;
    protocol: number;
    source: number;
    dest: number;
    headerBytes?: number;
  }): this {
    const { bytes, at } = this;
    const headerBytes = fields.headerBytes ?? IPV4_HEADER_BYTES;
    bytes[at] = 0x40 | (headerBytes >> 2);
    bytes[at + 1] = fields.tos;
    put16(bytes, at + 2, fields.length);
    put16(bytes, at + 4, fields.id);
    put16(bytes, at + 6, fields.fragment);
    bytes[at + 8] = fields.ttl;
    bytes[at + 9] = fields.protocol;
    put32(bytes, at + 12, fields.source);
    put32(bytes, at + 16, fields.dest);
    this.#seal(headerBytes);
    return this;
  }

  /** Computes the header checksum anew. */
  seal(): void {
    this.#seal(this.headerBytes);
  }

  #seal(headerBytes: number): void {
    put16(this.bytes, this.at + 10, 0);
    put16(this.bytes, this.at + 10, checksum(this.bytes, this.at, this.at + headerBytes));
  }
}

export class Ipv6 {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get version(): number {
    return this.bytes[this.at]! >> 4;
  }
  /** Traffic class. */
  get tos(): number {
    return (get16(this.bytes, this.at) >> 4) & 0xff;
  }
  set tos(value: number) {
    put16(this.bytes, this.at, (get16(this.bytes, this.at) & 0xf00f) | (value << 4));
  }
  get flowLabel(): number {
    return get32(this.bytes, this.at) & 0xfffff;
  }
  /** What follows the header. */
  get payloadLength(): number {
    return get16(this.bytes, this.at + 4);
  }
  set payloadLength(value: number) {
    put16(this.bytes, this.at + 4, value);
  }
  /** The whole packet with its header. */
  get length(): number {
    return this.payloadLength + IPV6_HEADER_BYTES;
  }
  /** The type of the first header after this one, which may be an extension. */
  get nextHeader(): number {
    return this.bytes[this.at + 6]!;
  }
  set nextHeader(value: number) {
    this.bytes[this.at + 6] = value;
  }
  /** Hop limit. */
  get ttl(): number {
    return this.bytes[this.at + 7]!;
  }
  set ttl(value: number) {
    this.bytes[this.at + 7] = value;
  }
  get source(): bigint {
    return get128(this.bytes, this.at + 8);
  }
  set source(value: bigint) {
    put128(this.bytes, this.at + 8, value);
  }
  get dest(): bigint {
    return get128(this.bytes, this.at + 24);
  }
  set dest(value: bigint) {
    put128(this.bytes, this.at + 24, value);
  }
  get payload(): number {
    return this.at + IPV6_HEADER_BYTES;
  }

  init(fields: {
    tos: number;
    flowLabel?: number;
    payloadLength: number;
    nextHeader: number;
    ttl: number;
    source: bigint;
    dest: bigint;
  }): this {
    put32(this.bytes, this.at, ((6 << 28) | (fields.tos << 20) | (fields.flowLabel ?? 0)) >>> 0);
    this.payloadLength = fields.payloadLength;
    this.nextHeader = fields.nextHeader;
    this.ttl = fields.ttl;
    this.source = fields.source;
    this.dest = fields.dest;
    return this;
  }
}

/** Where an IPv6 packet's extension headers end. `fragment` is the offset of a fragment header among them, or -1. */
export interface Ipv6Walk {
  protocol: number;
  payload: number;
  fragment: number;
}

const EXTENSIONS = new Set([IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT, IPPROTO_DSTOPTS, IPPROTO_AH]);

/** Walks the extension headers of the IPv6 packet at `at`, as far as `end`. A later fragment ends the walk: what follows has no header. */
export function walkIpv6(bytes: Uint8Array, at: number, end: number): Ipv6Walk {
  let protocol = bytes[at + 6]!;
  let payload = at + IPV6_HEADER_BYTES;
  let fragment = -1;
  while (EXTENSIONS.has(protocol) && payload + 8 <= end) {
    const next = bytes[payload]!;
    if (protocol === IPPROTO_FRAGMENT) {
      fragment = payload;
      const later = (get16(bytes, payload + 2) & 0xfff8) !== 0;
      payload += 8;
      protocol = next;
      if (later) break;
      continue;
    }
    payload += protocol === IPPROTO_AH ? (bytes[payload + 1]! + 2) * 4 : (bytes[payload + 1]! + 1) * 8;
    protocol = next;
  }
  return { protocol, payload, fragment };
}
