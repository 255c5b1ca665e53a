// IP packets on their way out: headers, hooks, MTU, next hop. Both families. As net/ipv4/ip_output.c and net/ipv6/ip6_output.c.

import { BROADCAST4, type IpAddress, isMulticast } from '../../../wire/address.ts';
import { ETH_P_IP, ETH_P_IPV6 } from '../../../wire/ethernet.ts';
import { IP_DF, IPV4_HEADER_BYTES, IPV6_HEADER_BYTES } from '../../../wire/ip.ts';
import { drop } from '../drop.ts';
import { ask, run as runHooks } from '../hooks.ts';
import { sendByDevice } from '../neighbour.ts';
import { pernet } from '../netns.ts';
import type { RouteResult } from '../route/lookup.ts';
import type { Skb } from '../skb.ts';
import { mib } from '../snmp.ts';
import { sysctls } from '../sysctl.ts';
import { icmpSend } from './errors.ts';
import { fragment, segment } from './fragment.ts';
import { fillOwnSlot } from './options.ts';

const identifiers = pernet(netns => ({ next: netns.kernel.random.below(65536) }));

/** An IPv4 identification for packets that may be fragmented. */
export function nextIpId(netns: Parameters<typeof identifiers>[0], count = 1): number {
  const state = identifiers(netns);
  const id = state.next;
  state.next = (state.next + count) & 0xffff;
  return id;
}

export interface IpHeader {
  source: IpAddress;
  dest: IpAddress;
  protocol: number;
  /** 0 is the namespace's own. */
  ttl: number;
  tos: number;
  dontFragment: boolean;
  /** Undefined is chosen: 0 where the packet may not be fragmented. */
  id?: number;
  /** IPv4 options, whole words. */
  options?: Uint8Array | undefined;
  flowLabel?: number;
}

/** Puts an IP header in front of a transport's segment. */
export function pushIp(skb: Skb, route: RouteResult, header: IpHeader): void {
  const { source, dest } = header;
  const { netns } = route.output;
  const payload = skb.sizeBytes;
  const ttl = header.ttl || route.entry?.metrics?.hoplimit || (isMulticast(dest) ? 1 : defaultTtl(netns, dest));
  if (typeof dest === 'number') {
    const headerBytes = IPV4_HEADER_BYTES + (header.options?.length ?? 0);
    skb.network = skb.push(headerBytes);
    skb.etherType = ETH_P_IP;
    if (header.options) {
      const at = skb.network + IPV4_HEADER_BYTES;
      skb.bytes.set(header.options, at);
      fillOwnSlot(skb.bytes, at, at + header.options.length, source as number);
    }
    skb.ip4.init({
      headerBytes,
      tos: header.tos,
      length: Math.min(payload + headerBytes, 65535),
      id: header.id ?? (header.dontFragment ? 0 : nextIpId(netns)),
      fragment: header.dontFragment ? IP_DF : 0,
      ttl,
      protocol: header.protocol,
      source: source as number,
      dest,
    });
  } else {
    skb.network = skb.push(IPV6_HEADER_BYTES);
    skb.etherType = ETH_P_IPV6;
    skb.ip6.init({
      tos: header.tos,
      flowLabel: header.flowLabel ?? 0,
      payloadLength: Math.min(payload, 65535),
      nextHeader: header.protocol,
      ttl,
      source: source as bigint,
      dest,
    });
  }
  skb.resetTransport();
  skb.route = route;
}

const defaultTtl = (netns: Parameters<typeof sysctls>[0], dest: IpAddress): number =>
  typeof dest === 'number' ? sysctls(netns).ipv4.ip_default_ttl : sysctls(netns).conf6.all.hop_limit;

/** Sends a packet of this host: asks OUTPUT, then goes by the route the packet has then (ip_local_out). False where a guest dropped it. */
export function ipLocalOut(skb: Skb): boolean {
  const route = skb.route as RouteResult;
  const { netns } = route.output;
  const family = skb.etherType === ETH_P_IP ? 'inet' : 'inet6';
  const counters = skb.etherType === ETH_P_IP ? mib(netns).v4 : mib(netns).v6;
  counters.ip.OutRequests++;
  skb.output = route.output;
  const verdict = ask(netns, family, 'OUTPUT', skb, route.output, ipOutput);
  return verdict === 'ACCEPT' ? ipOutput(skb) : verdict !== 'DROP';
}

