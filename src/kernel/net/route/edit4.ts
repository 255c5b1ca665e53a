// Adding, replacing and deleting IPv4 routes by request, and why it is refused. As net/ipv4/fib_semantics.c: fib_create_info, fib_trie.c.

import { Errno } from '../../../abi/errno.ts';
import type { NetNamespace } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import { type Fib, fib4 } from './fib.ts';
import { addressType4 } from './lookup.ts';
import { tellRoute } from './route-events.ts';
import { ROUTE_ERRORS } from './route-type.ts';
import { type FibEntry, type FibNexthop, hasHostBits, RT_SCOPE_HOST, RT_SCOPE_LINK, RT_SCOPE_NOWHERE } from './table.ts';

/** Which fields of a deletion count: what is undefined matches anything. */
export interface RoutePattern {
  table: number;
  dest: number;
  length: number;
  tos: number;
  metric?: number | undefined;
  type?: FibEntry['type'] | undefined;
  scope?: number | undefined;
  protocol?: number | undefined;
  preferredSource?: number | undefined;
  nexthops: readonly Partial<FibNexthop>[];
}

export interface EditFlags {
  create?: boolean;
  exclusive?: boolean;
  replace?: boolean;
  append?: boolean;
}

function checkPrefix(dest: number, length: number): void {
  if (length > 32) throw new Errno('EINVAL', 'Invalid prefix length');
  if (hasHostBits(dest, length)) throw new Errno('EINVAL', 'Invalid prefix for given prefix length');
}

/** fib_check_nh: fills in the device that a gateway is reached by. */
function checkNexthop(netns: NetNamespace, nexthop: FibNexthop, entry: FibEntry): void {
  const { gateway } = nexthop;
  if (gateway === undefined) {
    if (!nexthop.device) throw new Errno('ENODEV');
    if (!nexthop.device.up) throw new Errno('ENETDOWN', 'Device for nexthop is not up');
    return;
  }
  if (typeof gateway === 'bigint') return checkGateway6(nexthop);
  if (entry.scope >= RT_SCOPE_LINK) throw new Errno('EINVAL', 'Nexthop has invalid scope');
  if (nexthop.onlink) {
    if (!nexthop.device) throw new Errno('ENODEV', 'Nexthop device required for onlink');
    if (!nexthop.device.up) throw new Errno('ENETDOWN', 'Nexthop device is not up');
    if (addressType4(netns, gateway, nexthop.device) !== 'unicast') throw new Errno('EINVAL', 'Nexthop has invalid gateway');
    return;
  }
  const flow = { dest: gateway, inputName: 'lo', outputName: nexthop.device?.name, scope: Math.max(entry.scope + 1, RT_SCOPE_LINK) };
  const found = fib4(netns).lookup(flow, nexthop.device);
  if (typeof found === 'string') throw new Errno(found === 'EINVAL' ? 'EINVAL' : 'ENETUNREACH', 'Nexthop has invalid gateway');
  if (found.entry.type !== 'unicast' && found.entry.type !== 'local') throw new Errno('EINVAL', 'Nexthop has invalid gateway');
  const device: Netdev | undefined = nexthop.device ?? found.nexthop.device;
  if (!device) throw new Errno('ENODEV', 'No egress device for nexthop gateway');
  if (!device.up) throw new Errno('ENETDOWN', 'Nexthop device is not up');
  nexthop.device = device;
}

function checkGateway6(nexthop: FibNexthop): void {
  if (!nexthop.device) throw new Errno('ENODEV', 'Egress device can not be loopback device for this route type');
}

/** fib_create_info. */
function check(netns: NetNamespace, entry: FibEntry): void {
  const { nexthops } = entry;
  if (ROUTE_ERRORS[entry.type] !== undefined || entry.type === 'throw') {
    if (nexthops.length > 0) {
      throw new Errno('EINVAL', 'Gateway, device and multipath can not be specified for this route type');
    }
    return;
  }
  if (nexthops.length === 0) throw new Errno('ENODEV');
  if (entry.scope > RT_SCOPE_HOST) throw new Errno('EINVAL', 'Invalid scope');
  if (entry.scope === RT_SCOPE_HOST) {
    if (nexthops.length !== 1) throw new Errno('EINVAL', 'Route with host scope can not have multiple nexthops');
    if (nexthops[0]!.gateway !== undefined) throw new Errno('EINVAL', 'Route with host scope can not have a gateway');
    if (!nexthops[0]!.device) throw new Errno('ENODEV', 'Nexthop device required');
  } else for (const nexthop of nexthops) checkNexthop(netns, nexthop, entry);
  const source = entry.preferredSource as number | undefined;
  if (source !== undefined && !(entry.type === 'local' && source === entry.dest)) {
    if (addressType4(netns, source) !== 'local') throw new Errno('EINVAL', 'Invalid prefsrc address');
  }
}

