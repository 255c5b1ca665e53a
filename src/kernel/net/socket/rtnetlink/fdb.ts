// Forwarding entries of bridges (and vxlan) as bridge(8) sees them: RTM_*NEIGH of the family bridge. As net/bridge/br_fdb.c, net/core/rtnetlink.c.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { Neighbour, NeighbourState } from '../../../../abi/rtnetlink.ts';
import { isMulticastMac, parseMac, printMac } from '../../../../wire/address.ts';
import {
  type Bridge,
  type BridgePort,
  bridgeOf,
  type FdbEntry,
  fdbDelete,
  fdbFind,
  fdbFlush,
  fdbList,
  fdbSet,
  portOf,
} from '../../devices/bridge-state.ts';
import { addVxlanFdb, delVxlanFdb, dumpVxlanFdb } from '../../devices/vxlan-fdb.ts';
import { deviceByIndex, listDevices } from '../../netdev.ts';
import type { Netdev } from '../../skb.ts';
import type { NetlinkContext } from '../netlink.ts';

type Asked = Partial<Neighbour>;

const isPort = (device: Netdev): boolean => device.master?.kind === 'bridge';

function whole(asked: Asked, { netns }: NetlinkContext): { device: Netdev; mac: number } {
  const device = deviceByIndex(netns, asked.index ?? 0);
  if (!device) throw new Errno('ENODEV', 'Unable to find device');
  const mac = asked.lladdr === undefined ? undefined : parseMac(asked.lladdr);
  if (mac === undefined) throw new Errno('EINVAL', 'invalid address');
  return { device, mac };
}

/** The bridge that a request is for: the port's master, or the device itself. */
function bridgeFor(device: Netdev, asked: Asked): { bridge: Bridge; port: BridgePort | undefined } {
  const self = asked.flags?.includes('self') ?? false;
  const master = asked.flags?.includes('master') ?? false;
  if (master || (!self && isPort(device))) {
    if (!isPort(device)) throw new Errno('EOPNOTSUPP');
    return { bridge: bridgeOf(device.master!), port: portOf(device) };
  }
  if (device.kind !== 'bridge') throw new Errno('EOPNOTSUPP');
  return { bridge: bridgeOf(device), port: undefined };
}

export function addFdb(asked: Asked, flags: NetlinkFlags, context: NetlinkContext): void {
  const { device, mac } = whole(asked, context);
  if (device.kind === 'vxlan' && !asked.flags?.includes('master')) return addVxlanFdb(device, mac, asked, flags);
  const self = (asked.flags?.includes('self') ?? false) && !asked.flags?.includes('master');
  if (self && device.kind !== 'bridge') return addAddressFilter(device, mac);
  const { bridge, port } = bridgeFor(device, asked);
  const nowMs = context.netns.kernel.clock.monotonicMs;
  const [state] = asked.state ?? ['PERMANENT'];
  const vlans = asked.vlan === undefined ? (bridge.vlanFiltering ? [0, ...(port ?? bridge).vlans.keys()] : [0]) : [asked.vlan];
  if (isMulticastMac(mac) && !port) throw new Errno('EINVAL');
  for (const vlan of vlans) addOne({ bridge, port, mac, vlan, state: state ?? 'PERMANENT', asked, flags, nowMs });
}

function addOne(fields: {
  bridge: Bridge;
  port: BridgePort | undefined;
  mac: number;
  vlan: number;
  state: NeighbourState;
  asked: Asked;
  flags: NetlinkFlags;
  nowMs: number;
}): void {
  const { bridge, port, mac, vlan, state, asked, flags, nowMs } = fields;
  const old = fdbFind(bridge, mac, vlan, nowMs);
  if (old && flags.exclusive) throw new Errno('EEXIST');
  if (!old && !flags.create) throw new Errno('ENOENT');
  fdbSet(bridge, {
    mac,
    vlan,
    port,
    local: state === 'PERMANENT',
    static: state === 'PERMANENT' || state === 'NOARP',
    externLearned: asked.flags?.includes('extern_learn') ?? false,
    sticky: asked.flags?.includes('sticky') ?? false,
    updatedMs: nowMs,
    usedMs: nowMs,
  });
}

/** ndo_dflt_fdb_add: one more address that the device takes. */
function addAddressFilter(device: Netdev, mac: number): void {
  if (device.headerBytes !== 14) throw new Errno('EINVAL');
  device.groups.set(mac, (device.groups.get(mac) ?? 0) + 1);
}

/** RTM_DELNEIGH with NLM_F_BULK: all of a bridge's entries, or of a port's. */
function flushFdb(asked: Asked, { netns }: NetlinkContext): void {
  const device = deviceByIndex(netns, asked.index ?? 0);
  if (!device) throw new Errno('ENODEV', 'Unable to find device');
  const { bridge, port } = bridgeFor(device, asked);
  fdbFlush(bridge, port, true);
}

