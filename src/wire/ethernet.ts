// Ethernet frames and 802.1Q tags, as a view over bytes. As IEEE 802.3 and include/uapi/linux/if_ether.h.

import type { MacAddress } from './address.ts';
import { get16, get48, put16, put48 } from './bytes.ts';

export const ETHERNET_HEADER_BYTES = 14;
export const VLAN_TAG_BYTES = 4;

export const ETH_P_IP = 0x0800;
export const ETH_P_ARP = 0x0806;
export const ETH_P_8021Q = 0x8100;
export const ETH_P_8021AD = 0x88a8;
export const ETH_P_IPV6 = 0x86dd;
export const ETH_P_ALL = 0x0003;
export const ETH_P_LOOPBACK = 0x9000;
export const ETH_P_802_2 = 0x0004;

export class Ethernet {
  readonly bytes: Uint8Array;
  readonly at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get dest(): MacAddress {
    return get48(this.bytes, this.at);
  }
  set dest(value: MacAddress) {
    put48(this.bytes, this.at, value);
  }
  get source(): MacAddress {
    return get48(this.bytes, this.at + 6);
  }
  set source(value: MacAddress) {
    put48(this.bytes, this.at + 6, value);
  }
  /** The type field: an ethertype, or the length of an 802.2 frame where below 1536. */
  get protocol(): number {
    return get16(this.bytes, this.at + 12);
  }
  set protocol(value: number) {
    put16(this.bytes, this.at + 12, value);
  }
  get payload(): number {
    return this.at + ETHERNET_HEADER_BYTES;
  }
}