const sameNexthops = (a: readonly FibNexthop[], b: readonly FibNexthop[]): boolean =>
  a.length === b.length &&
  a.every((nexthop, index) => {
    const other = b[index]!;
    return nexthop.device === other.device && nexthop.gateway === other.gateway && nexthop.weight === other.weight;
  });

const sameMetrics = (a: FibEntry, b: FibEntry): boolean => JSON.stringify(a.metrics ?? {}) === JSON.stringify(b.metrics ?? {});

const identical = (a: FibEntry, b: FibEntry): boolean =>
  a.type === b.type &&
  a.scope === b.scope &&
  a.protocol === b.protocol &&
  a.preferredSource === b.preferredSource &&
  sameNexthops(a.nexthops, b.nexthops) &&
  sameMetrics(a, b);

/** Adds or replaces a route (fib_table_insert). Throws in the kernel's words. */
export function addRoute4(netns: NetNamespace, entry: FibEntry, flags: EditFlags): void {
  checkPrefix(entry.dest as number, entry.length);
  check(netns, entry);
  const fib = fib4(netns);
  const table = fib.table(entry.table);
  const peers = table.at(entry.dest, entry.length).filter(other => other.tos === entry.tos && other.metric === entry.metric);
  const [first] = peers;
  if (first && flags.exclusive) throw new Errno('EEXIST');
  if (first && flags.replace) {
    if (peers.some(other => other !== first && identical(other, entry))) throw new Errno('EEXIST');
    if (!identical(first, entry)) table.replace(first, entry);
    fib.generation++;
    tellRoute('replace', netns, 'inet', entry);
    return;
  }
  if (peers.some(other => identical(other, entry))) throw new Errno('EEXIST');
  if (!flags.create) throw new Errno('ENOENT');
  table.insert(entry, first !== undefined && !flags.append);
  fib.generation++;
  tellRoute(flags.append ? 'append' : 'add', netns, 'inet', entry);
}

function matchesNexthops(entry: FibEntry, pattern: RoutePattern): boolean {
  if (pattern.nexthops.length === 0) return true;
  if (pattern.nexthops.length > 1 && pattern.nexthops.length !== entry.nexthops.length) return false;
  return pattern.nexthops.every((wanted, index) => {
    const nexthop = entry.nexthops[index];
    if (!nexthop) return false;
    if (wanted.device && wanted.device !== nexthop.device) return false;
    return wanted.gateway === undefined || wanted.gateway === nexthop.gateway;
  });
}

/** Deletes the first route that fits (fib_table_delete). Throws ESRCH. */
export function removeRoute4(netns: NetNamespace, pattern: RoutePattern): void {
  checkPrefix(pattern.dest, pattern.length);
  const fib: Fib = fib4(netns);
  const table = fib.tables.get(pattern.table);
  const found = table?.at(pattern.dest, pattern.length).find(entry => {
    if (entry.tos !== pattern.tos) return false;
    if (pattern.metric !== undefined && pattern.metric !== 0 && entry.metric !== pattern.metric) return false;
    if (pattern.type !== undefined && entry.type !== pattern.type) return false;
    if (pattern.scope !== undefined && pattern.scope !== RT_SCOPE_NOWHERE && entry.scope !== pattern.scope) return false;
    if (pattern.protocol !== undefined && pattern.protocol !== 0 && entry.protocol !== pattern.protocol) return false;
    if (pattern.preferredSource !== undefined && entry.preferredSource !== pattern.preferredSource) return false;
    return matchesNexthops(entry, pattern);
  });
  if (!table || !found) throw new Errno('ESRCH');
  table.remove(found);
  fib.generation++;
  tellRoute('remove', netns, 'inet', found);
}
