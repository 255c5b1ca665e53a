// Which IPv4 groups each device takes packets of, and IGMPv3 telling routers so. As net/ipv4/igmp.c.

import { multicastMac } from '../../wire/address.ts';
import { onDeviceEvent } from './netdev.ts';
import { type Netdev, perdev } from './skb.ts';

const ALL_HOSTS = 0xe0000001;

/** The groups of a device with how many sockets want each. */
export const groups4 = perdev((): Map<number, number> => new Map());

export const joinedGroup4 = (device: Netdev, group: number): boolean => groups4(device).has(group);

type Reporter = (device: Netdev, group: number, joined: boolean) => void;
let report: Reporter = () => {};

/** For igmp.ts: sends the reports. */
export function setGroupReporter4(reporter: Reporter): void {
  report = reporter;
}

export function joinGroup4(device: Netdev, group: number): void {
  const groups = groups4(device);
  const users = groups.get(group) ?? 0;
  groups.set(group, users + 1);
  if (users > 0) return;
  takeMac(device, multicastMac(group), 1);
  if (group !== ALL_HOSTS && device.up) report(device, group, true);
}

export function leaveGroup4(device: Netdev, group: number): void {
  const groups = groups4(device);
  const users = groups.get(group) ?? 0;
  if (users > 1) {
    groups.set(group, users - 1);
    return;
  }
  if (!groups.delete(group)) return;
  takeMac(device, multicastMac(group), -1);
  if (group !== ALL_HOSTS && device.up) report(device, group, false);
}

/** Counts users of a link-layer group (dev_mc_add, dev_mc_del). */
export function takeMac(device: Netdev, mac: number, by: number): void {
  const users = (device.groups.get(mac) ?? 0) + by;
  if (users > 0) device.groups.set(mac, users);
  else device.groups.delete(mac);
}

onDeviceEvent(12, (event, device) => {
  if (event === 'up' && !groups4(device).has(ALL_HOSTS)) joinGroup4(device, ALL_HOSTS);
  else if (event === 'down' && groups4(device).has(ALL_HOSTS)) leaveGroup4(device, ALL_HOSTS);
});
