// A bridge and its ports as data, and its forwarding database. As net/bridge/br_private.h and br_fdb.c.

import { isMulticastMac, type MacAddress } from '../../../wire/address.ts';
import type { Timer } from '../../context.ts';
import type { Netdev } from '../skb.ts';

export type StpState = 'disabled' | 'listening' | 'learning' | 'forwarding' | 'blocking';

export interface BridgePort {
  readonly device: Netdev;
  readonly bridge: Bridge;
  /** Numbered from 1 in each bridge. */
  readonly number: number;
  state: StpState;
  priority: number;
  cost: number;
  timer: Timer | undefined;
  hairpin: boolean;
  guard: boolean;
  rootBlock: boolean;
  fastLeave: boolean;
  learning: boolean;
  flood: boolean;
  mcastFlood: boolean;
  bcastFlood: boolean;
  mcastToUnicast: boolean;
  proxyArp: boolean;
  proxyArpWifi: boolean;
  neighSuppress: boolean;
  isolated: boolean;
  locked: boolean;
  vlanTunnel: boolean;
  readonly vlans: Map<number, { untagged: boolean }>;
  pvid: number;
}

export interface FdbEntry {
  readonly mac: MacAddress;
  readonly vlan: number;
  /** Undefined for the bridge's own addresses. */
  port: BridgePort | undefined;
  /** The bridge's own, or a port's own. */
  local: boolean;
  /** Set by hand: never ages. */
  static: boolean;
  /** Added by a program that learned it. */
  externLearned: boolean;
  sticky: boolean;
  updatedMs: number;
  usedMs: number;
}

export interface Bridge {
  readonly device: Netdev;
  readonly ports: BridgePort[];
  readonly fdb: Map<number, FdbEntry>;
  forwardDelayMs: number;
  helloTimeMs: number;
  maxAgeMs: number;
  ageingMs: number;
  stp: number;
  priority: number;
  vlanFiltering: boolean;
  vlanProtocol: number;
  defaultPvid: number;
  groupFwdMask: number;
  mcastSnooping: number;
  nfCallIptables: number;
  nfCallIp6tables: number;
  nfCallArptables: number;
  readonly vlans: Map<number, { untagged: boolean }>;
  pvid: number;
  /** The address was set by hand: ports do not change it. */
  macFixed: boolean;
  /** Other numbers that `ip link … type bridge` sets and shows. */
  readonly numbers: Map<string, number>;
}

export const bridgeOf = (device: Netdev): Bridge => device.own as Bridge;
export const portOf = (device: Netdev): BridgePort => device.port as BridgePort;

const keyOf = (mac: MacAddress, vlan: number): number => (vlan === 0 ? mac : mac + vlan * 0x1000000000000);

/** The entry of an address, aged ones left out. */
export function fdbFind(bridge: Bridge, mac: MacAddress, vlan: number, nowMs: number): FdbEntry | undefined {
  const entry = bridge.fdb.get(keyOf(mac, vlan));
  if (!entry || entry.static || entry.local || entry.externLearned || nowMs - entry.updatedMs <= bridge.ageingMs) return entry;
  bridge.fdb.delete(keyOf(mac, vlan));
  return undefined;
}

export function fdbList(bridge: Bridge, nowMs: number): FdbEntry[] {
  return [...bridge.fdb.values()].filter(({ mac, vlan }) => fdbFind(bridge, mac, vlan, nowMs) !== undefined);
}

type FdbListener = (what: 'add' | 'remove', bridge: Bridge, entry: FdbEntry) => void;
const listeners: FdbListener[] = [];
export function onFdbEvent(run: FdbListener): void {
  listeners.push(run);
}
const tell = (what: 'add' | 'remove', bridge: Bridge, entry: FdbEntry): void => {
  for (const run of listeners) run(what, bridge, entry);
};

export function fdbSet(bridge: Bridge, entry: FdbEntry): void {
  bridge.fdb.set(keyOf(entry.mac, entry.vlan), entry);
  tell('add', bridge, entry);
}

export function fdbDelete(bridge: Bridge, entry: FdbEntry): void {
  bridge.fdb.delete(keyOf(entry.mac, entry.vlan));
  tell('remove', bridge, entry);
}

/** A frame's source is seen at a port: learns it, or that it has moved (br_fdb_update). */
export function fdbLearn(bridge: Bridge, port: BridgePort, mac: MacAddress, vlan: number, nowMs: number): void {
  if (!port.learning || (port.state !== 'learning' && port.state !== 'forwarding') || isMulticastMac(mac)) return;
  const entry = bridge.fdb.get(keyOf(mac, vlan));
  if (!entry) {
    if (bridge.ageingMs === 0) return;
    fdbSet(bridge, {
      mac,
      vlan,
      port,
      local: false,
      static: false,
      externLearned: false,
      sticky: false,
      updatedMs: nowMs,
      usedMs: nowMs,
    });
    return;
  }
  if (entry.local) return;
  if (entry.port !== port && !entry.sticky) {
    entry.port = port;
    tell('add', bridge, entry);
  }
  entry.updatedMs = nowMs;
}

/** Forgets what was learned at a port; `all` its own and hand-set addresses too. */
export function fdbFlush(bridge: Bridge, port: BridgePort | undefined, all: boolean): void {
  for (const entry of [...bridge.fdb.values()]) {
    if (port !== undefined && entry.port !== port) continue;
    if (!all && (entry.static || entry.local)) continue;
    fdbDelete(bridge, entry);
  }
}

/** Makes an address a device's own in the bridge. */
export function fdbOwn(bridge: Bridge, port: BridgePort | undefined, mac: MacAddress, vlan = 0): void {
  const old = bridge.fdb.get(keyOf(mac, vlan));
  if (old?.local) return;
  const nowMs = bridge.device.netns.kernel.clock.monotonicMs;
  fdbSet(bridge, { mac, vlan, port, local: true, static: true, externLearned: false, sticky: false, updatedMs: nowMs, usedMs: nowMs });
}
