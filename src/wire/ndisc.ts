// Neighbour discovery for IPv6 (RFC 4861): the messages and options inside ICMPv6.

import type { MacAddress } from './address.ts';
import { get16, get32, get48, get128, put16, put32, put48, put128 } from './bytes.ts';

export const NDISC_ROUTER_SOLICITATION = 133;
export const NDISC_ROUTER_ADVERTISEMENT = 134;
export const NDISC_NEIGHBOUR_SOLICITATION = 135;
export const NDISC_NEIGHBOUR_ADVERTISEMENT = 136;
export const NDISC_REDIRECT = 137;

export const ND_OPT_SOURCE_LL_ADDR = 1;
export const ND_OPT_TARGET_LL_ADDR = 2;
export const ND_OPT_PREFIX_INFO = 3;
export const ND_OPT_MTU = 5;
export const ND_OPT_NONCE = 14;

export const NA_ROUTER = 0x80;
export const NA_SOLICITED = 0x40;
export const NA_OVERRIDE = 0x20;

/** A solicitation or advertisement of a neighbour, without options. */
export const NDISC_TARGET_BYTES = 24;

export const ndiscTarget = (bytes: Uint8Array, at: number): bigint => get128(bytes, at + 8);
export const naFlags = (bytes: Uint8Array, at: number): number => bytes[at + 4]!;

/** Writes type, flags and target; the checksum is left 0. */
export function putNdisc(bytes: Uint8Array, at: number, type: number, flags: number, target: bigint): void {
  bytes[at] = type;
  bytes[at + 1] = 0;
  put16(bytes, at + 2, 0);
  put32(bytes, at + 4, (flags << 24) >>> 0);
  put128(bytes, at + 8, target);
}

/** Writes an eight-byte option with a link-layer address. */
export function putLinkAddressOption(bytes: Uint8Array, at: number, type: number, mac: MacAddress): void {
  bytes[at] = type;
  bytes[at + 1] = 1;
  put48(bytes, at + 2, mac);
}

/** The options in bytes[at, end): type, where its data begins, and the bytes of the whole. */
export function* ndiscOptions(bytes: Uint8Array, at: number, end: number): Generator<{ type: number; data: number; length: number }> {
  let next = at;
  while (next + 2 <= end) {
    const length = bytes[next + 1]! * 8;
    if (length === 0 || next + length > end) return;
    yield { type: bytes[next]!, data: next + 2, length };
    next += length;
  }
}

/** The link-layer address in an option of that type, or undefined. */
export function linkAddressOption(bytes: Uint8Array, at: number, end: number, type: number): MacAddress | undefined {
  for (const option of ndiscOptions(bytes, at, end)) if (option.type === type) return get48(bytes, option.data);
  return undefined;
}

/** A router advertisement's fixed part and options, as far as hosts use them. */
export interface RouterAdvertisement {
  hopLimit: number;
  flags: number;
  lifetimeSeconds: number;
  mtu?: number;
  source?: MacAddress;
  prefixes: { prefix: bigint; length: number; flags: number; validSeconds: number; preferredSeconds: number }[];
}

export function readRouterAdvertisement(bytes: Uint8Array, at: number, end: number): RouterAdvertisement {
  const read: RouterAdvertisement = {
    hopLimit: bytes[at + 4]!,
    flags: bytes[at + 5]!,
    lifetimeSeconds: get16(bytes, at + 6),
    prefixes: [],
  };
  for (const { type, data } of ndiscOptions(bytes, at + 16, end)) {
    if (type === ND_OPT_SOURCE_LL_ADDR) read.source = get48(bytes, data);
    else if (type === ND_OPT_MTU) read.mtu = get32(bytes, data + 2);
    else if (type === ND_OPT_PREFIX_INFO) {
      read.prefixes.push({
        length: bytes[data]!,
        flags: bytes[data + 1]!,
        validSeconds: get32(bytes, data + 2),
        preferredSeconds: get32(bytes, data + 6),
        prefix: get128(bytes, data + 14),
      });
    }
  }
  return read;
}
