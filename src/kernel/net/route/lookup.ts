// How a packet goes on: the route of one that leaves, the route of one that came. As net/ipv4/route.c.

import type { ErrnoCode } from '../../../abi/errno.ts';
import { ANY4, BROADCAST4, type IpAddress, isLoopback4, isMulticast4, LOOPBACK4 } from '../../../wire/address.ts';
import { ownerOf4, selectAddress4 } from '../address4.ts';
import { loopbackOf } from '../netdev.ts';
import { type NetNamespace, pernet } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import { conf4, either4, max4, sysctls } from '../sysctl.ts';
import { type FibResult, fib4 } from './fib.ts';
import type { RouteType } from './route-type.ts';
import type { Flow } from './rule.ts';
import { type FibEntry, RT_SCOPE_HOST, RT_SCOPE_LINK, RT_SCOPE_UNIVERSE } from './table.ts';

/** What routing decided: a dst_entry. */
export interface RouteResult {
  type: RouteType;
  /** Is delivered here. */
  local: boolean;
  /** The device it leaves by (loopback for what stays). */
  output: Netdev;
  gateway: IpAddress | undefined;
  /** The source address it prefers. */
  source: IpAddress;
  entry: FibEntry | undefined;
  mtu: number;
  /** The fault that ICMP tells of, where there is no way on. */
  error?: ErrnoCode;
  /** Goes back where it came from: the sender may be told a better way. */
  redirect?: boolean;
  /** fib.generation at the time: stale where it differs. */
  generation: number;
}

/** Path MTUs that ICMP taught, by destination. */
export const pathMtus = pernet((): Map<IpAddress, { mtu: number; untilMs: number }> => new Map());

/** The MTU on the way to a destination: the route's, the path's, or the device's. */
export function routeMtu(netns: NetNamespace, dest: IpAddress, device: Netdev, entry: FibEntry | undefined): number {
  const fixed = entry?.metrics?.mtu;
  const plain = Math.min(fixed ?? device.mtu, 65535 + (device.loopback ? 1 : 0));
  const learned = pathMtus(netns).size > 0 ? pathMtus(netns).get(dest) : undefined;
  if (!learned || entry?.lock?.includes('mtu')) return plain;
  return learned.untilMs > netns.kernel.clock.monotonicMs ? Math.min(learned.mtu, plain) : plain;
}

function result(netns: NetNamespace, flow: Flow, found: FibResult, output: Netdev, source: IpAddress): RouteResult {
  const { entry, nexthop } = found;
  return {
    type: entry.type,
    local: false,
    output,
    gateway: nexthop.gateway,
    source,
    entry,
    mtu: routeMtu(netns, flow.dest, output, entry),
    generation: fib4(netns).generation,
  };
}

function direct(netns: NetNamespace, type: RouteType, dest: number, output: Netdev, source: number): RouteResult {
  return {
    type,
    local: type === 'local',
    output,
    gateway: undefined,
    source,
    entry: undefined,
    mtu: routeMtu(netns, dest, output, undefined),
    generation: fib4(netns).generation,
  };
}

export interface OutputQuestion extends Flow {
  /** SO_BINDTODEVICE, IP_MULTICAST_IF, or `oif`. */
  device?: Netdev | undefined;
  /** A source that is no address of this host is fine (IP_TRANSPARENT, raw headers). */
  anySource?: boolean;
}

const typeOfDest = (dest: number, fallback: RouteType): RouteType =>
  dest === BROADCAST4 ? 'broadcast' : isMulticast4(dest) ? 'multicast' : fallback;

