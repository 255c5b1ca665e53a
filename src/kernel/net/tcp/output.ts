// TCP segments out: what may be sent now, how large, with which options. As net/ipv4/tcp_output.c.

import { put16, put32 } from '../../../wire/bytes.ts';
import { IPPROTO_TCP } from '../../../wire/ip.ts';
import {
  after,
  before,
  TCP_ACK,
  TCP_FIN,
  TCP_PSH,
  TCP_RST,
  TCP_SYN,
  TCPOPT_MSS,
  TCPOPT_SACK,
  TCPOPT_SACK_PERMITTED,
  TCPOPT_TIMESTAMP,
  TCPOPT_WINDOW,
} from '../../../wire/tcp.ts';
import { ipLocalOut, nextIpId, pushIp } from '../ip/output.ts';
import type { NetNamespace } from '../netns.ts';
import { fibOf } from '../route/fib.ts';
import { type RouteResult, routeOutput4 } from '../route/lookup.ts';
import { routeOutput6 } from '../route/lookup6.ts';
import { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { sysctls } from '../sysctl.ts';
import { armRetransmit, disarmDelack } from './arm.ts';
import type { TcpControl } from './control.ts';

const GSO_BYTES_MAX = 65535 - 60 - 60;
const MAX_WINDOW = 65535;

/** The route of a connection, looked up anew when the tables changed. Undefined where there is none now. */
export function routeOf(tcp: TcpControl): RouteResult | undefined {
  const dest = tcp.remote!;
  const { route } = tcp;
  if (route && route.generation === fibOf(tcp.netns, dest).generation) return route;
  const asked = {
    dest,
    source: tcp.local,
    tos: tcp.option('IP_TOS') & 0x1c,
    mark: tcp.mark,
    uid: tcp.uid,
    protocol: IPPROTO_TCP,
    sourcePort: tcp.localPort,
    destPort: tcp.remotePort,
    device: tcp.device,
    anySource: true,
  };
  const found = typeof dest === 'number' ? routeOutput4(tcp.netns, asked) : routeOutput6(tcp.netns, asked);
  tcp.route = typeof found === 'string' ? undefined : found;
  if (tcp.route) syncMss(tcp, tcp.route);
  return tcp.route;
}

const headerBytes = (tcp: TcpControl): number => (typeof tcp.remote === 'number' ? 40 : 60);

/** The MSS to announce on a route: what its MTU leaves. */
export function announcedMss(tcp: TcpControl, route: RouteResult): number {
  const fixed = route.entry?.metrics?.advmss;
  const mss = Math.min(fixed ?? route.mtu - headerBytes(tcp), 65535);
  const user = tcp.option('TCP_MAXSEG');
  return user > 0 ? Math.min(mss, user) : mss;
}

/** Fits the segment size to the path and to what the peer takes (tcp_sync_mss). `peerMss` is kept in mssClamp. */
export function syncMss(tcp: TcpControl, route: RouteResult): void {
  const room = Math.min(route.mtu - headerBytes(tcp), tcp.mssClamp);
  const options = tcp.timestampsOk ? 12 : 0;
  tcp.mss = Math.max(room - options, 48 - options);
}

const timestamp = (tcp: TcpControl): number => (Math.floor(tcp.nowMs) + tcp.timestampOffset) >>> 0;

/** The window to offer, from the space that is free; never takes back what was offered (tcp_select_window). */
export function selectWindow(tcp: TcpControl): number {
  const used = tcp.receiveBytes;
  const free = Math.max(0, Math.min(tcp.rcvSpace - used, tcp.rcvSsthresh));
  let window = free;
  const current = Math.max(0, (tcp.rcvWup + tcp.rcvWnd - tcp.rcvNxt) | 0);
  if (free < Math.min(tcp.rcvSpace >> 1, tcp.advMss)) window = free < tcp.rcvSpace >> 4 ? 0 : window;
  if (tcp.rcvWscale > 0) window = Math.ceil(window / (1 << tcp.rcvWscale)) << tcp.rcvWscale;
  if (window < current) window = Math.ceil(current / (1 << tcp.rcvWscale)) << tcp.rcvWscale;
  tcp.rcvWnd = Math.min(window, MAX_WINDOW << tcp.rcvWscale);
  tcp.rcvWup = tcp.rcvNxt;
  return tcp.rcvWnd;
}

function writeSynOptions(tcp: TcpControl, bytes: Uint8Array, at: number, reply: boolean): number {
  const { tcp: conf } = sysctls(tcp.netns);
  let next = at;
  bytes[next] = TCPOPT_MSS;
  bytes[next + 1] = 4;
  put16(bytes, next + 2, tcp.advMss);
  next += 4;
  const timestamps = reply ? tcp.timestampsOk : conf.tcp_timestamps !== 0;
  const sack = reply ? tcp.sackOk : conf.tcp_sack !== 0;
  if (timestamps) {
    if (sack) {
      bytes[next] = TCPOPT_SACK_PERMITTED;
      bytes[next + 1] = 2;
    } else bytes.fill(1, next, next + 2);
    bytes[next + 2] = TCPOPT_TIMESTAMP;
    bytes[next + 3] = 10;
    put32(bytes, next + 4, timestamp(tcp));
    put32(bytes, next + 8, reply ? tcp.tsRecent : 0);
    next += 12;
  } else if (sack) {
    bytes.set([1, 1, TCPOPT_SACK_PERMITTED, 2], next);
    next += 4;
  }
  if (reply ? tcp.windowScaling : conf.tcp_window_scaling !== 0) {
    bytes.set([1, TCPOPT_WINDOW, 3, tcp.rcvWscale], next);
    next += 4;
  }
  return next - at;
}

function writeOptions(tcp: TcpControl, bytes: Uint8Array, at: number, withData: boolean): number {
  let next = at;
  if (tcp.timestampsOk) {
    bytes.set([1, 1, TCPOPT_TIMESTAMP, 10], next);
    put32(bytes, next + 4, timestamp(tcp));
    put32(bytes, next + 8, tcp.tsRecent);
    next += 12;
    tcp.lastEcho = tcp.tsRecent;
  }
  if (tcp.sackOk && tcp.outOfOrder.length > 0 && !withData) {
    const ranges = sackRanges(tcp).slice(0, tcp.timestampsOk ? 3 : 4);
    bytes.set([1, 1, TCPOPT_SACK, 2 + ranges.length * 8], next);
    next += 4;
    for (const { start, end } of ranges) {
      put32(bytes, next, start);
      put32(bytes, next + 4, end);
      next += 8;
    }
  }
  return next - at;
}

/** What came out of order, as ranges. */
function sackRanges(tcp: TcpControl): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { sequence, data } of tcp.outOfOrder) {
    const last = ranges.at(-1);
    const end = (sequence + data.length) >>> 0;
    if (last && last.end === sequence) last.end = end;
    else ranges.push({ start: sequence, end });
  }
  return ranges;
}

