// ICMPv6: echo, errors, path MTU; neighbour discovery is handed on. As net/ipv6/icmp.c.

import { isMulticast6 } from '../../../wire/address.ts';
import { get128, put16, put32 } from '../../../wire/bytes.ts';
import { checksum, pseudoSum } from '../../../wire/checksum.ts';
import {
  ICMP_HEADER_BYTES,
  ICMPV6_ECHO_REPLY,
  ICMPV6_ECHO_REQUEST,
  ICMPV6_PACKET_TOO_BIG,
  ICMPV6_PARAMETER_PROBLEM,
  ICMPV6_TIME_EXCEEDED,
  ICMPV6_UNREACHABLE,
  isIcmpv6Error,
} from '../../../wire/icmp.ts';
import { IPPROTO_ICMPV6, walkIpv6 } from '../../../wire/ip.ts';
import { ownerOf6 } from '../address6.ts';
import { drop } from '../drop.ts';
import { receiveNdisc } from '../ndisc.ts';
import type { NetNamespace } from '../netns.ts';
import { receivePing, receivePingError } from '../ping.ts';
import { fib6 } from '../route/fib.ts';
import { pathMtus, type RouteResult } from '../route/lookup.ts';
import { routeOutput6 } from '../route/lookup6.ts';
import { Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { sysctls } from '../sysctl.ts';
import { type IpFault, setIcmpSender } from './errors.ts';
import { ipLocalOut, pushIp } from './output.ts';
import { registerTransport, reportRaw, transportOf } from './transports.ts';

const FAULTS: Partial<Record<IpFault, [type: number, code: number]>> = {
  'no-route': [ICMPV6_UNREACHABLE, 0],
  'net-unreachable': [ICMPV6_UNREACHABLE, 0],
  prohibited: [ICMPV6_UNREACHABLE, 1],
  'beyond-scope': [ICMPV6_UNREACHABLE, 2],
  'address-unreachable': [ICMPV6_UNREACHABLE, 3],
  'host-unreachable': [ICMPV6_UNREACHABLE, 3],
  'port-unreachable': [ICMPV6_UNREACHABLE, 4],
  'fragmentation-needed': [ICMPV6_PACKET_TOO_BIG, 0],
  'ttl-exceeded': [ICMPV6_TIME_EXCEEDED, 0],
  'reassembly-timeout': [ICMPV6_TIME_EXCEEDED, 1],
  'protocol-unreachable': [ICMPV6_PARAMETER_PROBLEM, 1],
  'parameter-problem': [ICMPV6_PARAMETER_PROBLEM, 0],
};

/** The most of a packet that an error carries: what fits in the least MTU. */
const ERROR_BYTES_MAX = 1280 - 40 - ICMP_HEADER_BYTES;

export function sendError6(skb: Skb, type: number, code: number, info: number): void {
  const device = skb.input ?? skb.output;
  if (!device) return;
  const { netns } = device;
  const source = skb.sourceIp as bigint;
  const dest = skb.destIp as bigint;
  if (source === 0n || isMulticast6(source)) return;
  const tooBig = type === ICMPV6_PACKET_TOO_BIG || (type === ICMPV6_PARAMETER_PROBLEM && code === 2);
  if ((isMulticast6(dest) || skb.packetType !== 'host') && !tooBig) return;
  if (skb.protocol === IPPROTO_ICMPV6 && skb.networkEnd < skb.end && isIcmpv6Error(skb.bytes[skb.networkEnd]!)) return;
  const own = ownerOf6(netns, dest) ? dest : ownerOf6(netns, source) ? source : undefined;
  const scoped = source >> 118n === 0x3fan ? device : undefined;
  const route = routeOutput6(netns, { dest: source, source: own, protocol: IPPROTO_ICMPV6, device: scoped });
  if (typeof route === 'string') return;
  skb.complete();
  const size = Math.min(skb.length, ERROR_BYTES_MAX);
  const message = Skb.alloc(ICMP_HEADER_BYTES + size);
  message.bytes.set(skb.bytes.subarray(skb.network, skb.network + size), message.start + ICMP_HEADER_BYTES);
  sendMessage(netns, message, route, { source: own ?? (route.source as bigint), dest: source }, type, code, info);
}

function sendMessage(
  netns: NetNamespace,
  skb: Skb,
  route: RouteResult,
  { source, dest }: { source: bigint; dest: bigint },
  type: number,
  code: number,
  info: number,
): void {
  const at = skb.start;
  skb.bytes[at] = type;
  skb.bytes[at + 1] = code;
  put16(skb.bytes, at + 2, 0);
  put32(skb.bytes, at + 4, info);
  put16(skb.bytes, at + 2, checksum(skb.bytes, at, skb.end, pseudoSum(source, dest, IPPROTO_ICMPV6, skb.sizeBytes)));
  const out = mib(netns).v6.icmpOut;
  out.messages++;
  count(out.types, type);
  pushIp(skb, route, { source, dest, protocol: IPPROTO_ICMPV6, ttl: 0, tos: 0, dontFragment: true });
  ipLocalOut(skb);
}

function reply(skb: Skb): void {
  const device = skb.input!;
  const { netns } = device;
  const dest = skb.sourceIp as bigint;
  const asked = skb.destIp as bigint;
  const source = isMulticast6(asked) ? undefined : asked;
  const scoped = dest >> 118n === 0x3fan && !device.loopback ? device : undefined;
  const mark = sysctls(netns).ipv6.fwmark_reflect ? skb.mark : 0;
  const route = routeOutput6(netns, { dest, source, mark, protocol: IPPROTO_ICMPV6, device: scoped });
  if (typeof route === 'string') return;
  const at = skb.networkEnd;
  const answer = Skb.alloc(skb.end - at);
  answer.bytes.set(skb.bytes.subarray(at, skb.end), answer.start);
  answer.mark = mark;
  sendMessage(
    netns,
    answer,
    route,
    { source: source ?? (route.source as bigint), dest },
    ICMPV6_ECHO_REPLY,
    0,
    answer.word(answer.start + 4),
  );
}

function receive(skb: Skb): void {
  const { netns } = skb.input!;
  const incoming = mib(netns).v6.icmpIn;
  incoming.messages++;
  const at = skb.networkEnd;
  if (skb.end - at < 4) {
    incoming.errors++;
    return drop(skb, 'PKT_TOO_SMALL', netns);
  }
  if (!skb.checksumRight) {
    incoming.checksumErrors++;
    incoming.errors++;
    return drop(skb, 'ICMP_CSUM', netns);
  }
  const type = skb.bytes[at]!;
  count(incoming.types, type);
  if (type === ICMPV6_ECHO_REQUEST) {
    const { echo_ignore_all, echo_ignore_multicast } = sysctls(netns).ipv6Icmp;
    if (!echo_ignore_all && !(echo_ignore_multicast && isMulticast6(skb.destIp as bigint))) reply(skb);
  } else if (type === ICMPV6_ECHO_REPLY) receivePing(skb);
  else if (isIcmpv6Error(type)) receiveError(skb, at, type, netns);
  else receiveNdisc(skb, type);
}

function receiveError(skb: Skb, at: number, type: number, netns: NetNamespace): void {
  const inner = at + ICMP_HEADER_BYTES;
  if (skb.end - inner < 48) {
    mib(netns).v6.icmpIn.errors++;
    return;
  }
  const walk = walkIpv6(skb.bytes, inner, skb.end);
  const dest = get128(skb.bytes, inner + 24);
  const info = skb.word(at + 4);
  if (type === ICMPV6_PACKET_TOO_BIG) learnMtu6(netns, dest, info);
  const report = {
    skb,
    version: 6 as const,
    type,
    code: skb.bytes[at + 1]!,
    info,
    offender: skb.sourceIp,
    source: get128(skb.bytes, inner + 8),
    dest,
    transport: walk.payload,
    end: skb.end,
  };
  reportRaw(walk.protocol, report);
  transportOf(6, walk.protocol)?.error?.(report);
}

function learnMtu6(netns: NetNamespace, dest: bigint, mtu: number): void {
  const current = routeOutput6(netns, { dest });
  if (typeof current === 'string' || mtu >= current.mtu) return;
  const untilMs = netns.kernel.clock.monotonicMs + sysctls(netns).ipv6Route.mtu_expires * 1000;
  pathMtus(netns).set(dest, { mtu: Math.max(mtu, 1280), untilMs });
  fib6(netns).generation++;
}

setIcmpSender(6, (skb, fault, info) => {
  const known = FAULTS[fault];
  if (known) sendError6(skb, known[0], known[1], info);
});

registerTransport(6, IPPROTO_ICMPV6, { receive, error: receivePingError });
