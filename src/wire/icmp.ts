// ICMP (RFC 792) and ICMPv6 (RFC 4443) messages, as one view over bytes: both begin with type, code and checksum.

import { get16, get32, put16, put32 } from './bytes.ts';
import { updateChecksum } from './checksum.ts';

export const ICMP_HEADER_BYTES = 8;

export const ICMP_ECHO_REPLY = 0;
export const ICMP_UNREACHABLE = 3;
export const ICMP_SOURCE_QUENCH = 4;
export const ICMP_REDIRECT = 5;
export const ICMP_ECHO = 8;
export const ICMP_TIME_EXCEEDED = 11;
export const ICMP_PARAMETER_PROBLEM = 12;
export const ICMP_TIMESTAMP = 13;
export const ICMP_TIMESTAMP_REPLY = 14;

export const ICMP_NET_UNREACH = 0;
export const ICMP_HOST_UNREACH = 1;
export const ICMP_PROT_UNREACH = 2;
export const ICMP_PORT_UNREACH = 3;
export const ICMP_FRAG_NEEDED = 4;
export const ICMP_SR_FAILED = 5;
export const ICMP_NET_UNKNOWN = 6;
export const ICMP_HOST_UNKNOWN = 7;
export const ICMP_NET_ANO = 9;
export const ICMP_HOST_ANO = 10;
export const ICMP_PKT_FILTERED = 13;

export const ICMPV6_UNREACHABLE = 1;
export const ICMPV6_PACKET_TOO_BIG = 2;
export const ICMPV6_TIME_EXCEEDED = 3;
export const ICMPV6_PARAMETER_PROBLEM = 4;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;

export class Icmp {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get type(): number {
    return this.bytes[this.at]!;
  }
  set type(value: number) {
    this.bytes[this.at] = value;
  }
  get code(): number {
    return this.bytes[this.at + 1]!;
  }
  set code(value: number) {
    this.bytes[this.at + 1] = value;
  }
  get checksum(): number {
    return get16(this.bytes, this.at + 2);
  }
  set checksum(value: number) {
    put16(this.bytes, this.at + 2, value);
  }
  /** Of echo and its like. */
  get id(): number {
    return get16(this.bytes, this.at + 4);
  }
  set id(value: number) {
    this.checksum = updateChecksum(this.checksum, this.id, value);
    put16(this.bytes, this.at + 4, value);
  }
  get sequence(): number {
    return get16(this.bytes, this.at + 6);
  }
  set sequence(value: number) {
    this.checksum = updateChecksum(this.checksum, this.sequence, value);
    put16(this.bytes, this.at + 6, value);
  }
  /** The four bytes after the checksum: unused, a gateway, a pointer, or an MTU. */
  get rest(): number {
    return get32(this.bytes, this.at + 4);
  }
  set rest(value: number) {
    put32(this.bytes, this.at + 4, value);
  }
  /** The MTU of the next hop in "fragmentation needed" (IPv6's is `rest`). */
  get mtu(): number {
    return get16(this.bytes, this.at + 6);
  }
  get payload(): number {
    return this.at + ICMP_HEADER_BYTES;
  }
}

/** Messages that tell of a fault with the packet they carry. */
export const isIcmpError = (type: number): boolean =>
  type === ICMP_UNREACHABLE ||
  type === ICMP_SOURCE_QUENCH ||
  type === ICMP_REDIRECT ||
  type === ICMP_TIME_EXCEEDED ||
  type === ICMP_PARAMETER_PROBLEM;

export const isIcmpv6Error = (type: number): boolean => type < 128;
