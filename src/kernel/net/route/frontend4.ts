// The IPv4 routes that addresses and devices bring and take along. As net/ipv4/fib_frontend.c and fib_semantics.c.

import { mask4 } from '../../../wire/address.ts';
import { addresses4, hasBroadcast, type Ifaddr4, onAddressEvent4, ownerOf4, sameSubnet } from '../address4.ts';
import { onDeviceEvent } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import type { Netdev } from '../skb.ts';
import { type Fib, fib4 } from './fib.ts';
import { tellRoute } from './route-events.ts';
import type { RouteType } from './route-type.ts';
import { type FibEntry, newEntry, RT_SCOPE_HOST, RT_SCOPE_LINK, RT_TABLE_LOCAL, RT_TABLE_MAIN, RTPROT_KERNEL } from './table.ts';

/** Zeronet: 0.0.0.0/8. */
const isZeronet = (address: number): boolean => address >>> 24 === 0;

function kernelRoute(type: RouteType, dest: number, length: number, address: Ifaddr4, metric = 0): FibEntry {
  return newEntry({
    table: type === 'unicast' ? RT_TABLE_MAIN : RT_TABLE_LOCAL,
    dest,
    length,
    type,
    metric,
    scope: type === 'local' ? RT_SCOPE_HOST : RT_SCOPE_LINK,
    protocol: RTPROT_KERNEL,
    preferredSource: address.local,
    nexthops: [{ device: address.device, gateway: undefined, weight: 1, onlink: false }],
  });
}

/** Adds a kernel's route where there is none like it (fib_magic with NLM_F_CREATE|NLM_F_APPEND). */
function addKernelRoute(fib: Fib, netns: NetNamespace, entry: FibEntry): void {
  const table = fib.table(entry.table);
  const same = table
    .at(entry.dest, entry.length)
    .some(
      other =>
        other.tos === 0 &&
        other.metric === entry.metric &&
        other.type === entry.type &&
        other.scope === entry.scope &&
        other.protocol === entry.protocol &&
        other.preferredSource === entry.preferredSource &&
        other.nexthops[0]?.device === entry.nexthops[0]!.device &&
        other.nexthops[0]?.gateway === undefined,
    );
  if (same) return;
  table.insert(entry);
  fib.generation++;
  tellRoute('add', netns, 'inet', entry);
}

function removeKernelRoute(fib: Fib, netns: NetNamespace, pattern: FibEntry): void {
  const table = fib.table(pattern.table);
  const found = table
    .at(pattern.dest, pattern.length)
    .find(
      other =>
        other.type === pattern.type &&
        other.scope === pattern.scope &&
        other.protocol === RTPROT_KERNEL &&
        other.preferredSource === pattern.preferredSource &&
        (pattern.metric === 0 || other.metric === pattern.metric) &&
        other.nexthops[0]?.device === pattern.nexthops[0]!.device,
    );
  if (!found) return;
  table.remove(found);
  fib.generation++;
  tellRoute('remove', netns, 'inet', found);
}

const networkOf = (address: Ifaddr4): number => (address.address & mask4(address.length)) >>> 0;
const lastOf = (address: Ifaddr4): number => (networkOf(address) | (~mask4(address.length) >>> 0)) >>> 0;

const primaryOf = (address: Ifaddr4): Ifaddr4 | undefined =>
  addresses4(address.device).find(other => !other.secondary && other.length === address.length && sameSubnet(other, address.address));

/** fib_add_ifaddr. */
function addRoutes(address: Ifaddr4): void {
  const { device } = address;
  const { netns } = device;
  const fib = fib4(netns);
  const primary = address.secondary ? primaryOf(address) : address;
  if (!primary) return;
  addKernelRoute(fib, netns, kernelRoute('local', address.local, 32, primary));
  if (!device.up) return;
  if (hasBroadcast(address)) addKernelRoute(fib, netns, kernelRoute('broadcast', address.broadcast, 32, primary));
  const prefix = networkOf(address);
  if (isZeronet(prefix) || address.secondary || (prefix === address.local && address.length === 32)) return;
  if (!address.noPrefixRoute) {
    const type = device.loopback ? 'local' : 'unicast';
    addKernelRoute(fib, netns, kernelRoute(type, prefix, address.length, primary, address.metric));
  }
  if (address.length < 31) addKernelRoute(fib, netns, kernelRoute('broadcast', lastOf(address), 32, primary));
}

/** fib_del_ifaddr: the list no longer has the address (or `primary` is going and this one will be promoted). */
function removeRoutes(address: Ifaddr4, going: Ifaddr4 | undefined): void {
  const { device } = address;
  const { netns } = device;
  const fib = fib4(netns);
  const prefix = networkOf(address);
  const owner = address.secondary ? (going ?? primaryOf(address)) : address;
  if (!owner) return;
  const others = addresses4(device).filter(other => other !== address);
  const routed = !address.secondary && !isZeronet(prefix) && (prefix !== address.local || address.length < 32);
  if (routed && !address.noPrefixRoute) {
    const type = device.loopback ? 'local' : 'unicast';
    removeKernelRoute(fib, netns, kernelRoute(type, prefix, address.length, owner, address.metric));
  }
  const keepsBroadcast = (value: number): boolean =>
    others.some(other => other.broadcast === value || (!other.secondary && other.length < 31 && lastOf(other) === value));
  if (hasBroadcast(address) && !keepsBroadcast(address.broadcast)) {
    removeKernelRoute(fib, netns, kernelRoute('broadcast', address.broadcast, 32, owner));
  }
  if (routed && address.length < 31 && !keepsBroadcast(lastOf(address))) {
    removeKernelRoute(fib, netns, kernelRoute('broadcast', lastOf(address), 32, owner));
  }
  if (!others.some(other => other.local === address.local)) {
    removeKernelRoute(fib, netns, kernelRoute('local', address.local, 32, owner));
    if (!ownerOf4(netns, address.local)) flushBySource(netns, address.local);
  }
}

function flush(netns: NetNamespace, gone: (entry: FibEntry) => boolean): void {
  const fib = fib4(netns);
  for (const table of fib.tables.values()) {
    for (const entry of table.list()) {
      if (!gone(entry)) continue;
      table.remove(entry);
      fib.generation++;
      // Linux says nothing of routes that go with their device or address.
    }
  }
}

/** Routes that prefer an address that is nobody's any more (fib_sync_down_addr). */
function flushBySource(netns: NetNamespace, local: number): void {
  flush(netns, entry => entry.preferredSource === local);
}

/** Routes by a device that is down; `all` takes those of own addresses and multipath ones too (fib_sync_down_dev). */
function flushByDevice(device: Netdev, all: boolean): void {
  flush(device.netns, entry => {
    if (entry.nexthops.length === 0 || (!all && entry.scope === RT_SCOPE_HOST)) return false;
    if (all && entry.nexthops.length > 1) entry.nexthops = entry.nexthops.filter(nexthop => nexthop.device !== device);
    return entry.nexthops.every(nexthop => nexthop.device === device || nexthop.device?.up === false);
  });
}

onAddressEvent4(20, (what, address, { primary }) => {
  fib4(address.device.netns).generation++;
  if (what === 'add') addRoutes(address);
  else {
    removeRoutes(address, primary);
    if (addresses4(address.device).length === 0) flushByDevice(address.device, true);
  }
});

onDeviceEvent(20, (event, device) => {
  fib4(device.netns).generation++;
  if (event === 'up') for (const address of addresses4(device)) addRoutes(address);
  else if (event === 'down') flushByDevice(device, false);
  else if (event === 'unregister' || event === 'leave-netns') flushByDevice(device, true);
});
