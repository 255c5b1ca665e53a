// The internet checksum (RFC 1071) and its incremental update (RFC 1624). Sums are kept unfolded as plain numbers until `fold`.

import type { IpAddress } from './address.ts';

/** Adds the 16-bit words of bytes[from, to) to a sum; an odd last byte counts as its word's high half. */
export function sumBytes(bytes: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start;
  let at = from;
  const even = to - ((to - from) & 1);
  while (at < even) {
    sum += (bytes[at]! << 8) | bytes[at + 1]!;
    at += 2;
  }
  if (at < to) sum += bytes[at]! << 8;
  return sum;
}

/** Folds a sum of words to sixteen bits, not inverted. */
export function fold(sum: number): number {
  let value = sum;
  while (value > 0xffff) value = (value & 0xffff) + Math.floor(value / 0x10000);
  return value;
}

/** The checksum of bytes[from, to): 0 where a right checksum is among them. */
export const checksum = (bytes: Uint8Array, from: number, to: number, start = 0): number =>
  ~fold(sumBytes(bytes, from, to, start)) & 0xffff;

/** The sum of an address's words. */
export function sumAddress(address: IpAddress): number {
  if (typeof address === 'number') return (address >>> 16) + (address & 0xffff);
  let sum = 0;
  for (let rest = address; rest > 0n; rest >>= 16n) sum += Number(rest & 0xffffn);
  return sum;
}

/** The sum of the pseudo header that TCP, UDP and ICMPv6 checksums begin with. */
export const pseudoSum = (source: IpAddress, dest: IpAddress, protocol: number, length: number): number =>
  sumAddress(source) + sumAddress(dest) + protocol + (length >>> 16) + (length & 0xffff);

/** A checksum field after the words it covers changed from sum `before` to sum `after`. */
export const updateChecksum = (field: number, before: number, after: number): number =>
  ~fold((~field & 0xffff) + (~fold(before) & 0xffff) + fold(after)) & 0xffff;
