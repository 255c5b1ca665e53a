// IPv6 packets that come in. As net/ipv6/ip6_input.c.

import { isMulticast6, LOOPBACK6 } from '../../../wire/address.ts';
import { get16 } from '../../../wire/bytes.ts';
import { ETH_P_IPV6 } from '../../../wire/ethernet.ts';
import { ownerOf6 } from '../address6.ts';
import { drop } from '../drop.ts';
import { run as runHooks } from '../hooks.ts';
import { joinedGroup6 } from '../multicast6.ts';
import { fib6 } from '../route/fib.ts';
import type { RouteResult } from '../route/lookup.ts';
import { routeInput6 } from '../route/lookup6.ts';
import type { Netdev, Skb } from '../skb.ts';
import { mib } from '../snmp.ts';
import { conf6 } from '../sysctl.ts';
import { registerProtocol } from '../transmit.ts';
import { icmpSend } from './errors.ts';
import { forward6 } from './forward.ts';
import { deliverLocally } from './local.ts';

/** A packet whose link-layer header is off (ipv6_rcv). */
export function receive6(skb: Skb, device: Netdev): void {
  const { netns } = device;
  if (skb.packetType === 'otherhost') return drop(skb, 'OTHERHOST', netns);
  const counters = mib(netns).v6;
  counters.ip.InReceives++;
  counters.ext.InOctets += skb.sizeBytes;
  if (conf6(device).disable_ipv6 !== 0) {
    counters.ip.InDiscards++;
    return drop(skb, 'IPV6DISABLED', netns);
  }
  const at = skb.start;
  skb.network = at;
  if (skb.sizeBytes < 40 || skb.bytes[at]! >> 4 !== 6) return bad(skb, device);
  const payload = get16(skb.bytes, at + 4);
  if (skb.gsoSize === 0 && payload > 0) {
    if (payload + 40 > skb.sizeBytes) {
      counters.ext.InTruncatedPkts++;
      return drop(skb, 'PKT_TOO_SMALL', netns);
    }
    skb.end = at + 40 + payload;
  }
  const source = skb.sourceIp as bigint;
  const dest = skb.destIp as bigint;
  if (isMulticast6(source) || (!device.loopback && (source === LOOPBACK6 || dest === LOOPBACK6))) return bad(skb, device);
  if (isMulticast6(dest)) {
    counters.ext.InMcastPkts++;
    counters.ext.InMcastOctets += skb.length;
  }
  if (!runHooks(netns, 'inet6', 'PREROUTING', skb, device, undefined, routeAndGo)) return;
  routeAndGo(skb);
}

function bad(skb: Skb, device: Netdev): void {
  mib(device.netns).v6.ip.InHdrErrors++;
  drop(skb, 'IP_INHDR', device.netns);
}

function routeAndGo(skb: Skb): void {
  const device = skb.input!;
  const { netns } = device;
  const dest = skb.destIp as bigint;
  if (isMulticast6(dest)) {
    if (!joinedGroup6(device, dest)) return drop(skb, 'IP_INVALID_DEST', netns);
    skb.route = groupRoute(device, dest);
    return deliverLocally(skb);
  }
  let route = skb.route as RouteResult | undefined;
  if (!route) {
    route = routeInput6(netns, device, { dest, source: skb.sourceIp as bigint, mark: skb.mark, protocol: skb.protocol });
    skb.route = route;
  }
  if (route.error) return noWay(skb, device, route);
  if (!route.local) return forward6(skb);
  // An address that is not proved to be ours yet takes no packets.
  if (!device.loopback && !ownerOf6(netns, dest) && route.entry?.type === 'local' && ownerOf6(netns, dest, undefined, true)) {
    return drop(skb, 'DUPLICATE_ADDRESS', netns);
  }
  deliverLocally(skb);
}

function groupRoute(device: Netdev, dest: bigint): RouteResult {
  const generation = fib6(device.netns).generation;
  return { type: 'multicast', local: true, output: device, gateway: undefined, source: dest, entry: undefined, mtu: 65535, generation };
}

function noWay(skb: Skb, device: Netdev, route: RouteResult): void {
  const { netns } = device;
  const counters = mib(netns).v6;
  if (conf6(device).forwarding === 0 && route.error === 'EHOSTUNREACH') {
    counters.ip.InAddrErrors++;
    return drop(skb, 'IP_INNOROUTES', netns);
  }
  counters.ext.InNoRoutes++;
  if (route.error === 'EACCES') icmpSend(skb, 'prohibited');
  else if (route.error === 'EHOSTUNREACH') icmpSend(skb, 'address-unreachable');
  else if (route.error === 'ENETUNREACH') icmpSend(skb, 'no-route');
  drop(skb, 'IP_INNOROUTES', netns);
}

registerProtocol(ETH_P_IPV6, receive6);
