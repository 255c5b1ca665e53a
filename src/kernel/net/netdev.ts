// Network devices in their namespaces: registering, naming, bringing up and down, carrier, moving, and who is told. As net/core/dev.c.

import { Errno } from '../../abi/errno.ts';
import type { MacAddress } from '../../wire/address.ts';
import { type NetNamespace, onNamespaceExit, pernet } from './netns.ts';
import { IFF_ALLMULTI, IFF_PROMISC, IFF_UP, type Netdev } from './skb.ts';

export interface Devices {
  /** In the order of their indexes' making, as /proc/net/dev lists them. */
  readonly byIndex: Map<number, Netdev>;
  readonly byName: Map<string, Netdev>;
  last: number;
}

export const devices = pernet((): Devices => ({ byIndex: new Map(), byName: new Map(), last: 0 }));

/** All devices of a namespace by index, as dumps list them. */
export const listDevices = (netns: NetNamespace): Netdev[] => [...devices(netns).byIndex.values()].sort((a, b) => a.index - b.index);

/** By name or alternative name. */
export const deviceByName = (netns: NetNamespace, name: string): Netdev | undefined => devices(netns).byName.get(name);
export const deviceByIndex = (netns: NetNamespace, index: number): Netdev | undefined => devices(netns).byIndex.get(index);
export const loopbackOf = (netns: NetNamespace): Netdev => devices(netns).byIndex.get(1)!;

export type DeviceEvent =
  | 'register'
  | 'unregister'
  | 'up'
  | 'going-down'
  | 'down'
  | 'change'
  /** Something that only messages tell of. */
  | 'settings'
  | 'rename'
  | 'mtu'
  | 'mac'
  | 'master'
  | 'leave-netns'
  | 'enter-netns';

type Listener = (event: DeviceEvent, device: Netdev, detail?: string) => void;
const listeners: { order: number; run: Listener }[] = [];

/** Is told of every device's changes, in all namespaces; lower orders first (addresses before routes before messages). */
export function onDeviceEvent(order: number, run: Listener): void {
  listeners.push({ order, run });
  listeners.sort((a, b) => a.order - b.order);
}

export function tellDevice(event: DeviceEvent, device: Netdev, detail?: string): void {
  for (const listener of listeners) listener.run(event, device, detail);
}

/** dev_valid_name. */
export const validName = (name: string): boolean =>
  name !== '' && name.length <= 15 && name !== '.' && name !== '..' && !/[/:\s]/.test(name);

/** A name for a pattern such as "veth%d": the lowest free number. */
export function allocateName(netns: NetNamespace, pattern: string): string {
  const { byName } = devices(netns);
  if (!pattern.includes('%')) {
    if (byName.has(pattern)) throw new Errno('EEXIST');
    return pattern;
  }
  if (!/^[^%]*%d[^%]*$/.test(pattern)) throw new Errno('EINVAL');
  for (let number = 0; ; number++) {
    const name = pattern.replace('%d', String(number));
    if (!byName.has(name)) return name;
  }
}

function takeIndex(netns: NetNamespace, wanted: number): number {
  const table = devices(netns);
  if (wanted > 0) {
    if (table.byIndex.has(wanted)) throw new Errno('EBUSY');
    return wanted;
  }
  do table.last++;
  while (table.byIndex.has(table.last));
  return table.last;
}

/** A random locally administered unicast address, from the seed (eth_hw_addr_random). */
export function randomMac(netns: NetNamespace): MacAddress {
  const { random } = netns.kernel;
  const first = (random.below(256) & 0xfe) | 2;
  return first * 0x10000000000 + random.below(256) * 0x100000000 + random.u32();
}

/** Puts a new device into its namespace under `device.name` (a pattern is filled in). Throws EEXIST, EINVAL, EBUSY. */
export function registerNetdev(device: Netdev, index = 0): void {
  const { netns } = device;
  if (!validName(device.name)) throw new Errno('EINVAL');
  device.name = allocateName(netns, device.name);
  device.index = takeIndex(netns, index);
  const table = devices(netns);
  table.byIndex.set(device.index, device);
  table.byName.set(device.name, device);
  device.registered = true;
  if (!device.carrier) computeOperstate(device);
  tellDevice('register', device);
}

/** Takes a device, and what its kind says goes with it, out of the world. */
export function unregisterNetdev(device: Netdev): void {
  if (!device.registered) return;
  closeNetdev(device);
  const others = device.ops.remove?.(device);
  if (device.master) device.master.ops.release?.(device.master, device);
  tellDevice('unregister', device);
  device.registered = false;
  forget(device);
  for (const other of others ?? []) unregisterNetdev(other);
}

function forget(device: Netdev): void {
  const { byIndex, byName } = devices(device.netns);
  byIndex.delete(device.index);
  byName.delete(device.name);
  for (const name of device.alternativeNames) byName.delete(name);
}

/** The index of the device below or of the peer, seen from the device's own namespace. */
export const linkOf = (device: Netdev): Netdev | undefined => device.ops.link?.(device);

