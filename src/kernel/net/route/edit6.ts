// Adding and deleting IPv6 routes: by request, and those that addresses bring. As net/ipv6/route.c, ip6_fib.c and addrconf.c.

import { Errno } from '../../../abi/errno.ts';
import { ANY6, isLinkLocal6, isMulticast6, maskAddress } from '../../../wire/address.ts';
import { type Ifaddr6, onAddressEvent6, ownerOf6, prefixOf6 } from '../address6.ts';
import { loopbackOf, onDeviceEvent } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import type { EditFlags, RoutePattern } from './edit4.ts';
import { fib6 } from './fib.ts';
import { tellRoute } from './route-events.ts';
import { ROUTE_ERRORS } from './route-type.ts';
import { type FibEntry, type FibNexthop, newEntry, RT_TABLE_LOCAL, RT_TABLE_MAIN, RTPROT_KERNEL } from './table.ts';

export const METRIC_USER = 1024;
export const METRIC_KERNEL = 256;

/** ip6_route_check_nh and fib6_nh_init. */
function checkNexthop(netns: NetNamespace, nexthop: FibNexthop, entry: FibEntry): void {
  const gateway = nexthop.gateway as bigint | undefined;
  if (gateway !== undefined) {
    if (isMulticast6(gateway) || gateway === ANY6) throw new Errno('EINVAL', 'Invalid gateway address');
    if (ownerOf6(netns, gateway, isLinkLocal6(gateway) ? nexthop.device : undefined)) {
      throw new Errno('EINVAL', 'Gateway can not be a local address');
    }
    if (isLinkLocal6(gateway)) {
      if (!nexthop.device) throw new Errno('EINVAL', 'Egress device is required for a link-local gateway');
    } else if (!nexthop.onlink) {
      const found = fib6(netns).lookup({ dest: gateway, inputName: 'lo', outputName: nexthop.device?.name }, nexthop.device);
      if (typeof found === 'string' || found.entry.type !== 'unicast') throw new Errno('EHOSTUNREACH');
      if (found.nexthop.gateway !== undefined && entry.length < 128 && !nexthop.device) throw new Errno('EHOSTUNREACH');
      nexthop.device ??= found.nexthop.device;
    }
  }
  if (!nexthop.device) throw new Errno('ENODEV');
  if (!nexthop.device.up) throw new Errno('ENETDOWN', 'Nexthop device is not up');
}

const sameHop = (a: FibNexthop, b: FibNexthop): boolean => a.device === b.device && a.gateway === b.gateway;

/** Adds or replaces a route (fib6_add). */
export function addRoute6(netns: NetNamespace, given: FibEntry, flags: EditFlags): void {
  if (given.length > 128) throw new Errno('EINVAL', 'Invalid prefix length');
  const reject = ROUTE_ERRORS[given.type] !== undefined || given.type === 'throw';
  // Bits beyond the prefix are dropped, not refused.
  const entry: FibEntry = {
    ...given,
    dest: maskAddress(given.dest, given.length),
    metric: given.metric || METRIC_USER,
    nexthops: reject ? [{ device: loopbackOf(netns), gateway: undefined, weight: 1, onlink: false }] : given.nexthops,
  };
  if (!reject) {
    if (entry.nexthops.length === 0) throw new Errno('ENODEV');
    for (const nexthop of entry.nexthops) checkNexthop(netns, nexthop, entry);
  }
  if (entry.preferredSource !== undefined && !ownerOf6(netns, entry.preferredSource as bigint, undefined, true)) {
    throw new Errno('EINVAL', 'Invalid source address');
  }
  insert(netns, entry, flags);
}

function insert(netns: NetNamespace, entry: FibEntry, flags: EditFlags): void {
  const fib = fib6(netns);
  const table = fib.table(entry.table);
  const peers = table.at(entry.dest, entry.length).filter(other => other.metric === entry.metric);
  if (peers.length > 0 && flags.exclusive) throw new Errno('EEXIST');
  if (peers[0] && flags.replace) {
    table.replace(peers[0], entry);
    fib.generation++;
    return tellRoute('replace', netns, 'inet6', entry);
  }
  for (const other of peers) {
    if (entry.nexthops.every(hop => other.nexthops.some(old => sameHop(hop, old)))) throw new Errno('EEXIST');
  }
  if (!flags.create) throw new Errno('ENOENT');
  // A further gateway of the same prefix and metric makes the route a multipath one.
  const sibling = flags.append
    ? peers.find(other => other.type === 'unicast' && other.nexthops.every(hop => hop.gateway !== undefined))
    : undefined;
  if (sibling && entry.nexthops.every(hop => hop.gateway !== undefined)) {
    sibling.nexthops = [...sibling.nexthops, ...entry.nexthops];
    fib.generation++;
    return tellRoute('append', netns, 'inet6', sibling);
  }
  table.insert(entry);
  fib.generation++;
  if (entry.expiresMs !== Number.POSITIVE_INFINITY) {
    const { clock } = netns.kernel;
    clock.after(entry.expiresMs - clock.monotonicMs, () => {
      if (clock.monotonicMs >= entry.expiresMs) drop(netns, entry);
    });
  }
  tellRoute('add', netns, 'inet6', entry);
}

