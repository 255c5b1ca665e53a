// One tracked connection. As struct nf_conn.

import type { CtEntry, CtStatus, CtTuple } from '../../../abi/nfnetlink.ts';
import { printAddress } from '../../../wire/address.ts';
import type { Tuple } from './tuple.ts';
import { hasPorts, isIcmp } from './tuple.ts';

/** enum ip_conntrack_status. */
export const STATUS = {
  EXPECTED: 1,
  SEEN_REPLY: 2,
  ASSURED: 4,
  CONFIRMED: 8,
  SRC_NAT: 16,
  DST_NAT: 32,
  SEQ_ADJUST: 64,
  SRC_NAT_DONE: 128,
  DST_NAT_DONE: 256,
  DYING: 512,
  FIXED_TIMEOUT: 1024,
  TEMPLATE: 2048,
  HELPER: 8192,
} as const satisfies Partial<Record<CtStatus, number>>;

/** enum ip_conntrack_info: what a packet is to its entry. From REPLY on it goes the other way. */
export const INFO = { ESTABLISHED: 0, RELATED: 1, NEW: 2, REPLY: 3, ESTABLISHED_REPLY: 3, RELATED_REPLY: 4, UNTRACKED: 7 } as const;

export const isReply = (info: number): boolean => info >= INFO.REPLY && info !== INFO.UNTRACKED;

export class Entry {
  readonly id: number;
  readonly original: Tuple;
  reply: Tuple;
  status = 0;
  mark = 0;
  secmark = 0;
  labels = 0n;
  helper: string | undefined;
  /** When it is forgotten, on the monotonic clock; before it is confirmed, how long it will live. */
  expiresMs = 0;
  lifeMs = 0;
  /** TCP: the number of its state (tcp.ts); -1 otherwise. */
  tcpState = -1;
  /** TCP: the flags, direction and index of the packet before. */
  tcpLast = { index: -1, reply: false, seq: 0, ack: 0, end: 0 };
  /** UDP: from when on answers make it a stream. */
  streamMs = 0;
  /** Packets and bytes by direction; undefined where accounting was off when it began. */
  counters: { original: { packets: number; bytes: number }; reply: { packets: number; bytes: number } } | undefined;
  startedMs = 0;
  /** The device whose address masquerades it. */
  masqueradeIndex = 0;
  /** The connection that expected this one. */
  master: Entry | undefined;
  /** What changed since events were last told. */
  pending = 0;
  /** TCP: bytes that a helper's changes added, by direction. */
  sequenceShift: { original: number; reply: number } | undefined;

  constructor(id: number, original: Tuple, reply: Tuple) {
    this.id = id;
    this.original = original;
    this.reply = reply;
  }

  has(bit: number): boolean {
    return (this.status & bit) !== 0;
  }

  /** The tuple of packets with that info. */
  tuple(info: number): Tuple {
    return isReply(info) ? this.reply : this.original;
  }
}

/** What became of an entry, as bits of `pending`. */
export const EVENT = { new: 1, update: 2, destroy: 4 } as const;

const TCP_STATES = ['NONE', 'SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'TIME_WAIT', 'CLOSE', 'SYN_SENT2'];
export const tcpStateName = (state: number): string => TCP_STATES[state] ?? 'NONE';
export const tcpStateByName = (name: string): number => TCP_STATES.indexOf(name);

function dumpTuple(tuple: Tuple, counters: CtTuple['counters']): CtTuple {
  const { protocol, sourcePort, destPort } = tuple;
  return {
    source: printAddress(tuple.source),
    dest: printAddress(tuple.dest),
    ...(hasPorts(protocol) && { sourcePort, destPort }),
    ...(isIcmp(protocol) && { icmpType: destPort >> 8, icmpCode: destPort & 255, icmpId: sourcePort }),
    ...(counters && { counters: { ...counters } }),
  };
}

/** As it crosses a netlink socket. */
export function dumpEntry(entry: Entry, nowMs: number): CtEntry {
  const left = entry.has(STATUS.CONFIRMED) ? entry.expiresMs - nowMs : entry.lifeMs;
  return {
    id: entry.id,
    family: entry.original.family,
    protocol: entry.original.protocol,
    timeoutSeconds: Math.max(0, Math.floor(left / 1000)),
    ...(entry.tcpState >= 0 && { state: tcpStateName(entry.tcpState) }),
    original: dumpTuple(entry.original, entry.counters?.original),
    reply: dumpTuple(entry.reply, entry.counters?.reply),
    status: (Object.keys(STATUS) as (keyof typeof STATUS)[]).filter(name => entry.has(STATUS[name])),
    mark: entry.mark,
    ...(entry.original.zone !== 0 && { zone: entry.original.zone }),
    ...(entry.helper !== undefined && { helper: entry.helper }),
    ...(entry.labels !== 0n && { labels: [...Array(128).keys()].filter(bit => (entry.labels >> BigInt(bit)) & 1n) }),
    use: 1,
  };
}