/** The route of an IPv4 packet that leaves, or why there is none (ip_route_output_key). */
export function routeOutput4(netns: NetNamespace, asked: OutputQuestion): RouteResult | ErrnoCode {
  let dest = asked.dest as number;
  const { device } = asked;
  let source = (asked.source as number | undefined) ?? ANY4;
  const group = isMulticast4(dest) || dest === BROADCAST4;
  if (source !== ANY4) {
    if (isMulticast4(source) || source === BROADCAST4) return 'EINVAL';
    const owner = ownerOf4(netns, source);
    if (!device && group && owner) return direct(netns, typeOfDest(dest, 'unicast'), dest, owner.device, source);
    if (!asked.anySource && !owner && !isOwnSubnetLoopback(netns, source)) return 'ENETUNREACH';
  }
  if (device) {
    if (!device.up) return 'ENETUNREACH';
    if (dest === BROADCAST4 || (dest & 0xffffff00) >>> 0 === 0xe0000000) {
      return direct(netns, typeOfDest(dest, 'unicast'), dest, device, source || selectAddress4(netns, device, ANY4, RT_SCOPE_LINK));
    }
    if (source === ANY4 && isMulticast4(dest)) source = selectAddress4(netns, device, ANY4, RT_SCOPE_UNIVERSE);
    else if (source === ANY4 && dest === ANY4) source = selectAddress4(netns, device, ANY4, RT_SCOPE_HOST);
  }
  if (dest === ANY4) {
    dest = source || LOOPBACK4;
    return direct(netns, 'local', dest, loopbackOf(netns), source || dest);
  }
  const flow: Flow = {
    dest,
    source: source || undefined,
    tos: asked.tos ?? 0,
    mark: asked.mark ?? 0,
    inputName: 'lo',
    outputName: device?.name,
    uid: asked.uid ?? 0,
    protocol: asked.protocol ?? 0,
    sourcePort: asked.sourcePort ?? 0,
    destPort: asked.destPort ?? 0,
  };
  const found = fib4(netns).lookup(flow, device);
  if (typeof found === 'string') {
    if (!device) return dest === BROADCAST4 && found === 'ENETUNREACH' ? 'ENETUNREACH' : found;
    // The tables may be wrong: an output device was named, so the destination is taken to be on its link.
    return direct(netns, typeOfDest(dest, 'unicast'), dest, device, source || selectAddress4(netns, device, ANY4, RT_SCOPE_LINK));
  }
  return finishOutput(netns, flow, found, source, dest);
}

function finishOutput(netns: NetNamespace, flow: Flow, found: FibResult, source: number, dest: number): RouteResult {
  const { entry, nexthop } = found;
  if (entry.type === 'local') {
    const local = result(netns, flow, found, loopbackOf(netns), source || (entry.preferredSource as number | undefined) || dest);
    local.local = true;
    local.gateway = undefined;
    return local;
  }
  const output = nexthop.device!;
  const gateway = typeof nexthop.gateway === 'number' ? nexthop.gateway : ANY4;
  const chosen = source || (entry.preferredSource as number | undefined) || selectAddress4(netns, output, gateway || dest, entry.scope);
  const route = result(netns, flow, found, output, chosen);
  route.type = typeOfDest(dest, entry.type);
  // Groups are on the link, whatever route led there.
  if (route.type === 'broadcast' || (route.type === 'multicast' && entry.length < 4)) route.gateway = undefined;
  return route;
}

/** 127.0.0.0/8 as a whole is local, though only 127.0.0.1 is an address. */
function isOwnSubnetLoopback(netns: NetNamespace, address: number): boolean {
  const found = fib4(netns).lookup({ dest: address });
  return typeof found !== 'string' && found.entry.type === 'local';
}

export type MartianReason = 'source' | 'dest';

