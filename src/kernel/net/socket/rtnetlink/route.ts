// RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE. As net/ipv4/fib_frontend.c and net/ipv6/route.c.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { Route, RtnetlinkMessage } from '../../../../abi/rtnetlink.ts';
import { printAddress } from '../../../../wire/address.ts';
import { deviceByIndex } from '../../netdev.ts';
import type { NetNamespace } from '../../netns.ts';
import { addRoute4, removeRoute4 } from '../../route/edit4.ts';
import { addRoute6, removeRoute6 } from '../../route/edit6.ts';
import { type Fib, fib4, fib6 } from '../../route/fib.ts';
import { pathMtus, type RouteResult, routeInput4, routeOutput4 } from '../../route/lookup.ts';
import { routeInput6, routeOutput6 } from '../../route/lookup6.ts';
import {
  type FibEntry,
  type FibNexthop,
  newEntry,
  RT_SCOPE_HOST,
  RT_SCOPE_LINK,
  RT_TABLE_LOCAL,
  RT_TABLE_MAIN,
} from '../../route/table.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin } from './context.ts';
import { anyOf, readAddress, showRoute } from './route-values.ts';

type Asked = Partial<Route> & { family: 'inet' | 'inet6' };

function nexthopOf(
  netns: NetNamespace,
  asked: Asked,
  hop: { gateway?: string; gatewayFamily?: 'inet' | 'inet6'; index?: number; weight?: number; flags?: string[] },
): FibNexthop {
  const device = hop.index === undefined || hop.index === 0 ? undefined : deviceByIndex(netns, hop.index);
  if (hop.index !== undefined && hop.index !== 0 && !device) throw new Errno('ENODEV');
  const gateway = hop.gateway === undefined ? undefined : readAddress(hop.gateway, hop.gatewayFamily ?? asked.family);
  return {
    device,
    gateway: gateway === 0 || gateway === 0n ? undefined : gateway,
    weight: hop.weight ?? 1,
    onlink: hop.flags?.includes('onlink') ?? false,
  };
}

function nexthopsOf(netns: NetNamespace, asked: Asked): FibNexthop[] {
  if (asked.multipath) return asked.multipath.map(hop => nexthopOf(netns, asked, hop));
  if (asked.gateway === undefined && (asked.index === undefined || asked.index === 0)) return [];
  return [nexthopOf(netns, asked, { ...asked, weight: 1 })];
}

const defaultTable = (type: Route['type']): number =>
  type === 'local' || type === 'broadcast' || type === 'nat' || type === 'anycast' ? RT_TABLE_LOCAL : RT_TABLE_MAIN;

function defaultScope(type: Route['type'], nexthops: readonly FibNexthop[]): number {
  if (type === 'local' || type === 'nat') return RT_SCOPE_HOST;
  if (type === 'broadcast' || type === 'multicast' || type === 'anycast') return RT_SCOPE_LINK;
  return type === 'unicast' && nexthops.length > 0 && nexthops.every(hop => hop.gateway === undefined) ? RT_SCOPE_LINK : 0;
}

function entryOf(netns: NetNamespace, asked: Asked): FibEntry {
  const { family } = asked;
  const type = asked.type ?? 'unicast';
  const nexthops = nexthopsOf(netns, asked);
  return newEntry({
    table: asked.table || defaultTable(type),
    dest: asked.dest === undefined ? anyOf(family) : readAddress(asked.dest, family),
    length: asked.destLength ?? 0,
    tos: asked.tos ?? 0,
    metric: asked.metric ?? 0,
    type,
    scope: asked.scope ?? defaultScope(type, nexthops),
    protocol: asked.protocol ?? 3,
    preferredSource: asked.preferredSource === undefined ? undefined : readAddress(asked.preferredSource, family),
    nexthops,
    metrics: asked.metrics && Object.keys(asked.metrics).length > 0 ? { ...asked.metrics } : undefined,
    lock: asked.lock && asked.lock.length > 0 ? [...asked.lock] : undefined,
    preference: family === 'inet6' ? (asked.preference ?? 'medium') : undefined,
    expiresMs: asked.expiresSeconds === undefined ? Number.POSITIVE_INFINITY : netns.kernel.clock.monotonicMs + asked.expiresSeconds * 1000,
  });
}

