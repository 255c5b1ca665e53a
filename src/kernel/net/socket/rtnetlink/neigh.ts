// RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH for IP neighbours and proxies. As net/core/neighbour.c. A bridge's entries are in fdb.ts.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { Neighbour as NeighbourInfo } from '../../../../abi/rtnetlink.ts';
import { parseMac, printAddress, printMac } from '../../../../wire/address.ts';
import { type Neighbour, neighbourFor, neighbours, proxies, removeNeighbour, touch, update } from '../../neighbour.ts';
import { deviceByIndex, listDevices } from '../../netdev.ts';
import type { Netdev } from '../../skb.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin } from './context.ts';
import { addFdb, delFdb, dumpFdb, getFdb } from './fdb.ts';
import { readAddress } from './route-values.ts';

type Asked = Partial<NeighbourInfo>;

function target(asked: Asked, { netns }: NetlinkContext): { device: Netdev; address: ReturnType<typeof readAddress> } {
  if (asked.dest === undefined) throw new Errno('EINVAL', 'Network address not specified');
  const device = deviceByIndex(netns, asked.index ?? 0);
  if (!device) throw new Errno('ENODEV');
  return { device, address: readAddress(asked.dest, asked.family === 'inet6' ? 'inet6' : 'inet') };
}

export function newNeigh(asked: Asked & { index: number }, flags: NetlinkFlags, context: NetlinkContext): void {
  const { netns, by } = context;
  demandAdmin(by, netns);
  if (asked.family === 'bridge') return addFdb(asked, flags, context);
  const { device, address } = target(asked, context);
  if (asked.flags?.includes('proxy')) {
    if (proxies(device).has(address) && flags.exclusive) throw new Errno('EEXIST');
    proxies(device).set(address, { flags: asked.flags.filter(flag => flag !== 'proxy'), protocol: asked.protocol });
    return;
  }
  const mac = asked.lladdr === undefined ? undefined : parseMac(asked.lladdr);
  if (asked.lladdr !== undefined && mac === undefined) throw new Errno('EINVAL', 'Invalid link address');
  const existing = neighbours(device).get(address);
  if (existing && flags.exclusive) throw new Errno('EEXIST');
  if (existing && !flags.replace && !flags.create) throw new Errno('EEXIST');
  if (!existing && !flags.create) throw new Errno('ENOENT');
  const neighbour = existing ?? neighbourFor(device, address);
  const [state] = asked.state ?? ['PERMANENT'];
  if (asked.protocol !== undefined) neighbour.protocol = asked.protocol;
  neighbour.router = asked.flags?.includes('router') ?? neighbour.router;
  neighbour.flags = (asked.flags ?? []).filter(flag => flag !== 'router' && flag !== 'use' && flag !== 'managed');
  if (asked.flags?.includes('use')) {
    touch(neighbour);
    return;
  }
  const valid = state !== undefined && state !== 'INCOMPLETE' && state !== 'FAILED' && state !== 'NOARP';
  if (valid && mac === undefined && neighbour.mac === undefined) {
    if (!existing) removeNeighbour(neighbour, true);
    throw new Errno('EINVAL', 'No link layer address given');
  }
  update(neighbour, { mac, state: state ?? 'PERMANENT', override: flags.replace === true || !existing, admin: true });
}

export function delNeigh(asked: Asked & { index: number }, flags: NetlinkFlags, context: NetlinkContext): void {
  const { netns, by } = context;
  demandAdmin(by, netns);
  if (asked.family === 'bridge') return delFdb(asked, flags, context);
  const { device, address } = target(asked, context);
  if (asked.flags?.includes('proxy')) {
    if (!proxies(device).delete(address)) throw new Errno('ENOENT');
    return;
  }
  const neighbour = neighbours(device).get(address);
  if (!neighbour) throw new Errno('ENOENT');
  removeNeighbour(neighbour);
}

const seconds = (now: number, then: number): number => Math.max(0, Math.floor((now - then) / 1000));

export function showNeigh(neighbour: Neighbour): NeighbourInfo {
  const { device, address, mac, state } = neighbour;
  const now = device.netns.kernel.clock.monotonicMs;
  const flags = neighbour.router ? ['router', ...neighbour.flags] : [...neighbour.flags];
  return {
    family: typeof address === 'number' ? 'inet' : 'inet6',
    index: device.index,
    dest: printAddress(address),
    ...(mac !== undefined && neighbour.valid ? { lladdr: printMac(mac) } : {}),
    state: state === 'NONE' ? [] : [state],
    flags,
    probes: neighbour.probes,
    cache: {
      usedSeconds: seconds(now, neighbour.usedMs),
      confirmedSeconds: seconds(now, neighbour.confirmedMs),
      updatedSeconds: seconds(now, neighbour.updatedMs),
      references: neighbour.queue.length > 0 || neighbour.timer ? 1 : 0,
    },
    ...(neighbour.protocol === undefined ? {} : { protocol: neighbour.protocol }),
  };
}

export function getNeigh(asked: Asked, dump: boolean, context: NetlinkContext): void {
  const { netns, reply } = context;
  if (asked.family === 'bridge') return dump ? dumpFdb(asked, context) : getFdb(asked, context);
  if (!dump) {
    const { device, address } = target(asked, context);
    const found = neighbours(device).get(address);
    if (!found) throw new Errno('ENOENT', 'Neighbour entry not found');
    reply({ type: 'newneigh', neighbour: showNeigh(found) });
    return;
  }
  if (asked.flags?.includes('proxy')) return dumpProxies(asked, context);
  for (const family of ['inet', 'inet6'] as const) {
    if (asked.family !== undefined && asked.family !== family) continue;
    for (const device of listDevices(netns)) {
      if (asked.index !== undefined && asked.index > 0 && device.index !== asked.index) continue;
      if (asked.master !== undefined && device.master?.index !== asked.master) continue;
      for (const neighbour of neighbours(device).values()) {
        if ((typeof neighbour.address === 'number') !== (family === 'inet')) continue;
        reply({ type: 'newneigh', neighbour: showNeigh(neighbour) });
      }
    }
  }
}

function dumpProxies(asked: Asked, { netns, reply }: NetlinkContext): void {
  for (const device of listDevices(netns)) {
    if (asked.index !== undefined && asked.index > 0 && device.index !== asked.index) continue;
    for (const [address, { flags, protocol }] of proxies(device)) {
      const family = typeof address === 'number' ? 'inet' : 'inet6';
      if (asked.family !== undefined && asked.family !== family) continue;
      reply({
        type: 'newneigh',
        neighbour: {
          family,
          index: device.index,
          dest: printAddress(address),
          state: [],
          flags: ['proxy', ...flags],
          ...(protocol === undefined ? {} : { protocol }),
        },
      });
    }
  }
}
