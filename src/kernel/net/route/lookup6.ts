// How an IPv6 packet goes on, out and in. As net/ipv6/route.c: ip6_route_output, ip6_route_input.

import type { ErrnoCode } from '../../../abi/errno.ts';
import { ANY6, isLinkLocal6, isMulticast6, LOOPBACK6 } from '../../../wire/address.ts';
import { ownerOf6, selectAddress6 } from '../address6.ts';
import { loopbackOf } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import { conf6, sysctls } from '../sysctl.ts';
import { type FibResult, fib6 } from './fib.ts';
import { type OutputQuestion, type RouteResult, routeMtu } from './lookup.ts';

function resultOf(netns: NetNamespace, dest: bigint, found: FibResult, source: bigint): RouteResult {
  const { entry, nexthop } = found;
  const local = entry.type === 'local' || entry.type === 'anycast';
  const output = local ? loopbackOf(netns) : nexthop.device!;
  const mtu = Math.min(routeMtu(netns, dest, output, entry), Math.max(1280, conf6(output).mtu));
  return {
    type: isMulticast6(dest) ? 'multicast' : entry.type,
    local,
    output,
    gateway: local ? undefined : nexthop.gateway,
    source,
    entry,
    mtu,
    generation: fib6(netns).generation,
  };
}

/** The route of an IPv6 packet that leaves, or why there is none. */
export function routeOutput6(netns: NetNamespace, asked: OutputQuestion): RouteResult | ErrnoCode {
  let dest = asked.dest as bigint;
  const { device } = asked;
  const source = (asked.source as bigint | undefined) || undefined;
  if (dest === ANY6) dest = LOOPBACK6;
  if (source !== undefined && !asked.anySource && !ownerOf6(netns, source, undefined, true)) return 'EADDRNOTAVAIL';
  if (device && !device.up) return 'ENETUNREACH';
  const flow = { ...asked, dest, source, inputName: 'lo', outputName: device?.name };
  const found = fib6(netns).lookup(flow, device);
  if (typeof found === 'string') return found;
  const chosen = source ?? (found.entry.preferredSource as bigint | undefined) ?? chooseSource(netns, found, dest);
  return resultOf(netns, dest, found, chosen);
}

function chooseSource(netns: NetNamespace, found: FibResult, dest: bigint): bigint {
  if (found.entry.type === 'local') return dest;
  return selectAddress6(netns, found.nexthop.device, dest) ?? ANY6;
}

/** The route of an IPv6 packet that came by `device`. */
export function routeInput6(
  netns: NetNamespace,
  device: Netdev,
  asked: { dest: bigint; source: bigint; mark: number; protocol?: number },
): RouteResult {
  const flow = { ...asked, inputName: device.name };
  const found = fib6(netns).lookup(flow, isLinkLocal6(asked.dest) ? device : undefined);
  const forwards = sysctls(netns).conf6.all.forwarding !== 0 && conf6(device).forwarding !== 0;
  if (typeof found === 'string') return failed(netns, device, asked.dest, found);
  const route = resultOf(netns, asked.dest, found, asked.dest);
  if (!route.local && !forwards) return failed(netns, device, asked.dest, 'EHOSTUNREACH');
  if (!route.local && route.output === device && !isLinkLocal6(asked.dest)) route.redirect = true;
  return route;
}

function failed(netns: NetNamespace, device: Netdev, dest: bigint, error: ErrnoCode): RouteResult {
  return {
    type: 'unreachable',
    local: false,
    output: device,
    gateway: undefined,
    source: dest,
    entry: undefined,
    mtu: 65535,
    error,
    generation: fib6(netns).generation,
  };
}