export function newRoute(asked: Asked, flags: NetlinkFlags, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const entry = entryOf(netns, asked);
  if (asked.family === 'inet') addRoute4(netns, entry, flags);
  else addRoute6(netns, entry, flags);
}

export function delRoute(asked: Asked, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const { family } = asked;
  const pattern = {
    table: asked.table || (asked.type ? defaultTable(asked.type) : RT_TABLE_MAIN),
    length: asked.destLength ?? 0,
    tos: asked.tos ?? 0,
    metric: asked.metric,
    type: asked.type,
    scope: asked.scope,
    protocol: asked.protocol,
    nexthops: nexthopsOf(netns, asked),
  };
  const dest = asked.dest === undefined ? anyOf(family) : readAddress(asked.dest, family);
  const preferredSource = asked.preferredSource === undefined ? undefined : readAddress(asked.preferredSource, family);
  if (family === 'inet') removeRoute4(netns, { ...pattern, dest: dest as number, preferredSource: preferredSource as number | undefined });
  else removeRoute6(netns, { ...pattern, dest: dest as bigint });
}

/** RTM_GETROUTE: the tables by dump, else the way of one packet. */
export function getRoute(message: Extract<RtnetlinkMessage, { type: 'getroute' }>, dump: boolean, context: NetlinkContext): void {
  const { netns, reply } = context;
  const { route } = message;
  if (!dump) return getOne(message, context);
  const families = route.family === undefined ? [fib4(netns), fib6(netns)] : [route.family === 'inet' ? fib4(netns) : fib6(netns)];
  for (const fib of families) {
    if (route.table !== undefined && route.table !== 0 && !fib.tables.has(route.table)) {
      throw new Errno('ENOENT', fib.family === 'inet' ? 'ipv4: FIB table does not exist' : 'ipv6: FIB table does not exist');
    }
    for (const entry of dumped(fib, route.table)) {
      if (route.protocol !== undefined && route.protocol !== 0 && entry.protocol !== route.protocol) continue;
      if (route.type !== undefined && entry.type !== route.type) continue;
      if (route.index !== undefined && route.index > 0 && !entry.nexthops.some(hop => hop.device?.index === route.index)) continue;
      reply({ type: 'newroute', route: showRoute(entry, fib, netns.kernel.clock.monotonicMs) });
    }
  }
}

/** Tables in the order that dumps of all of them come in. */
function dumped(fib: Fib, table: number | undefined): FibEntry[] {
  if (table !== undefined && table !== 0) return fib.list(table);
  const ids = [...fib.tables.keys()].sort((a, b) => (a & 255) - (b & 255) || a - b);
  return ids.flatMap(id => fib.list(id));
}