/** A packet with its final route: POSTROUTING, then the device (ip_output). False where a guest dropped it. */
export function ipOutput(skb: Skb): boolean {
  const route = skb.route as RouteResult;
  const { output } = route;
  const { netns } = output;
  const v4 = skb.etherType === ETH_P_IP;
  const counters = v4 ? mib(netns).v4 : mib(netns).v6;
  counters.ip.OutTransmits++;
  counters.ext.OutOctets += skb.length;
  skb.output = output;
  if (route.type === 'broadcast' || route.type === 'multicast') {
    countGroup(counters, route, skb);
    if (!loopGroup(skb, route)) return true;
  }
  const family = v4 ? 'inet' : 'inet6';
  if (skb.forwarded) {
    if (runHooks(netns, family, 'POSTROUTING', skb, skb.input, output, finishOutput)) finishOutput(skb);
    return true;
  }
  const verdict = ask(netns, family, 'POSTROUTING', skb, output, finishOutput);
  if (verdict === 'ACCEPT') finishOutput(skb);
  return verdict !== 'DROP';
}

function countGroup(counters: ReturnType<typeof mib>['v4'], route: RouteResult, skb: Skb): void {
  if (route.type === 'broadcast') {
    counters.ext.OutBcastPkts++;
    counters.ext.OutBcastOctets += skb.length;
  } else {
    counters.ext.OutMcastPkts++;
    counters.ext.OutMcastOctets += skb.length;
  }
}

let loopback: ((skb: Skb, route: RouteResult) => void) | undefined;

/** For ip/group-loop.ts: gives a copy of a broadcast or multicast packet back to this host, where it wants one. */
export function setGroupLoop(handler: (skb: Skb, route: RouteResult) => void): void {
  loopback = handler;
}

/** False where the packet stays here. */
function loopGroup(skb: Skb, route: RouteResult): boolean {
  if (!route.output.loopback) loopback?.(skb, route);
  // A TTL of 0 keeps multicast on this host.
  return !(route.type === 'multicast' && skb.ttl === 0);
}

/** Behind POSTROUTING: fits it to the MTU and hands it to the next hop (ip_finish_output). */
export function finishOutput(skb: Skb): void {
  const route = skb.route as RouteResult;
  const { output, mtu } = route;
  if (skb.gsoSize > 0 ? skb.gsoSize + (skb.payload - skb.network) > mtu : skb.length > mtu) {
    if (skb.gsoSize > 0) {
      for (const part of segment(skb)) finishOutput(part);
      return;
    }
    return tooBig(skb, route, mtu);
  }
  if (skb.fragmentBytesMax > 0 && skb.fragmentBytesMax < skb.length) return sendFragments(skb, route, skb.fragmentBytesMax);
  sendByDevice(output, nexthopOf(skb, route), skb, route.type === 'broadcast');
}

const nexthopOf = (skb: Skb, route: RouteResult): IpAddress => route.gateway ?? skb.destIp;

function tooBig(skb: Skb, route: RouteResult, mtu: number): void {
  const { netns } = route.output;
  const v4 = skb.etherType === ETH_P_IP;
  const counters = (v4 ? mib(netns).v4 : mib(netns).v6).ip;
  // IPv6 routers do not fragment; who sends does.
  const refuses = v4 ? skb.ip4.dontFragment && !skb.ignoreDf : skb.forwarded && skb.fragmentBytesMax === 0;
  if (refuses) {
    counters.FragFails++;
    icmpSend(skb, 'fragmentation-needed', mtu);
    return drop(skb, 'PKT_TOO_BIG', netns);
  }
  sendFragments(skb, route, skb.fragmentBytesMax > 0 ? Math.min(mtu, skb.fragmentBytesMax) : mtu);
}

function sendFragments(skb: Skb, route: RouteResult, mtu: number): void {
  const { netns } = route.output;
  const counters = (skb.etherType === ETH_P_IP ? mib(netns).v4 : mib(netns).v6).ip;
  const parts = fragment(skb, mtu, netns.kernel.random.u32());
  if (!parts) {
    counters.FragFails++;
    return drop(skb, 'PKT_TOO_BIG', netns);
  }
  counters.FragOKs++;
  counters.FragCreates += parts.length;
  const dest = skb.destIp;
  for (const part of parts) sendByDevice(route.output, route.gateway ?? dest, part, route.type === 'broadcast' || dest === BROADCAST4);
}
