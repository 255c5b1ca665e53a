// One end of a TCP connection as data: its state, sequence numbers, queues and timers. As struct tcp_sock.

import type { ErrnoCode } from '../../../abi/errno.ts';
import type { IpAddress } from '../../../wire/address.ts';
import { IPPROTO_TCP } from '../../../wire/ip.ts';
import type { Timer } from '../../context.ts';
import type { Process } from '../../process/process.ts';
import { pernet } from '../netns.ts';
import type { RouteResult } from '../route/lookup.ts';
import type { Skb } from '../skb.ts';
import { InetSocket } from '../socket/inet-socket.ts';
import { PortTable } from '../socket/port-table.ts';

export type TcpState =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECV'
  | 'ESTAB'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT';

/** Data that came, from a sequence number on. */
export interface Received {
  sequence: number;
  data: Uint8Array;
  fin: boolean;
}

/** A stretch of the send queue. */
interface Chunk {
  bytes: Uint8Array;
  used: number;
}

const CHUNK_BYTES = 16384;

/** What was written and is not acknowledged yet; begins at the sequence number snd_una. */
export class SendQueue {
  readonly #chunks: Chunk[] = [];
  /** How much of the first chunk is acknowledged. */
  #offset = 0;
  length = 0;

  /** Copies data in. */
  add(data: Uint8Array): void {
    this.length += data.length;
    const last = this.#chunks.at(-1);
    if (last && last.bytes.length - last.used >= data.length) {
      last.bytes.set(data, last.used);
      last.used += data.length;
      return;
    }
    if (data.length >= CHUNK_BYTES) {
      this.#chunks.push({ bytes: data.slice(), used: data.length });
      return;
    }
    const bytes = new Uint8Array(Math.min(CHUNK_BYTES, Math.max(512, data.length * 4)));
    bytes.set(data);
    this.#chunks.push({ bytes, used: data.length });
  }

  /** Forgets the first `count` bytes: they are acknowledged. */
  drop(count: number): void {
    let left = Math.min(count, this.length);
    this.length -= left;
    while (left > 0) {
      const first = this.#chunks[0]!;
      const rest = first.used - this.#offset;
      if (left < rest) {
        this.#offset += left;
        return;
      }
      left -= rest;
      this.#offset = 0;
      this.#chunks.shift();
    }
  }

  /** Copies `count` bytes from `from` on into a packet. */
  copy(from: number, count: number, into: Uint8Array, at: number): void {
    let skip = from + this.#offset;
    let left = count;
    let to = at;
    for (const { bytes, used } of this.#chunks) {
      if (skip >= used) {
        skip -= used;
        continue;
      }
      const take = Math.min(left, used - skip);
      into.set(bytes.subarray(skip, skip + take), to);
      to += take;
      left -= take;
      skip = 0;
      if (left === 0) return;
    }
  }
}

/** A range of sequence numbers that the peer has selectively acknowledged. */
export interface Range {
  start: number;
  end: number;
}

export abstract class TcpControl extends InetSocket {
  state: TcpState = 'CLOSED';
  route: RouteResult | undefined;
  /** Nobody has a descriptor for it any more. */
  orphan = false;
  /** Is in the table of connections; holds its local port. */
  hashed = false;
  portHeld = false;

  // Sending.
  iss = 0;
  sndUna = 0;
  sndNxt = 0;
  sndWnd = 0;
  /** The largest window that the peer ever offered. */
  maxWindow = 0;
  sndWl1 = 0;
  sndWscale = 0;
  readonly sendQueue = new SendQueue();
  finQueued = false;
  finSent = false;
  /** Data a segment carries at most, options counted off. */
  mss = 536;
  advMss = 1460;
  /** What the peer announced. */
  mssClamp = 536;
  /** The end of the last small segment (Nagle). */
  sndSmall = 0;
  windowScaling = false;
  cwnd = 10;
  cwndCount = 0;
  ssthresh = 0x7fffffff;
  dupAcks = 0;
  recover = 0;
  recovering = false;
  recoverNext = 0;
  sacked: Range[] = [];
  retransmits = 0;
  backoff = 0;
  totalRetransmits = 0;
  rtoMs = 1000;
  srttMs = 0;
  rttVarMs = 0;
  rttSequence = 0;
  rttStartMs = -1;
  ipId = 0;
  pushAt = 0;

