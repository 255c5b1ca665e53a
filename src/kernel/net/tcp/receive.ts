// Segments in: which connection or listener they are for, and what those without one get. As net/ipv4/tcp_ipv4.c: tcp_v4_rcv.

import type { ErrnoCode } from '../../../abi/errno.ts';
import { type IpAddress, isAny } from '../../../wire/address.ts';
import { get16, get32 } from '../../../wire/bytes.ts';
import { IPPROTO_TCP } from '../../../wire/ip.ts';
import { after, before, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../../wire/tcp.ts';
import { drop } from '../drop.ts';
import { type IcmpReport, registerTransport } from '../ip/transports.ts';
import { type NetNamespace, onNamespaceExit } from '../netns.ts';
import type { RouteResult } from '../route/lookup.ts';
import type { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { errorOf } from '../socket/datagram.ts';
import { armRetransmit, cancelTimers } from './arm.ts';
import { begin, HEADER_MIN } from './begin.ts';
import { demux, findConnection, hashConnection, type TcpControl } from './control.ts';
import { learnSyn, process, readSegment, type SegmentIn } from './input.ts';
import { retransmitFrom, routeOf, sendAck, sendResetFor, sendSyn, syncMss } from './output.ts';
import { abort, done, setState } from './states.ts';

/** How well a listener fits; -1 where it does not. */
function scoreOf(tcp: TcpControl, dest: IpAddress, skb: Skb): number {
  let score = tcp.family === 'inet' ? 2 : 1;
  if (typeof dest === 'number') {
    if (tcp.family === 'inet6' && (tcp.v6only || (typeof tcp.local === 'bigint' && !isAny(tcp.local)))) return -1;
  } else if (tcp.family === 'inet') return -1;
  if (!isAny(tcp.local)) {
    if (tcp.local !== dest) return -1;
    score += 4;
  }
  if (tcp.device) {
    if (tcp.device !== skb.input) return -1;
    score += 4;
  }
  return score;
}

/** The listener for a destination: the best fit, one of a SO_REUSEPORT group by the flow. */
export function findListener(netns: NetNamespace, dest: IpAddress, destPort: number, skb: Skb): TcpControl | undefined {
  let best = -1;
  let fits: TcpControl[] = [];
  for (const tcp of demux(netns).ports.at(destPort)) {
    if (tcp.state !== 'LISTEN') continue;
    const score = scoreOf(tcp, dest, skb);
    if (score < 0 || score < best) continue;
    if (score > best) fits = [];
    best = score;
    fits.push(tcp);
  }
  if (fits.length < 2 || fits[0]!.option('SO_REUSEPORT') === 0) return fits[0];
  const low = Number(BigInt(skb.sourceIp) & 0xffffffffn);
  return fits[(Math.imul(low ^ skb.sourcePort, 0x9e3779b1) >>> 0) % fits.length];
}

/** Packets that TPROXY gave to a listener, whatever they are addressed to. */
const assigned = new WeakMap<Skb, TcpControl>();
export function assignTcpSocket(skb: Skb, tcp: TcpControl): void {
  assigned.set(skb, tcp);
  skb.socket = tcp;
}

function receive(skb: Skb): void {
  const { netns } = skb.input!;
  const { tcp: counters } = mib(netns);
  counters.InSegs += Math.max(1, skb.gsoSegments);
  const at = skb.networkEnd;
  const headerBytes = (skb.bytes[at + 12]! >> 4) * 4;
  if (skb.packetType !== 'host') return drop(skb, 'OTHERHOST', netns);
  if (skb.end - at < HEADER_MIN || headerBytes < HEADER_MIN || headerBytes > skb.end - at) {
    counters.InErrs++;
    return drop(skb, 'PKT_TOO_SMALL', netns);
  }
  if (!skb.checksumRight) {
    counters.InCsumErrors++;
    counters.InErrs++;
    return drop(skb, 'TCP_CSUM', netns);
  }
  const source = skb.sourceIp;
  const dest = skb.destIp;
  const sourcePort = get16(skb.bytes, at);
  const destPort = get16(skb.bytes, at + 2);
  const segment = readSegment(skb);
  const connection = findConnection(demux(netns), dest, destPort, source, sourcePort, skb);
  if (connection?.state === 'TIME-WAIT') return receiveTimeWait(connection, skb, segment);
  if (connection) return process(connection, skb, segment);
  const given = skb.socket ? assigned.get(skb) : undefined;
  const listener = given ?? findListener(netns, dest, destPort, skb);
  if (listener) return receiveListening(listener, skb, segment);
  sendResetFor(skb, netns);
  drop(skb, 'NO_SOCKET', netns);
}

/** tcp_timewait_state_process. */
function receiveTimeWait(tcp: TcpControl, skb: Skb, segment: SegmentIn): void {
  const { flags } = segment;
  if (flags & TCP_RST) {
    if (segment.sequence === tcp.rcvNxt && !tcp.conf.tcp.tcp_rfc1337) done(tcp);
    return;
  }
  const newer =
    after(segment.sequence, tcp.rcvNxt) ||
    (tcp.timestampsOk && segment.options.timestamp !== undefined && after(segment.options.timestamp, tcp.tsRecent));
  if (flags & TCP_SYN && !(flags & TCP_ACK) && newer) {
    // A new connection between the same ends.
    done(tcp);
    const listener = findListener(tcp.netns, skb.destIp, skb.destPort, skb);
    if (listener) return receiveListening(listener, skb, segment);
    return sendResetFor(skb, tcp.netns);
  }
  if (flags & TCP_FIN || before(segment.sequence, tcp.rcvNxt) || flags & TCP_SYN) sendAck(tcp);
}

/** A segment for a listener: only a SYN begins something. */
function receiveListening(listener: TcpControl, skb: Skb, segment: SegmentIn): void {
  const { netns } = listener;
  const { flags } = segment;
  if (flags & TCP_RST) return drop(skb, 'TCP_RESET', netns);
  if (flags & TCP_ACK) {
    sendResetFor(skb, netns);
    return drop(skb, 'TCP_FLAGS', netns);
  }
  if ((flags & TCP_SYN) === 0 || flags & TCP_FIN) return drop(skb, 'TCP_FLAGS', netns);
  const { type } = skb.route as RouteResult;
  if (type === 'broadcast' || type === 'multicast') return drop(skb, 'IP_INVALID_DEST', netns);
  const { tcpExt } = mib(netns);
  if (listener.acceptQueue.length > listener.backlog) {
    count(tcpExt, 'ListenOverflows');
    count(tcpExt, 'ListenDrops');
    return drop(skb, 'TCP_LISTEN_OVERFLOW', netns);
  }
  if (listener.pending.size >= Math.max(listener.backlog, 1) * 8 + 256) {
    count(tcpExt, 'TCPReqQFullDrop');
    return drop(skb, 'TCP_LISTEN_OVERFLOW', netns);
  }
  accept(listener, skb, segment);
}

/** A connection in SYN-RECV, and the second segment of its handshake. */
function accept(listener: TcpControl, skb: Skb, segment: SegmentIn): void {
  const child = listener.spawn();
  child.local = skb.destIp;
  child.localPort = skb.destPort;
  child.remote = skb.sourceIp;
  child.remotePort = skb.sourcePort;
  if (typeof child.remote === 'bigint' && skb.input) child.scope = child.remote >> 118n === 0x3fan ? skb.input.index : 0;
  if (child.conf.tcp.tcp_fwmark_accept) child.options.mark = skb.mark;
  const route = routeOf(child);
  if (!route) return drop(skb, 'IP_OUTNOROUTES', listener.netns);
  begin(child, route);
  setState(child, 'SYN-RECV');
  learnSyn(child, segment, child.conf.tcp);
  child.sndWnd = segment.window;
  child.sndWl1 = segment.sequence;
  child.listener = listener;
  child.rttStartMs = child.nowMs;
  listener.pending.add(child);
  hashConnection(child);
  demux(listener.netns).ports.add(child, child.localPort);
  child.portHeld = true;
  demux(listener.netns).all.add(child);
  mib(listener.netns).tcp.PassiveOpens++;
  sendSyn(child);
  armRetransmit(child);
}

/** An ICMP error about a segment of ours (tcp_v4_err). */
function receiveError(report: IcmpReport): void {
  const { skb, transport } = report;
  const { netns } = skb.input!;
  const ports = [get16(skb.bytes, transport), get16(skb.bytes, transport + 2)] as const;
  const tcp = findConnection(demux(netns), report.source, ports[0], report.dest, ports[1]);
  if (!tcp || tcp.state === 'TIME-WAIT') return;
  const sequence = get32(skb.bytes, transport + 4);
  if (before(sequence, tcp.sndUna) || after(sequence, tcp.sndNxt)) return;
  const error = errorOf(report);
  if (!error) return;
  if (error[0] === 'EMSGSIZE') return narrower(tcp, report.info);
  const soft = report.version === 4 && report.type === 3 && report.code <= 1;
  // ICMPv6 answers the first SYN while connect(2) still holds the socket: only the next one ends the attempt.
  if (report.version === 6 && tcp.state === 'SYN-SENT' && tcp.retransmits === 0) tcp.softError = error[0];
  else settle(tcp, error[0], soft);
}

function settle(tcp: TcpControl, code: ErrnoCode, soft: boolean): void {
  if (tcp.state === 'SYN-SENT' || tcp.state === 'SYN-RECV') {
    // A connection that is not there yet ends by any unreachable.
    if (tcp.listener) return done(tcp);
    return abort(tcp, code);
  }
  tcp.softError = code;
  if (!soft && tcp.option('IP_RECVERR') !== 0) tcp.fail(code);
}

/** The path takes less than was sent: smaller segments, at once. */
function narrower(tcp: TcpControl, _mtu: number): void {
  const before = tcp.mss;
  tcp.route = undefined;
  const route = routeOf(tcp);
  if (!route) return;
  syncMss(tcp, route);
  if (tcp.mss >= before || tcp.inFlight === 0 || tcp.state === 'SYN-SENT' || tcp.state === 'SYN-RECV') return;
  tcp.recovering = true;
  tcp.recover = tcp.sndNxt;
  tcp.recoverNext = (tcp.sndUna + retransmitFrom(tcp, tcp.sndUna)) >>> 0;
}

onNamespaceExit(netns => {
  for (const tcp of demux(netns).all) cancelTimers(tcp);
});

registerTransport(4, IPPROTO_TCP, { receive, error: receiveError });
registerTransport(6, IPPROTO_TCP, { receive, error: receiveError });