function drop(netns: NetNamespace, entry: FibEntry): void {
  const fib = fib6(netns);
  const table = fib.table(entry.table);
  if (!table.at(entry.dest, entry.length).includes(entry)) return;
  table.remove(entry);
  fib.generation++;
  tellRoute('remove', netns, 'inet6', entry);
}

/** Deletes the first route that fits. Throws ESRCH. */
export function removeRoute6(netns: NetNamespace, pattern: Omit<RoutePattern, 'dest' | 'preferredSource'> & { dest: bigint }): void {
  if (pattern.length > 128) throw new Errno('EINVAL', 'Invalid prefix length');
  const table = fib6(netns).tables.get(pattern.table);
  const dest = maskAddress(pattern.dest, pattern.length);
  const found = table?.at(dest, pattern.length).find(entry => {
    if (pattern.metric !== undefined && pattern.metric !== 0 && entry.metric !== pattern.metric) return false;
    if (pattern.protocol !== undefined && pattern.protocol !== 0 && entry.protocol !== pattern.protocol) return false;
    if (pattern.type !== undefined && pattern.type !== 'unicast' && entry.type !== pattern.type) return false;
    return pattern.nexthops.every(wanted =>
      entry.nexthops.some(
        hop =>
          (wanted.device === undefined || wanted.device === hop.device) && (wanted.gateway === undefined || wanted.gateway === hop.gateway),
      ),
    );
  });
  if (!found) throw new Errno('ESRCH');
  const [only] = pattern.nexthops;
  if (found.nexthops.length > 1 && pattern.nexthops.length === 1 && only?.gateway !== undefined) {
    found.nexthops = found.nexthops.filter(hop => hop.gateway !== only.gateway);
    fib6(netns).generation++;
    return;
  }
  drop(netns, found);
}

function kernelRoute(device: Netdev, dest: bigint, length: number, more: Partial<FibEntry>): FibEntry {
  return newEntry({
    table: RT_TABLE_MAIN,
    dest,
    length,
    metric: METRIC_KERNEL,
    protocol: RTPROT_KERNEL,
    preference: 'medium',
    nexthops: [{ device, gateway: undefined, weight: 1, onlink: false }],
    ...more,
  });
}

function ensure(netns: NetNamespace, entry: FibEntry): void {
  const peers = fib6(netns).table(entry.table).at(entry.dest, entry.length);
  if (peers.some(other => other.metric === entry.metric && other.type === entry.type && sameHop(other.nexthops[0]!, entry.nexthops[0]!)))
    return;
  fib6(netns).table(entry.table).insert(entry);
  fib6(netns).generation++;
  tellRoute('add', netns, 'inet6', entry);
}

function remove(netns: NetNamespace, like: FibEntry): void {
  const found = fib6(netns)
    .table(like.table)
    .at(like.dest, like.length)
    .find(other => other.metric === like.metric && other.type === like.type && other.nexthops[0]?.device === like.nexthops[0]!.device);
  if (found) drop(netns, found);
}

const localRoute = (address: Ifaddr6): FibEntry =>
  kernelRoute(address.device, address.address, 128, { table: RT_TABLE_LOCAL, type: 'local', metric: 0 });

function prefixRoute(address: Ifaddr6): FibEntry {
  const expires = address.permanent ? {} : { expiresMs: address.validUntilMs };
  const metric = address.metric || METRIC_KERNEL;
  return kernelRoute(address.device, prefixOf6(address), address.length, { metric, ...expires });
}

onAddressEvent6(20, (what, address) => {
  const { device } = address;
  const { netns } = device;
  fib6(netns).generation++;
  if (what === 'add') {
    ensure(netns, localRoute(address));
    if (address.scope !== 254 && !address.noPrefixRoute) ensure(netns, prefixRoute(address));
  } else if (what === 'remove') {
    remove(netns, localRoute(address));
    if (address.scope !== 254 && !address.noPrefixRoute) remove(netns, prefixRoute(address));
  }
});

/** The route of every link's groups. */
const groupRoute = (device: Netdev): FibEntry =>
  kernelRoute(device, 0xffn << 120n, 8, { table: RT_TABLE_LOCAL, type: 'multicast', metric: METRIC_KERNEL });

export function addGroupRoute(device: Netdev): void {
  ensure(device.netns, groupRoute(device));
}

onDeviceEvent(22, (event, device) => {
  const { netns } = device;
  fib6(netns).generation++;
  if (event !== 'down' && event !== 'unregister' && event !== 'leave-netns') return;
  const fib = fib6(netns);
  for (const table of fib.tables.values()) {
    for (const entry of table.list()) {
      if (!entry.nexthops.some(hop => hop.device === device)) continue;
      const left = entry.nexthops.filter(hop => hop.device !== device);
      if (left.length > 0 && event !== 'down') entry.nexthops = left;
      else if (left.length === 0 && !(event === 'down' && entry.type === 'local')) {
        table.remove(entry);
        fib.generation++;
      }
    }
  }
});