  // Receiving.
  irs = 0;
  rcvNxt = 0;
  /** What was promised last: the right edge is rcvWup + rcvWnd. */
  rcvWnd = 0;
  rcvWup = 0;
  rcvWscale = 0;
  rcvSpace = 65536;
  /** How much window may be promised: grows with what comes (rcv_ssthresh). */
  rcvSsthresh = 65536;
  readonly receiveQueue: Received[] = [];
  receiveBytes = 0;
  /** How much of the first piece was read. */
  readOffset = 0;
  readonly outOfOrder: Received[] = [];
  finReceived = false;
  /** The last segments that make a SACK, newest first. */
  sackOk = false;

  // Timestamps (RFC 7323).
  timestampsOk = false;
  timestampOffset = 0;
  tsRecent = 0;
  lastEcho = 0;

  // Acknowledging.
  ackPending = false;
  quickAcks = 0;
  ackNow = false;
  /** The size of the peer's segments, as seen. */
  rcvMss = 536;
  pingpong = false;
  unackedSegments = 0;
  lastReceivedMs = 0;

  // Timers: each keeps its deadline, so that moving it is cheap.
  retransmitTimer: Timer | undefined;
  retransmitAtMs = -1;
  retransmitKind: 'on' | 'persist' = 'on';
  delackTimer: Timer | undefined;
  delackAtMs = -1;
  keepaliveTimer: Timer | undefined;
  timewaitTimer: Timer | undefined;
  timewaitAtMs = 0;
  keepaliveProbes = 0;
  lastHeardMs = 0;
  softError: ErrnoCode | undefined;

  // Listening.
  backlog = 0;
  readonly acceptQueue: TcpControl[] = [];
  readonly pending = new Set<TcpControl>();
  listener: TcpControl | undefined;

  constructor(by: Process | InetSocket, family: 'inet' | 'inet6') {
    super(by, family, 'stream', IPPROTO_TCP);
  }

  get listening(): boolean {
    return this.state === 'LISTEN';
  }
  get nowMs(): number {
    return this.netns.kernel.clock.monotonicMs;
  }
  /** Sequence numbers sent and not acknowledged. */
  get inFlight(): number {
    return (this.sndNxt - this.sndUna) >>> 0;
  }

  /** A socket for a connection that came to this listening one. */
  abstract spawn(): TcpControl;
}

export interface Demux {
  /** Bound sockets by local port. */
  readonly ports: PortTable<TcpControl>;
  /** Connections by local and remote port. */
  readonly connections: Map<number, TcpControl[]>;
  readonly all: Set<TcpControl>;
}

export const demux = pernet((): Demux => ({ ports: new PortTable(), connections: new Map(), all: new Set() }));

const keyOf = (localPort: number, remotePort: number): number => localPort * 65536 + remotePort;

/** Puts a connection where its segments find it. */
export function hashConnection(tcp: TcpControl): void {
  const { connections } = demux(tcp.netns);
  const key = keyOf(tcp.localPort, tcp.remotePort);
  const list = connections.get(key);
  if (list) list.push(tcp);
  else connections.set(key, [tcp]);
  tcp.hashed = true;
}

export function unhashConnection(tcp: TcpControl): void {
  const { connections } = demux(tcp.netns);
  const key = keyOf(tcp.localPort, tcp.remotePort);
  const left = connections.get(key)?.filter(other => other !== tcp) ?? [];
  if (left.length > 0) connections.set(key, left);
  else connections.delete(key);
}

/** The connection between two ends, or undefined. */
export function findConnection(
  { connections }: Demux,
  local: IpAddress,
  localPort: number,
  remote: IpAddress,
  remotePort: number,
  skb?: Skb,
): TcpControl | undefined {
  const list = connections.get(keyOf(localPort, remotePort));
  if (!list) return undefined;
  for (const tcp of list) {
    if (tcp.remote !== remote || tcp.local !== local) continue;
    if (skb && tcp.device && tcp.device !== skb.input) continue;
    return tcp;
  }
  return undefined;
}