/** The route of an IPv4 packet that came by `device`, or what kind of martian it is (ip_route_input_slow). */
export function routeInput4(
  netns: NetNamespace,
  device: Netdev,
  asked: { dest: number; source: number; tos: number; mark: number; protocol?: number },
): RouteResult | MartianReason | 'rpfilter' {
  const { dest, source } = asked;
  if (isMulticast4(source) || source === BROADCAST4) return 'source';
  if (dest === BROADCAST4 || (source === ANY4 && dest === ANY4)) return localInput(netns, device, dest, 'broadcast', undefined);
  if (source >>> 24 === 0) return 'source';
  if (dest >>> 24 === 0) return 'dest';
  if ((isLoopback4(dest) || isLoopback4(source)) && !device.loopback && !either4(device, 'route_localnet')) {
    return isLoopback4(dest) ? 'dest' : 'source';
  }
  const fib = fib4(netns);
  const found = fib.lookup({
    dest,
    source,
    tos: asked.tos,
    mark: asked.mark,
    inputName: device.name,
    outputName: undefined,
    uid: 0,
    protocol: asked.protocol ?? 0,
    sourcePort: 0,
    destPort: 0,
  });
  const forwarding = conf4(device).forwarding !== 0;
  if (typeof found === 'string') return noRoute(netns, device, dest, forwarding ? found : 'EHOSTUNREACH');
  const { entry, nexthop } = found;
  if (entry.type === 'broadcast') return localInput(netns, device, dest, 'broadcast', entry);
  const valid = validateSource(netns, device, asked);
  if (entry.type === 'local') return typeof valid === 'string' ? valid : localInput(netns, device, dest, 'local', entry);
  if (!forwarding) return noRoute(netns, device, dest, 'EHOSTUNREACH');
  if (entry.type !== 'unicast') return 'dest';
  if (typeof valid === 'string') return valid;
  const output = nexthop.device!;
  const route = result(netns, { dest }, found, output, ANY4);
  if (output === device && either4(device, 'send_redirects'))
    route.redirect = onLink(netns, device, source) || either4(device, 'shared_media');
  return route;
}

function localInput(
  netns: NetNamespace,
  device: Netdev,
  dest: number,
  type: 'local' | 'broadcast',
  entry: FibEntry | undefined,
): RouteResult {
  const generation = fib4(netns).generation;
  return { type, local: true, output: loopbackOf(netns) ?? device, gateway: undefined, source: dest, entry, mtu: 65535, generation };
}

function noRoute(netns: NetNamespace, device: Netdev, dest: number, error: ErrnoCode): RouteResult {
  const generation = fib4(netns).generation;
  return {
    type: 'unreachable',
    local: false,
    output: device,
    gateway: undefined,
    source: dest,
    entry: undefined,
    mtu: 65535,
    error,
    generation,
  };
}

/** Whether an address is reached by the device without a gateway. */
function onLink(netns: NetNamespace, device: Netdev, address: number): boolean {
  const reverse = fib4(netns).lookup({ dest: address });
  return typeof reverse !== 'string' && reverse.nexthop.device === device && reverse.nexthop.gateway === undefined;
}

/** Whether the source may come by that device (fib_validate_source). */
function validateSource(
  netns: NetNamespace,
  device: Netdev,
  asked: { dest: number; source: number; tos: number; mark: number },
): boolean | 'source' | 'rpfilter' {
  const filter = max4(device, 'rp_filter');
  const acceptLocal = conf4(device).accept_local !== 0 || sysctls(netns).conf4.all.accept_local !== 0;
  const owner = ownerOf4(netns, asked.source);
  if (filter === 0) {
    return owner && !acceptLocal ? 'source' : true;
  }
  const mark = either4(device, 'src_valid_mark') ? asked.mark : 0;
  const found = fib4(netns).lookup({ dest: asked.source, source: asked.dest, tos: asked.tos, mark, inputName: 'lo' });
  if (typeof found === 'string') return 'rpfilter';
  if (found.entry.type !== 'unicast' && !(found.entry.type === 'local' && acceptLocal)) return 'source';
  const byDevice = found.entry.nexthops.some(nexthop => nexthop.device === device);
  if (byDevice) return found.nexthop.gateway === undefined;
  return filter === 1 ? 'rpfilter' : false;
}

/** What kind an address is by the routing tables, as -m addrtype asks (inet_addr_type). */
export function addressType4(netns: NetNamespace, address: number, device?: Netdev): RouteType {
  if (address === BROADCAST4 || address >>> 24 === 0) return 'broadcast';
  if (isMulticast4(address)) return 'multicast';
  const local = fib4(netns).tables.get(255)!;
  const entry = local.find(address, candidate => device === undefined || candidate.nexthops[0]?.device === device);
  return entry?.type ?? 'unicast';
}
