// IGMPv1 to v3 (RFC 3376) and MLD (RFC 3810): membership reports as bytes.

import { get128, put16, put32, put128 } from './bytes.ts';
import { checksum } from './checksum.ts';

export const IGMP_QUERY = 0x11;
export const IGMPV1_REPORT = 0x12;
export const IGMPV2_REPORT = 0x16;
export const IGMPV2_LEAVE = 0x17;
export const IGMPV3_REPORT = 0x22;

export const MLD_QUERY = 130;
export const MLD_REPORT = 131;
export const MLD_DONE = 132;
export const MLD2_REPORT = 143;

export const CHANGE_TO_INCLUDE = 3;
export const CHANGE_TO_EXCLUDE = 4;

/** An IGMPv3 report of groups without sources. */
export function igmp3Report(records: readonly { type: number; group: number }[]): Uint8Array {
  const bytes = new Uint8Array(8 + records.length * 8);
  bytes[0] = IGMPV3_REPORT;
  put16(bytes, 6, records.length);
  for (const [index, { type, group }] of records.entries()) {
    bytes[8 + index * 8] = type;
    put32(bytes, 12 + index * 8, group);
  }
  put16(bytes, 2, checksum(bytes, 0, bytes.length));
  return bytes;
}

/** An MLDv2 report of groups without sources; its ICMPv6 checksum is left 0. */
export function mld2Report(records: readonly { type: number; group: bigint }[]): Uint8Array {
  const bytes = new Uint8Array(8 + records.length * 20);
  bytes[0] = MLD2_REPORT;
  put16(bytes, 6, records.length);
  for (const [index, { type, group }] of records.entries()) {
    bytes[8 + index * 20] = type;
    put128(bytes, 12 + index * 20, group);
  }
  return bytes;
}

/** The records of an MLDv2 report at `at`. */
export function readMld2Report(bytes: Uint8Array, at: number, end: number): { type: number; sources: number; group: bigint }[] {
  const records: { type: number; sources: number; group: bigint }[] = [];
  let next = at + 8;
  while (next + 20 <= end) {
    const sources = (bytes[next + 2]! << 8) | bytes[next + 3]!;
    records.push({ type: bytes[next]!, sources, group: get128(bytes, next + 4) });
    next += 20 + sources * 16 + bytes[next + 1]! * 4;
  }
  return records;
}
