// The smaller requests: namespace ids, settings of devices (netconf), VLANs of bridge ports. As net/core/net_namespace.c, devinet.c, br_vlan.c.

import { Errno } from '../../../../abi/errno.ts';
import type { BridgeVlan, Netconf, NsId } from '../../../../abi/rtnetlink.ts';
import { type Bridge, type BridgePort, bridgeOf, portOf } from '../../devices/bridge-state.ts';
import { deviceByIndex, listDevices } from '../../netdev.ts';
import { conf4, conf6, sysctls } from '../../sysctl.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin, deviceFor, namedNetns } from './context.ts';

/** The namespace that is asked about. Throws EINVAL in the kernel's words where the descriptor is no namespace's. */
function peerOf(asked: NsId, by: NetlinkContext['by']): ReturnType<typeof namedNetns> {
  try {
    return namedNetns(by, asked);
  } catch (error) {
    if (error instanceof Errno && error.code === 'EINVAL') throw new Errno('EINVAL', 'Peer netns reference is invalid');
    throw error;
  }
}

export function newNsid(asked: NsId, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const target = peerOf(asked, by);
  if (!target) throw new Errno('EINVAL', 'Peer netns reference is invalid');
  if (netns.ids.has(target)) throw new Errno('EEXIST', 'Peer netns already has a nsid assigned');
  if (asked.nsid === undefined || asked.nsid < 0) {
    netns.idOf(target);
    return;
  }
  if ([...netns.ids.values()].includes(asked.nsid)) throw new Errno('EEXIST', 'The specified nsid is already used');
  netns.ids.set(target, asked.nsid);
}

export function getNsid(asked: NsId, dump: boolean, { netns, by, reply }: NetlinkContext): void {
  if (dump) {
    for (const nsid of netns.ids.values()) reply({ type: 'newnsid', nsid: { nsid } });
    return;
  }
  const target = peerOf(asked, by);
  if (!target) throw new Errno('EINVAL', 'Peer netns reference is missing');
  reply({ type: 'newnsid', nsid: { nsid: netns.ids.get(target) ?? -1 } });
}

const NETCONF4 = {
  forwarding: 'forwarding',
  rp_filter: 'rp_filter',
  mc_forwarding: 'mc_forwarding',
  proxy_neigh: 'proxy_arp',
  ignore_routes_with_linkdown: 'ignore_routes_with_linkdown',
} as const;
const NETCONF6 = {
  forwarding: 'forwarding',
  mc_forwarding: 'mc_forwarding',
  proxy_neigh: 'proxy_ndp',
  ignore_routes_with_linkdown: 'ignore_routes_with_linkdown',
} as const;

const pick = (names: Readonly<Record<string, string>>, conf: object): Record<string, number> =>
  Object.fromEntries(Object.entries(names).map(([shown, name]) => [shown, (conf as Record<string, number>)[name]!]));

export function getNetconf(asked: Partial<Netconf>, dump: boolean, { netns, reply }: NetlinkContext): void {
  const values = sysctls(netns);
  const families = asked.family === undefined ? (['inet', 'inet6'] as const) : [asked.family];
  for (const family of families) {
    const v4 = family === 'inet';
    const names = v4 ? NETCONF4 : NETCONF6;
    const groups = v4 ? values.conf4 : values.conf6;
    const wants = (index: Netconf['index']): boolean => (dump ? asked.index === undefined || asked.index === index : asked.index === index);
    for (const device of listDevices(netns)) {
      if (wants(device.index)) {
        const conf = v4 ? conf4(device) : conf6(device);
        reply({ type: 'newnetconf', netconf: { family, index: device.index, values: pick(names, conf) } });
      }
    }
    for (const index of ['all', 'default'] as const) {
      if (wants(index)) reply({ type: 'newnetconf', netconf: { family, index, values: pick(names, groups[index]) } });
    }
  }
}

/** The holder of VLANs that a request means: a port, or with `self` the bridge. */
function vlanHolder(asked: Partial<BridgeVlan>, context: NetlinkContext): Bridge | BridgePort {
  const device = deviceFor(context.netns, { index: asked.index });
  if (device.kind === 'bridge' && (asked.self || device.master === undefined)) return bridgeOf(device);
  if (device.master?.kind !== 'bridge') throw new Errno('EOPNOTSUPP');
  return portOf(device);
}

export function changeVlan(asked: Partial<BridgeVlan>, remove: boolean, context: NetlinkContext): void {
  demandAdmin(context.by, context.netns);
  const holder = vlanHolder(asked, context);
  for (const { id, end, pvid, untagged } of asked.vlans ?? []) {
    if (id < 1 || (end ?? id) > 4094) throw new Errno('EINVAL');
    for (let vlan = id; vlan <= (end ?? id); vlan++) {
      if (remove) {
        if (!holder.vlans.delete(vlan)) throw new Errno('ENOENT');
        if (holder.pvid === vlan) holder.pvid = 0;
        continue;
      }
      holder.vlans.set(vlan, { untagged: untagged ?? false });
      if (pvid) holder.pvid = vlan;
      else if (holder.pvid === vlan) holder.pvid = 0;
    }
  }
}

/** Has only the VLAN that every port is born with, and its bridge does not filter: nothing was set that could be told. */
function untouched(holder: Bridge | BridgePort): boolean {
  const bridge = 'bridge' in holder ? holder.bridge : holder;
  return !bridge.vlanFiltering && holder.vlans.size === 1 && holder.pvid === bridge.defaultPvid && holder.vlans.has(holder.pvid);
}

export function getVlan(asked: Partial<BridgeVlan>, { netns, reply }: NetlinkContext): void {
  const devices = asked.index === undefined || asked.index === 0 ? listDevices(netns) : [deviceByIndex(netns, asked.index)];
  for (const device of devices) {
    if (!device) throw new Errno('ENODEV');
    const holder = device.kind === 'bridge' ? bridgeOf(device) : device.master?.kind === 'bridge' ? portOf(device) : undefined;
    if (!holder || holder.vlans.size === 0 || untouched(holder)) continue;
    const vlans = [...holder.vlans]
      .sort(([a], [b]) => a - b)
      .map(([id, { untagged }]) => ({ id, ...(holder.pvid === id ? { pvid: true } : {}), ...(untagged ? { untagged: true } : {}) }));
    reply({ type: 'newvlan', vlan: { index: device.index, vlans } });
  }
}
