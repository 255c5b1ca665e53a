// Packets of others that this host passes on. As net/ipv4/ip_forward.c and net/ipv6/ip6_output.c: ip6_forward.

import { isLinkLocal6, isMulticast6 } from '../../../wire/address.ts';
import { ETH_P_IP } from '../../../wire/ethernet.ts';
import { selectAddress4 } from '../address4.ts';
import { drop } from '../drop.ts';
import { run as runHooks } from '../hooks.ts';
import type { RouteResult } from '../route/lookup.ts';
import { RT_SCOPE_LINK } from '../route/table.ts';
import type { Skb } from '../skb.ts';
import { mib } from '../snmp.ts';
import { icmpSend } from './errors.ts';
import { recordDeparture } from './options.ts';
import { ipOutput } from './output.ts';

const fitsGso = (skb: Skb, mtu: number): boolean =>
  skb.gsoSize > 0 ? skb.gsoSize + (skb.payload - skb.network) <= mtu : skb.length <= mtu;

/** Passes on an IPv4 packet that is routed (ip_forward). */
export function forward4(skb: Skb): void {
  const route = skb.route as RouteResult;
  const { netns } = route.output;
  const counters = mib(netns).v4;
  if (skb.packetType !== 'host') return drop(skb, 'OTHERHOST', netns);
  if (skb.ttl <= 1) {
    counters.ip.InHdrErrors++;
    icmpSend(skb, 'ttl-exceeded');
    return drop(skb, 'IP_TTL', netns);
  }
  counters.ip.ForwDatagrams++;
  if (!fitsGso(skb, route.mtu) && skb.ip4.dontFragment) {
    counters.ip.FragFails++;
    icmpSend(skb, 'fragmentation-needed', route.mtu);
    return drop(skb, 'PKT_TOO_BIG', netns);
  }
  skb.ip4.ttl--;
  if ((skb.bytes[skb.network]! & 15) > 5) {
    const next = (route.gateway as number | undefined) ?? (skb.destIp as number);
    recordDeparture(skb, selectAddress4(netns, route.output, next, RT_SCOPE_LINK));
  }
  if (route.redirect) icmpSend(skb, 'redirect', (route.gateway as number | undefined) ?? (skb.destIp as number));
  skb.forwarded = true;
  // Forwarding gives a packet the priority of its TOS.
  if (!runHooks(netns, 'inet', 'FORWARD', skb, skb.input, route.output, forwardDone)) return;
  ipOutput(skb);
}

/** Passes on an IPv6 packet that is routed (ip6_forward). */
export function forward6(skb: Skb): void {
  const route = skb.route as RouteResult;
  const { netns } = route.output;
  const counters = mib(netns).v6;
  if (skb.packetType !== 'host') return drop(skb, 'OTHERHOST', netns);
  if (skb.ttl <= 1) {
    counters.ip.InHdrErrors++;
    icmpSend(skb, 'ttl-exceeded');
    return drop(skb, 'IP_TTL', netns);
  }
  const source = skb.sourceIp as bigint;
  if (source === 0n || isMulticast6(source)) return drop(skb, 'IP_INVALID_SOURCE', netns);
  if (isLinkLocal6(source) && skb.input !== route.output) {
    counters.ip.InAddrErrors++;
    icmpSend(skb, 'beyond-scope');
    return drop(skb, 'IP_INVALID_SOURCE', netns);
  }
  if (!fitsGso(skb, route.mtu)) {
    counters.ext.InTooBigErrors++;
    counters.ip.FragFails++;
    icmpSend(skb, 'fragmentation-needed', Math.max(route.mtu, 1280));
    return drop(skb, 'PKT_TOO_BIG', netns);
  }
  skb.ttl--;
  skb.forwarded = true;
  counters.ip.ForwDatagrams++;
  if (!runHooks(netns, 'inet6', 'FORWARD', skb, skb.input, route.output, forwardDone)) return;
  ipOutput(skb);
}

function forwardDone(skb: Skb): void {
  ipOutput(skb);
}

export const forward = (skb: Skb): void => (skb.etherType === ETH_P_IP ? forward4(skb) : forward6(skb));