/** RTM_GETNEIGH without dump: the entry of one address. */
export function getFdb(asked: Asked, { netns, reply }: NetlinkContext): void {
  const mac = asked.lladdr === undefined ? undefined : parseMac(asked.lladdr);
  const device = deviceByIndex(netns, asked.index ?? asked.master ?? 0);
  if (!device) throw new Errno('ENODEV', 'Unable to find device');
  if (mac === undefined) throw new Errno('EINVAL', 'Missing lookup address for fdb get request');
  const master = isPort(device) ? device.master! : device;
  if (master.kind !== 'bridge') throw new Errno('EINVAL', 'Device is not a bridge');
  const entry = fdbFind(bridgeOf(master), mac, asked.vlan ?? 0, netns.kernel.clock.monotonicMs);
  if (!entry) throw new Errno('ENOENT', 'Fdb entry not found');
  reply({ type: 'newneigh', neighbour: showFdb(bridgeOf(master), entry) });
}

export function delFdb(asked: Asked, flags: NetlinkFlags, context: NetlinkContext): void {
  if (flags.bulk) return flushFdb(asked, context);
  const { device, mac } = whole(asked, context);
  if (device.kind === 'vxlan' && !asked.flags?.includes('master')) return delVxlanFdb(device, mac, asked);
  const self = (asked.flags?.includes('self') ?? false) && !asked.flags?.includes('master');
  if (self && device.kind !== 'bridge') {
    if (!device.groups.delete(mac)) throw new Errno('ENOENT');
    return;
  }
  const { bridge, port } = bridgeFor(device, asked);
  const nowMs = context.netns.kernel.clock.monotonicMs;
  const vlans = asked.vlan === undefined ? [0, ...(port ?? bridge).vlans.keys()] : [asked.vlan];
  let found = false;
  for (const vlan of vlans) {
    const entry = fdbFind(bridge, mac, vlan, nowMs);
    if (!entry || entry.port !== port) continue;
    found = true;
    fdbDelete(bridge, entry);
  }
  if (!found) throw new Errno('ENOENT');
}

export function showFdb(bridge: Bridge, entry: FdbEntry): Neighbour {
  const nowMs = bridge.device.netns.kernel.clock.monotonicMs;
  const state: NeighbourState = entry.local
    ? 'PERMANENT'
    : entry.static
      ? 'NOARP'
      : nowMs - entry.updatedMs > bridge.ageingMs
        ? 'STALE'
        : 'REACHABLE';
  const flags: string[] = [];
  if (entry.externLearned) flags.push('extern_learn');
  if (entry.sticky) flags.push('sticky');
  const seconds = (then: number): number => Math.max(0, Math.floor((nowMs - then) / 1000));
  return {
    family: 'bridge',
    index: (entry.port?.device ?? bridge.device).index,
    lladdr: printMac(entry.mac),
    state: [state],
    flags: entry.port ? flags : [...flags],
    master: bridge.device.index,
    ...(entry.vlan === 0 ? {} : { vlan: entry.vlan }),
    cache: { usedSeconds: seconds(entry.usedMs), confirmedSeconds: 0, updatedSeconds: seconds(entry.updatedMs), references: 0 },
  };
}

/** The addresses a device takes beside its own, as `bridge fdb` lists them: "self permanent". */
function dumpFilters(device: Netdev, reply: NetlinkContext['reply']): void {
  for (const mac of device.groups.keys()) {
    reply({
      type: 'newneigh',
      neighbour: { family: 'bridge', index: device.index, lladdr: printMac(mac), state: ['PERMANENT'], flags: ['self'] },
    });
  }
}

export function dumpFdb(asked: Asked, { netns, reply }: NetlinkContext): void {
  const bridgeOnly = asked.master;
  for (const device of listDevices(netns)) {
    if (asked.index !== undefined && asked.index > 0 && device.index !== asked.index) continue;
    if (bridgeOnly !== undefined && device.master?.index !== bridgeOnly && device.index !== bridgeOnly) continue;
    if (isPort(device)) dumpPort(bridgeOf(device.master!), portOf(device), reply);
    if (device.kind === 'vxlan') dumpVxlanFdb(device, reply);
    else if (device.headerBytes === 14 && !device.loopback) dumpFilters(device, reply);
    if (device.kind === 'bridge') dumpPort(bridgeOf(device), undefined, reply);
  }
}

function dumpPort(bridge: Bridge, port: BridgePort | undefined, reply: NetlinkContext['reply']): void {
  const nowMs = bridge.device.netns.kernel.clock.monotonicMs;
  // The copies of a port's own address for its VLANs count only where VLANs are filtered.
  const shown = (entry: FdbEntry): boolean => entry.port === port && (entry.vlan === 0 || !entry.local || bridge.vlanFiltering);
  // The kernel's list has the newest entry first.
  const entries = fdbList(bridge, nowMs).filter(shown).reverse();
  for (const entry of entries) reply({ type: 'newneigh', neighbour: showFdb(bridge, entry) });
}