interface Segment {
  flags: number;
  sequence: number;
  /** Bytes of data from the send queue, and where they begin in it. */
  dataFrom: number;
  dataBytes: number;
}

/** Builds a segment and sends it (tcp_transmit_skb). */
export function transmitSegment(tcp: TcpControl, segment: Segment): void {
  const route = routeOf(tcp);
  if (!route) return;
  const { flags, sequence, dataFrom, dataBytes } = segment;
  const skb = Skb.alloc(60 + dataBytes);
  const { bytes, start } = skb;
  const syn = (flags & TCP_SYN) !== 0;
  const options = syn
    ? writeSynOptions(tcp, bytes, start + 20, (flags & TCP_ACK) !== 0)
    : writeOptions(tcp, bytes, start + 20, dataBytes > 0);
  const header = 20 + options;
  if (dataBytes > 0) tcp.sendQueue.copy(dataFrom, dataBytes, bytes, start + header);
  skb.end = start + header + dataBytes;
  const window = syn ? Math.min(selectSynWindow(tcp), MAX_WINDOW) : Math.min(selectWindow(tcp) >>> tcp.rcvWscale, MAX_WINDOW);
  putHeader(skb, { source: tcp.localPort, dest: tcp.remotePort, sequence, ack: flags & TCP_ACK ? tcp.rcvNxt : 0, header, flags, window });
  if (dataBytes > tcp.mss) {
    skb.gsoSize = tcp.mss;
    skb.gsoSegments = Math.ceil(dataBytes / tcp.mss);
  }
  skb.mark = tcp.mark;
  skb.priority = tcp.options.priority;
  skb.socket = tcp;
  const segments = Math.max(1, skb.gsoSegments);
  mib(tcp.netns).tcp.OutSegs += segments;
  if (flags & TCP_ACK) ackSent(tcp);
  const id = tcp.ipId;
  tcp.ipId = (id + segments) & 0xffff;
  const dontFragment =
    tcp.option('IP_MTU_DISCOVER') === 0 ? !tcp.options.numbers.has('IP_MTU_DISCOVER') && !route.entry?.lock?.includes('mtu') : true;
  pushIp(skb, route, {
    source: tcp.local,
    dest: tcp.remote!,
    protocol: IPPROTO_TCP,
    ttl: tcp.option(typeof tcp.remote === 'number' ? 'IP_TTL' : 'IPV6_UNICAST_HOPS'),
    tos: tcp.option(typeof tcp.remote === 'number' ? 'IP_TOS' : 'IPV6_TCLASS'),
    dontFragment,
    id: (flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK) ? 0 : id,
  });
  skb.offload();
  ipLocalOut(skb);
}