/** rfc2863_policy: what the device's state is by its carrier. */
export function computeOperstate(device: Netdev): void {
  if (device.carrier) {
    device.operstate = 'UP';
    return;
  }
  const link = linkOf(device);
  // Looked up by index in the device's own namespace, as Linux does: a peer elsewhere may not be found.
  const lower = link && link !== device ? deviceByIndex(device.netns, link.index) : undefined;
  device.operstate = lower && !lower.carrier ? 'LOWERLAYERDOWN' : 'DOWN';
}

/** netif_carrier_on and _off. */
export function setCarrier(device: Netdev, on: boolean): void {
  setCarriers([device], on);
}

/** The same for several at once: each sees the others' new state. */
export function setCarriers(all: readonly Netdev[], on: boolean): void {
  const changed = all.filter(device => device.carrier !== on);
  for (const device of changed) {
    device.carrier = on;
    if (on) device.carrierUps++;
    else device.carrierDowns++;
  }
  for (const device of changed) if (device.registered) computeOperstate(device);
  for (const device of changed) if (device.registered && device.up) tellDevice('change', device);
}

/** IFF_UP on. */
export function openNetdev(device: Netdev): void {
  if (device.up) return;
  device.flags |= IFF_UP;
  device.activated = true;
  try {
    device.ops.open?.(device);
  } catch (error) {
    device.flags &= ~IFF_UP;
    throw error;
  }
  tellDevice('up', device);
}

export function closeNetdev(device: Netdev): void {
  if (!device.up) return;
  tellDevice('going-down', device);
  device.flags &= ~IFF_UP;
  device.ops.stop?.(device);
  tellDevice('down', device);
}

/** Renames; Linux allows it for devices that are up. Throws EEXIST, EINVAL. */
export function renameNetdev(device: Netdev, name: string): void {
  if (!validName(name)) throw new Errno('EINVAL', 'Invalid interface name');
  if (name === device.name) return;
  const final = allocateName(device.netns, name);
  const { byName } = devices(device.netns);
  const before = device.name;
  byName.delete(before);
  byName.set(final, device);
  device.name = final;
  tellDevice('rename', device, before);
}

/** Throws EINVAL with the kernel's words where the MTU is out of the device's range. */
export function setMtu(device: Netdev, mtu: number): void {
  if (device.mtu === mtu) return;
  if (mtu < 0 || mtu < device.minMtu) throw new Errno('EINVAL', 'mtu less than device minimum');
  if (device.maxMtu > 0 && mtu > device.maxMtu) throw new Errno('EINVAL', 'mtu greater than device maximum');
  device.ops.changeMtu?.(device, mtu);
  device.mtu = mtu;
  tellDevice('mtu', device);
}

/** Throws EADDRNOTAVAIL for an address that is no station's. */
export function setMac(device: Netdev, mac: MacAddress): void {
  if (device.headerBytes === 0 || device.loopback) throw new Errno('EOPNOTSUPP');
  if (mac === 0 || Math.floor(mac / 0x10000000000) & 1) throw new Errno('EADDRNOTAVAIL');
  device.ops.setMac?.(device, mac);
  device.mac = mac;
  device.macAssignType = 3;
  tellDevice('mac', device);
}

/** Counts who wants all packets of the device (dev_set_promiscuity). */
export function changePromiscuity(device: Netdev, by: number): void {
  const before = device.flags;
  device.promiscuity += by;
  if (device.promiscuity > 0) device.flags |= IFF_PROMISC;
  else device.flags &= ~IFF_PROMISC;
  if (before !== device.flags) {
    const verb = device.promiscuity > 0 ? 'entered' : 'left';
    device.netns.kernel.log.print(6, `${device.name}: ${verb} promiscuous mode`);
    tellDevice('change', device);
  }
}

export function changeAllmulti(device: Netdev, by: number): void {
  device.allmulti += by;
  if (device.allmulti > 0) device.flags |= IFF_ALLMULTI;
  else device.flags &= ~IFF_ALLMULTI;
}

/** Moves a device to another namespace: it goes down, loses its addresses, and keeps its index where that is free. */
export function moveNetdev(device: Netdev, to: NetNamespace, pattern?: string, wantedIndex = 0): void {
  if (device.netns === to && pattern === undefined) return;
  if (device.netnsImmutable) throw new Errno('EINVAL', 'The interface netns is immutable');
  const target = devices(to);
  let { name } = device;
  if (device.netns !== to && target.byName.has(pattern ?? name)) {
    if (pattern === undefined || !pattern.includes('%'))
      throw new Errno('EEXIST', 'An interface with the same name exists in the target netns');
  }
  name = allocateName(to, pattern ?? name);
  closeNetdev(device);
  if (device.master) {
    device.master.ops.release?.(device.master, device);
  }
  tellDevice('leave-netns', device);
  forget(device);
  device.alternativeNames.length = 0;
  device.activated = false;
  device.netns = to;
  device.name = name;
  device.index = wantedIndex > 0 ? takeIndex(to, wantedIndex) : target.byIndex.has(device.index) ? takeIndex(to, 0) : device.index;
  target.byIndex.set(device.index, device);
  target.byName.set(device.name, device);
  tellDevice('enter-netns', device);
}

/** The first namespace of a machine gets back devices that no kind made; the others die with their namespace. */
onNamespaceExit(netns => {
  for (const device of listDevices(netns).reverse()) if (device.registered && !device.loopback) unregisterNetdev(device);
  for (const device of listDevices(netns)) unregisterNetdev(device);
});
