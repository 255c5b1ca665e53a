// ICMP for IPv4: echo, errors about others' packets, and what errors about ours mean. As net/ipv4/icmp.c.

import { isMulticast4 } from '../../../wire/address.ts';
import { get16, put16, put32 } from '../../../wire/bytes.ts';
import { checksum } from '../../../wire/checksum.ts';
import {
  ICMP_ECHO,
  ICMP_ECHO_REPLY,
  ICMP_FRAG_NEEDED,
  ICMP_HEADER_BYTES,
  ICMP_PARAMETER_PROBLEM,
  ICMP_REDIRECT,
  ICMP_TIME_EXCEEDED,
  ICMP_TIMESTAMP,
  ICMP_TIMESTAMP_REPLY,
  ICMP_UNREACHABLE,
  isIcmpError,
} from '../../../wire/icmp.ts';
import { IPPROTO_ICMP, Ipv4 } from '../../../wire/ip.ts';
import { selectAddress4 } from '../address4.ts';
import { drop } from '../drop.ts';
import { type NetNamespace, pernet } from '../netns.ts';
import { fib4 } from '../route/fib.ts';
import { addressType4, pathMtus, type RouteResult, routeOutput4 } from '../route/lookup.ts';
import { RT_SCOPE_LINK } from '../route/table.ts';
import { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { sysctls } from '../sysctl.ts';
import { type IpFault, setIcmpSender } from './errors.ts';
import { echoOptions } from './options.ts';
import { ipLocalOut, pushIp } from './output.ts';
import { registerTransport, reportRaw, transportOf } from './transports.ts';

/** How faults are called in ICMP. */
const FAULTS: Record<IpFault, [type: number, code: number]> = {
  'net-unreachable': [ICMP_UNREACHABLE, 0],
  'host-unreachable': [ICMP_UNREACHABLE, 1],
  'protocol-unreachable': [ICMP_UNREACHABLE, 2],
  'port-unreachable': [ICMP_UNREACHABLE, 3],
  'fragmentation-needed': [ICMP_UNREACHABLE, 4],
  'source-route-failed': [ICMP_UNREACHABLE, 5],
  prohibited: [ICMP_UNREACHABLE, 13],
  'ttl-exceeded': [ICMP_TIME_EXCEEDED, 0],
  'reassembly-timeout': [ICMP_TIME_EXCEEDED, 1],
  'parameter-problem': [ICMP_PARAMETER_PROBLEM, 0],
  'no-route': [ICMP_UNREACHABLE, 0],
  'address-unreachable': [ICMP_UNREACHABLE, 1],
  'beyond-scope': [ICMP_UNREACHABLE, 0],
  redirect: [ICMP_REDIRECT, 1],
};

interface Limits {
  tokens: number;
  stampMs: number;
  peers: Map<number, { tokens: number; lastMs: number }>;
}

const limits = pernet((): Limits => ({ tokens: 50, stampMs: 0, peers: new Map() }));

/** icmp_global_allow and inet_peer_xrlim_allow: a bucket for all, and one for each receiver. */
function allowed(netns: NetNamespace, type: number, code: number, route: RouteResult, dest: number): boolean {
  const { ipv4 } = sysctls(netns);
  if (type === ICMP_UNREACHABLE && code === ICMP_FRAG_NEEDED) return true;
  if (type > 18 || ((1 << type) & ipv4.icmp_ratemask) === 0) return true;
  const state = limits(netns);
  const now = netns.kernel.clock.monotonicMs;
  state.tokens = Math.min(ipv4.icmp_msgs_burst, state.tokens + ((now - state.stampMs) * ipv4.icmp_msgs_per_sec) / 1000);
  state.stampMs = now;
  if (state.tokens < 1) {
    mib(netns).v4.icmpOut.rateLimitGlobal++;
    return false;
  }
  if (!route.output.loopback && !peerAllowed(state, dest, now, ipv4.icmp_ratelimit)) {
    mib(netns).v4.icmpOut.rateLimitHost++;
    return false;
  }
  state.tokens--;
  return true;
}

const PEER_BURST = 6;

function peerAllowed(state: Limits, dest: number, now: number, timeoutMs: number): boolean {
  if (timeoutMs === 0) return true;
  const peer = state.peers.get(dest) ?? { tokens: 0, lastMs: Number.NEGATIVE_INFINITY };
  let tokens = peer.lastMs === Number.NEGATIVE_INFINITY ? 60 * timeoutMs : peer.tokens + now - peer.lastMs;
  tokens = Math.min(tokens, PEER_BURST * timeoutMs);
  const allow = tokens >= timeoutMs;
  state.peers.set(dest, { tokens: allow ? tokens - timeoutMs : tokens, lastMs: now });
  return allow;
}

/** Sends an ICMP error about a packet, where rules allow one (icmp_send). */
export function sendError4(skb: Skb, type: number, code: number, info: number): void {
  const device = skb.input ?? skb.output;
  if (!device) return;
  const { netns } = device;
  const inner = skb.ip4;
  const source = inner.source;
  if (skb.packetType !== 'host' && skb.packetType !== 'outgoing' && skb.packetType !== 'loopback') return;
  if (inner.fragmentOffset > 0) return;
  const innerRoute = skb.route as RouteResult | undefined;
  if (innerRoute && (innerRoute.type === 'broadcast' || innerRoute.type === 'multicast')) return;
  if (isIcmpError(type) && skb.protocol === IPPROTO_ICMP && isIcmpError(skb.bytes[skb.networkEnd]!)) return;
  const local = addressType4(netns, inner.dest) === 'local';
  const fromHere = innerRoute && !innerRoute.local && !skb.forwarded && skb.input === undefined;
  let own = local ? inner.dest : 0;
  if (!own && fromHere) own = source;
  const mark = sysctls(netns).ipv4.fwmark_reflect ? skb.mark : 0;
  const route = routeOutput4(netns, { dest: source, source: own || undefined, mark, protocol: IPPROTO_ICMP, anySource: true });
  if (typeof route === 'string') return;
  if (!own) {
    const byIncoming = sysctls(netns).ipv4.icmp_errors_use_inbound_ifaddr && skb.input;
    own = byIncoming ? selectAddress4(netns, skb.input, 0, RT_SCOPE_LINK) : (route.source as number);
  }
  if (!allowed(netns, type, code, route, source)) return;
  // As much of the packet as fits in 576 bytes.
  skb.complete();
  const size = Math.min(skb.length, 576 - 28);
  const message = Skb.alloc(ICMP_HEADER_BYTES + size);
  message.bytes.set(skb.bytes.subarray(skb.network, skb.network + size), message.start + ICMP_HEADER_BYTES);
  message.mark = mark;
  sendMessage(netns, message, route, { source: own, dest: source, tos: (skb.tos & 0x1e) | 0xc0 }, type, code, info);
}

function sendMessage(
  netns: NetNamespace,
  skb: Skb,
  route: RouteResult,
  header: { source: number; dest: number; tos: number; ttl?: number; options?: Uint8Array | undefined },
  type: number,
  code: number,
  info: number,
): void {
  const at = skb.start;
  skb.bytes[at] = type;
  skb.bytes[at + 1] = code;
  put16(skb.bytes, at + 2, 0);
  put32(skb.bytes, at + 4, info);
  put16(skb.bytes, at + 2, checksum(skb.bytes, at, skb.end));
  const out = mib(netns).v4.icmpOut;
  out.messages++;
  count(out.types, type);
  pushIp(skb, route, { ...header, ttl: header.ttl ?? 0, protocol: IPPROTO_ICMP, dontFragment: false });
  skb.packetType = 'outgoing';
  ipLocalOut(skb);
}

function reply(skb: Skb, type: number): void {
  const { netns } = skb.input!;
  const route = skb.route as RouteResult;
  const dest = skb.sourceIp as number;
  const group = route.type === 'broadcast' || route.type === 'multicast';
  const mark = sysctls(netns).ipv4.fwmark_reflect ? skb.mark : 0;
  const own = group ? undefined : (skb.destIp as number);
  const back = routeOutput4(netns, { dest, source: own, tos: skb.tos & 0x1c, mark, protocol: IPPROTO_ICMP, anySource: true });
  if (typeof back === 'string') return;
  if (!allowed(netns, type, 0, back, dest)) return;
  const at = skb.networkEnd;
  const answer = Skb.alloc(skb.end - at);
  answer.bytes.set(skb.bytes.subarray(at, skb.end), answer.start);
  answer.mark = mark;
  if (type === ICMP_TIMESTAMP_REPLY) {
    const sinceMidnight = Math.floor(netns.kernel.clock.realtimeMs % 86400000);
    put32(answer.bytes, answer.start + 12, sinceMidnight);
    put32(answer.bytes, answer.start + 16, sinceMidnight);
  }
  const header = { source: own ?? (back.source as number), dest, tos: skb.tos, options: echoOptions(skb) };
  sendMessage(netns, answer, back, header, type, 0, answer.word(answer.start + 4));
}

function receive(skb: Skb): void {
  const { netns } = skb.input!;
  const incoming = mib(netns).v4.icmpIn;
  incoming.messages++;
  const at = skb.networkEnd;
  if (skb.end - at < ICMP_HEADER_BYTES) {
    incoming.errors++;
    return drop(skb, 'PKT_TOO_SMALL', netns);
  }
  if (checksum(skb.bytes, at, skb.end) !== 0) {
    incoming.checksumErrors++;
    incoming.errors++;
    return drop(skb, 'ICMP_CSUM', netns);
  }
  const type = skb.bytes[at]!;
  count(incoming.types, type);
  const { ipv4 } = sysctls(netns);
  const routeType = (skb.route as RouteResult | undefined)?.type;
  const group = routeType === 'broadcast' || routeType === 'multicast';
  if (group && (type === ICMP_ECHO || type === ICMP_TIMESTAMP) && ipv4.icmp_echo_ignore_broadcasts) {
    return drop(skb, 'ICMP_IGNORED', netns);
  }
  if (type === ICMP_ECHO) {
    if (!ipv4.icmp_echo_ignore_all) reply(skb, ICMP_ECHO_REPLY);
  } else if (type === ICMP_TIMESTAMP) reply(skb, ICMP_TIMESTAMP_REPLY);
  else if (type === ICMP_ECHO_REPLY) pingReceive?.(skb);
  else if (isIcmpError(type)) receiveError(skb, at, type, netns);
}

let pingReceive: ((skb: Skb) => void) | undefined;

/** For ping.ts: takes echo replies. */
export function setPingReceiver(receiver: (skb: Skb) => void): void {
  pingReceive = receiver;
}

function receiveError(skb: Skb, at: number, type: number, netns: NetNamespace): void {
  const inner = new Ipv4(skb.bytes, at + ICMP_HEADER_BYTES);
  if (skb.end - inner.at < 20 || inner.headerBytes < 20 || inner.payload + 8 > skb.end) {
    mib(netns).v4.icmpIn.errors++;
    return;
  }
  const code = skb.bytes[at + 1]!;
  let info = 0;
  if (type === ICMP_UNREACHABLE && code === ICMP_FRAG_NEEDED) {
    info = get16(skb.bytes, at + 6);
    const discovers = sysctls(netns).ipv4.ip_no_pmtu_disc === 0;
    if (discovers) learnMtu(netns, inner.dest, info || 576);
  } else if (type === ICMP_PARAMETER_PROBLEM) info = skb.bytes[at + 4]!;
  else if (type === ICMP_REDIRECT) info = skb.word(at + 4);
  const report = {
    skb,
    version: 4 as const,
    type,
    code,
    info,
    offender: skb.sourceIp,
    source: inner.source,
    dest: inner.dest,
    transport: inner.payload,
    end: skb.end,
  };
  reportRaw(inner.protocol, report);
  transportOf(4, inner.protocol)?.error?.(report);
}

/** Remembers how large packets to a destination may be. */
export function learnMtu(netns: NetNamespace, dest: number, mtu: number): void {
  const { min_pmtu, mtu_expires } = sysctls(netns).ipv4Route;
  const current = routeOutput4(netns, { dest });
  if (typeof current === 'string' || mtu >= current.mtu) return;
  pathMtus(netns).set(dest, { mtu: Math.max(mtu, min_pmtu), untilMs: netns.kernel.clock.monotonicMs + mtu_expires * 1000 });
  fib4(netns).generation++;
}

setIcmpSender(4, (skb, fault, info) => {
  const [type, code] = FAULTS[fault];
  if (fault === 'redirect' && isMulticast4(skb.destIp as number)) return;
  sendError4(skb, type, code, fault === 'parameter-problem' ? info * 0x1000000 : info);
});

/** Our own echo requests come back with an error: the ping sockets'. */
let pingError: ((report: Parameters<NonNullable<ReturnType<typeof transportOf>>['error'] & object>[0]) => void) | undefined;
export function setPingErrorReceiver(receiver: NonNullable<typeof pingError>): void {
  pingError = receiver;
}

registerTransport(4, IPPROTO_ICMP, { receive, error: report => pingError?.(report) });
