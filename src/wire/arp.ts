// ARP for IPv4 over Ethernet (RFC 826), as a view over its 28 bytes.

import type { MacAddress } from './address.ts';
import { get16, get32, get48, put16, put32, put48 } from './bytes.ts';

export const ARP_BYTES = 28;
export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

export class Arp {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Writes the fixed part: Ethernet, IPv4, and the operation. */
  init(operation: number): this {
    put16(this.bytes, this.at, 1);
    put16(this.bytes, this.at + 2, 0x0800);
    this.bytes[this.at + 4] = 6;
    this.bytes[this.at + 5] = 4;
    put16(this.bytes, this.at + 6, operation);
    return this;
  }
  /** Whether it is Ethernet and IPv4. */
  get known(): boolean {
    return get16(this.bytes, this.at) === 1 && get16(this.bytes, this.at + 2) === 0x0800 && get16(this.bytes, this.at + 4) === 0x0604;
  }
  get operation(): number {
    return get16(this.bytes, this.at + 6);
  }
  get senderMac(): MacAddress {
    return get48(this.bytes, this.at + 8);
  }
  set senderMac(value: MacAddress) {
    put48(this.bytes, this.at + 8, value);
  }
  get sender(): number {
    return get32(this.bytes, this.at + 14);
  }
  set sender(value: number) {
    put32(this.bytes, this.at + 14, value);
  }
  get targetMac(): MacAddress {
    return get48(this.bytes, this.at + 18);
  }
  set targetMac(value: MacAddress) {
    put48(this.bytes, this.at + 18, value);
  }
  get target(): number {
    return get32(this.bytes, this.at + 24);
  }
  set target(value: number) {
    put32(this.bytes, this.at + 24, value);
  }
}