function getOne(message: Extract<RtnetlinkMessage, { type: 'getroute' }>, { netns, by, reply }: NetlinkContext): void {
  const { route } = message;
  const family = route.family ?? 'inet';
  if (route.dest === undefined && family === 'inet6') throw new Errno('EINVAL');
  const dest = route.dest === undefined ? anyOf(family) : readAddress(route.dest, family);
  const source = route.source === undefined ? undefined : readAddress(route.source, family);
  const device = route.index === undefined || route.index === 0 ? undefined : deviceByIndex(netns, route.index);
  if (route.index && !device) throw new Errno('ENODEV');
  const mark = route.mark ?? 0;
  const tos = route.tos ?? 0;
  const uid = route.uid ?? by.credentials.uid;
  let found: RouteResult | string;
  if (route.inputIndex) {
    const input = deviceByIndex(netns, route.inputIndex);
    if (!input) throw new Errno('ENODEV');
    found =
      family === 'inet'
        ? routeInput4(netns, input, { dest: dest as number, source: (source as number | undefined) ?? 0, tos, mark })
        : routeInput6(netns, input, { dest: dest as bigint, source: (source as bigint | undefined) ?? 0n, mark });
    if (found === 'source' || found === 'dest') throw new Errno('EINVAL');
    if (found === 'rpfilter') throw new Errno('EXDEV');
    if (typeof found !== 'string' && found.error) throw new Errno(found.error);
  } else {
    const asked = { dest, source, device, mark, tos, uid };
    found = family === 'inet' ? routeOutput4(netns, asked) : routeOutput6(netns, asked);
  }
  if (typeof found === 'string') throw new Errno(found as 'ENETUNREACH');
  const fib = family === 'inet' ? fib4(netns) : fib6(netns);
  if (message.fibMatch) {
    if (!found.entry) throw new Errno('EHOSTUNREACH');
    reply({ type: 'newroute', route: showRoute(found.entry, fib, netns.kernel.clock.monotonicMs) });
    return;
  }
  reply({
    type: 'newroute',
    route: {
      ...answer(found, fib, route, dest, source !== undefined),
      ...(mark ? { mark } : {}),
      ...(route.inputIndex || family === 'inet6' ? {} : { uid }),
    },
  });
}

/** How long a learned path MTU is kept. */
function expiresOf(netns: NetNamespace, dest: ReturnType<typeof readAddress>): number {
  const untilMs = pathMtus(netns).get(dest)?.untilMs ?? 0;
  return Math.max(0, Math.ceil((untilMs - netns.kernel.clock.monotonicMs) / 1000));
}

function answer(found: RouteResult, fib: Fib, asked: Partial<Route>, dest: ReturnType<typeof readAddress>, sourceGiven: boolean): Route {
  const { entry, output } = found;
  const { family } = fib;
  const cache: string[] = [];
  if (found.local || found.type === 'broadcast' || found.type === 'multicast') cache.push('local');
  if (found.type === 'broadcast') cache.push('brd');
  if (found.type === 'multicast') cache.push('mc');
  if (found.redirect) cache.push('redirect');
  const type = found.local && found.type === 'unicast' ? 'local' : found.type;
  const own: Partial<Route> =
    sourceGiven && !asked.inputIndex ? {} : asked.inputIndex && !found.local ? {} : { preferredSource: printAddress(found.source) };
  const learned = found.mtu < output.mtu && entry?.metrics?.mtu === undefined;
  return {
    family,
    type,
    dest: printAddress(dest),
    destLength: family === 'inet' ? 32 : 128,
    ...(sourceGiven ? { source: asked.source!, sourceLength: family === 'inet' ? 32 : 128 } : { sourceLength: 0 }),
    tos: asked.tos ?? 0,
    table: fib.merged || !entry ? RT_TABLE_MAIN : entry.table,
    protocol: entry && family === 'inet6' ? entry.protocol : 0,
    scope: 0,
    ...own,
    ...(found.gateway === undefined
      ? {}
      : {
          gateway: printAddress(found.gateway),
          ...(typeof found.gateway === 'bigint' && family === 'inet' ? { gatewayFamily: 'inet6' as const } : {}),
        }),
    index: output.index,
    ...(asked.inputIndex ? { inputIndex: asked.inputIndex } : {}),
    ...(family === 'inet6' && entry ? { metric: entry.metric } : {}),
    ...(entry?.metrics || learned ? { metrics: { ...entry?.metrics, ...(learned ? { mtu: found.mtu } : {}) } } : {}),
    ...(entry?.lock ? { lock: [...entry.lock] } : {}),
    // RTCF_MULTICAST and RTM_F_OFFLOAD_FAILED are the same bit, and ip prints the latter.
    flags: found.type === 'multicast' && family === 'inet' ? ['rt_offload_failed'] : [],
    ...(entry?.preference === undefined ? {} : { preference: entry.preference }),
    ...(family === 'inet' ? { cache: { flags: cache, ...(learned ? { expiresSeconds: expiresOf(output.netns, dest) } : {}) } } : {}),
  };
}
