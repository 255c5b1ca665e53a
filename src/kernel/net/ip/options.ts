// IPv4 options, of which record route is kept: each host on the way writes its address. As net/ipv4/ip_options.c; other options pass untouched.

import { put32 } from '../../../wire/bytes.ts';
import type { Skb } from '../skb.ts';

const IPOPT_END = 0;
const IPOPT_NOOP = 1;
const IPOPT_RR = 7;
const HEADER_BYTES = 20;
const FIRST_POINTER = 4;

/** Where a record route option begins in bytes[from, to), or -1. */
function findRecord(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const type = bytes[at]!;
    if (type === IPOPT_END) return -1;
    if (type === IPOPT_NOOP) {
      at++;
      continue;
    }
    const length = bytes[at + 1]!;
    if (length < 2 || at + length > to) return -1;
    if (type === IPOPT_RR) return at;
    at += length;
  }
  return -1;
}

const recordOf = (skb: Skb): number => findRecord(skb.bytes, skb.network + HEADER_BYTES, skb.networkEnd);

/** The option that asks `slots` hosts for their address, the sender's own slot already taken, padded to whole words. */
export function recordRouteOption(slots: number): Uint8Array {
  const length = 3 + slots * 4;
  const bytes = new Uint8Array(1 + length);
  bytes[0] = IPOPT_NOOP;
  bytes[1] = IPOPT_RR;
  bytes[2] = length;
  bytes[3] = FIRST_POINTER + 4;
  return bytes;
}

/** Writes the sender's address in the slot that was taken for it. */
export function fillOwnSlot(bytes: Uint8Array, at: number, end: number, source: number): void {
  const record = findRecord(bytes, at, end);
  if (record >= 0 && bytes[record + 2]! >= FIRST_POINTER + 4) put32(bytes, record + bytes[record + 2]! - 5, source);
}

/** A packet has come: this host's address goes into the next slot, where there is one. */
export function recordArrival(skb: Skb, address: number): void {
  const record = recordOf(skb);
  if (record < 0) return;
  const pointer = skb.bytes[record + 2]!;
  if (pointer + 3 > skb.bytes[record + 1]!) return;
  put32(skb.bytes, record + pointer - 1, address);
  skb.bytes[record + 2] = pointer + 4;
  skb.ip4.seal();
}

/** A packet leaves for another host: the address that was written at its arrival becomes that of the way out. */
export function recordDeparture(skb: Skb, address: number): void {
  const record = recordOf(skb);
  if (record < 0) return;
  put32(skb.bytes, record + skb.bytes[record + 2]! - 5, address);
  skb.ip4.seal();
}

/** The options of an answer: the record so far, with a slot taken for the answer's sender. Undefined where there is nothing to echo. */
export function echoOptions(skb: Skb): Uint8Array | undefined {
  const record = skb.networkEnd - skb.network > HEADER_BYTES ? recordOf(skb) : -1;
  if (record < 0) return undefined;
  const length = skb.bytes[record + 1]!;
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  bytes.set(skb.bytes.subarray(record, record + length));
  if (bytes[2]! + 3 <= length) bytes[2] = bytes[2]! + 4;
  return bytes;
}