/** The window of a SYN: never scaled, whole segments. */
function selectSynWindow(tcp: TcpControl): number {
  const space = Math.min(tcp.rcvSpace, 65536);
  const window = space > tcp.advMss ? Math.floor(space / tcp.advMss) * tcp.advMss : space;
  tcp.rcvWnd = Math.min(window, MAX_WINDOW);
  tcp.rcvWup = tcp.rcvNxt;
  tcp.rcvSsthresh = Math.max(tcp.rcvWnd, 1);
  return tcp.rcvWnd;
}

function putHeader(
  skb: Skb,
  fields: { source: number; dest: number; sequence: number; ack: number; header: number; flags: number; window: number },
): void {
  const { bytes, start } = skb;
  put16(bytes, start, fields.source);
  put16(bytes, start + 2, fields.dest);
  put32(bytes, start + 4, fields.sequence);
  put32(bytes, start + 8, fields.ack);
  bytes[start + 12] = (fields.header >> 2) << 4;
  bytes[start + 13] = fields.flags;
  put16(bytes, start + 14, fields.window);
  put16(bytes, start + 16, 0);
  put16(bytes, start + 18, 0);
}

function ackSent(tcp: TcpControl): void {
  tcp.ackPending = false;
  tcp.unackedSegments = 0;
  if (tcp.quickAcks > 0) tcp.quickAcks--;
  disarmDelack(tcp);
}

export function sendAck(tcp: TcpControl): void {
  if (tcp.state === 'CLOSED') return;
  transmitSegment(tcp, { flags: TCP_ACK, sequence: tcp.sndNxt, dataFrom: 0, dataBytes: 0 });
}

/** Sends or resends the SYN, or the SYN of an answer. */
export function sendSyn(tcp: TcpControl): void {
  const flags = tcp.state === 'SYN-SENT' ? TCP_SYN : TCP_SYN | TCP_ACK;
  transmitSegment(tcp, { flags, sequence: tcp.iss, dataFrom: 0, dataBytes: 0 });
}

/** Sends what the windows allow of what is queued (tcp_write_xmit). */
export function sendPending(tcp: TcpControl): void {
  if (
    tcp.state !== 'ESTAB' &&
    tcp.state !== 'CLOSE-WAIT' &&
    tcp.state !== 'FIN-WAIT-1' &&
    tcp.state !== 'LAST-ACK' &&
    tcp.state !== 'CLOSING'
  )
    return;
  if (!routeOf(tcp)) return armRetransmit(tcp);
  for (;;) {
    const sent = tcp.inFlight - (tcp.finSent ? 1 : 0);
    const left = tcp.sendQueue.length - sent;
    if (left <= 0) break;
    const windowLeft = (tcp.sndUna + tcp.sndWnd - tcp.sndNxt) | 0;
    const flight = Math.ceil(sent / tcp.mss);
    const congestion = (tcp.cwnd - flight) * tcp.mss;
    let size = Math.min(left, windowLeft, congestion, Math.floor(GSO_BYTES_MAX / tcp.mss) * tcp.mss || tcp.mss);
    if (size <= 0) {
      if (windowLeft <= 0 && tcp.inFlight === 0) armRetransmit(tcp, 'persist');
      break;
    }
    // Whole segments, unless it is the last of the data.
    if (size > tcp.mss && size < left) size -= size % tcp.mss;
    if (size < left && size < tcp.mss && tcp.inFlight > 0) break;
    if (size < tcp.mss && size === left && nagle(tcp, sent)) break;
    const last = size === left;
    const fin = last && tcp.finQueued && windowLeft > size;
    sendData(tcp, sent, size, last, fin);
  }
  if (tcp.finQueued && !tcp.finSent && tcp.sendQueue.length === tcp.inFlight) sendFin(tcp);
}

/** A small segment waits while others are on their way (Nagle), or while the socket is corked. */
function nagle(tcp: TcpControl, sent: number): boolean {
  if (tcp.finQueued) return false;
  if (tcp.option('TCP_CORK')) return true;
  return tcp.option('TCP_NODELAY') === 0 && sent > 0 && after(tcp.sndSmall, tcp.sndUna);
}

function sendData(tcp: TcpControl, from: number, size: number, last: boolean, fin: boolean): void {
  const sequence = tcp.sndNxt;
  const end = (sequence + size) >>> 0;
  if (size < tcp.mss) tcp.sndSmall = end;
  const flags = TCP_ACK | (last || (tcp.pushAt !== 0 && !before(end, tcp.pushAt)) ? TCP_PSH : 0) | (fin ? TCP_FIN : 0);
  if (tcp.rttStartMs < 0) {
    tcp.rttStartMs = tcp.nowMs;
    tcp.rttSequence = end;
  }
  tcp.sndNxt = (end + (fin ? 1 : 0)) >>> 0;
  if (fin) tcp.finSent = true;
  // Who answers soon after hearing is in a conversation: its ACKs ride on data.
  if (tcp.nowMs - tcp.lastReceivedMs < 40) tcp.pingpong = true;
  transmitSegment(tcp, { flags, sequence, dataFrom: from, dataBytes: size });
  armRetransmit(tcp);
}

function sendFin(tcp: TcpControl): void {
  const sequence = tcp.sndNxt;
  tcp.sndNxt = (sequence + 1) >>> 0;
  tcp.finSent = true;
  transmitSegment(tcp, { flags: TCP_ACK | TCP_FIN, sequence, dataFrom: 0, dataBytes: 0 });
  armRetransmit(tcp);
}

/** Sends again from a sequence number on: one segment of at most `mss` bytes, or the FIN. */
export function retransmitFrom(tcp: TcpControl, sequence: number, limit = tcp.mss): number {
  const from = (sequence - tcp.sndUna) >>> 0;
  const size = Math.min(limit, tcp.sendQueue.length - from, (tcp.sndNxt - sequence) >>> 0);
  const atEnd = from + Math.max(size, 0) >= tcp.sendQueue.length;
  const fin = atEnd && tcp.finSent;
  if (size <= 0 && !fin) return 0;
  const { tcp: counters, tcpExt } = mib(tcp.netns);
  counters.RetransSegs++;
  count(tcpExt, 'TCPRetransSegs');
  tcp.totalRetransmits++;
  tcp.rttStartMs = -1;
  const bytes = Math.max(size, 0);
  transmitSegment(tcp, {
    flags: TCP_ACK | (atEnd && bytes > 0 ? TCP_PSH : 0) | (fin ? TCP_FIN : 0),
    sequence,
    dataFrom: from,
    dataBytes: bytes,
  });
  return bytes + (fin ? 1 : 0);
}

/** Asks the peer for its window, or whether it lives: an old sequence number makes it answer. */
export function sendProbe(tcp: TcpControl): void {
  transmitSegment(tcp, { flags: TCP_ACK, sequence: (tcp.sndUna - 1) >>> 0, dataFrom: 0, dataBytes: 0 });
}

/** Sends a RST for a connection that is given up. */
export function sendReset(tcp: TcpControl): void {
  const { tcp: counters } = mib(tcp.netns);
  counters.OutRsts++;
  transmitSegment(tcp, { flags: TCP_RST | TCP_ACK, sequence: tcp.sndNxt, dataFrom: 0, dataBytes: 0 });
}

/** Answers a segment that belongs to no connection (tcp_v4_send_reset). */
export function sendResetFor(skb: Skb, netns: NetNamespace): void {
  const at = skb.networkEnd;
  const flags = skb.bytes[at + 13]!;
  if (flags & TCP_RST) return;
  const data = skb.end - at - (skb.bytes[at + 12]! >> 4) * 4;
  const ends = { source: skb.destPort, dest: skb.sourcePort };
  const sequence = flags & TCP_ACK ? skb.word(at + 8) : 0;
  const ack = (skb.word(at + 4) + (flags & TCP_SYN ? 1 : 0) + (flags & TCP_FIN ? 1 : 0) + data) >>> 0;
  mib(netns).tcp.OutRsts++;
  mib(netns).tcp.OutSegs++;
  sendBare(skb, netns, ends, sequence, flags & TCP_ACK ? 0 : ack, flags & TCP_ACK ? TCP_RST : TCP_RST | TCP_ACK);
}

/** A segment without a connection, back to where `skb` came from. */
function sendBare(
  skb: Skb,
  netns: NetNamespace,
  ends: { source: number; dest: number },
  sequence: number,
  ack: number,
  flags: number,
): void {
  const [source, dest] = [skb.destIp, skb.sourceIp];
  const conf = sysctls(netns);
  const reflect = typeof dest === 'number' ? conf.ipv4.fwmark_reflect : conf.ipv6.fwmark_reflect;
  const mark = reflect ? skb.mark : 0;
  const device = typeof dest === 'bigint' ? skb.input : undefined;
  const asked = { dest, source, mark, protocol: IPPROTO_TCP, anySource: true, device: device?.loopback ? undefined : device };
  const route = typeof dest === 'number' ? routeOutput4(netns, asked) : routeOutput6(netns, asked);
  if (typeof route === 'string') return;
  const reply = Skb.alloc(20);
  putHeader(reply, { ...ends, sequence, ack, header: 20, flags, window: 0 });
  reply.mark = mark;
  pushIp(reply, route, { source, dest, protocol: IPPROTO_TCP, ttl: 0, tos: 0, dontFragment: true, id: 0 });
  reply.offload();
  ipLocalOut(reply);
}

/** The first IP identification of a connection. */
export const firstIpId = (netns: NetNamespace): number => nextIpId(netns);
