// Which IPv6 groups each device takes packets of. As net/ipv6/mcast.c; mld.ts tells routers.

import { ALL_NODES6, multicastMac } from '../../wire/address.ts';
import { takeMac } from './multicast4.ts';
import { type Netdev, perdev } from './skb.ts';

/** The groups of a device with how many want each. */
export const groups6 = perdev((): Map<bigint, number> => new Map());

/** Every device is in ff02::1 and ff01::1 without joining. */
export const joinedGroup6 = (device: Netdev, group: bigint): boolean =>
  groups6(device).has(group) || group === ALL_NODES6 || group === 0xff010000000000000000000000000001n;

type Reporter = (device: Netdev, group: bigint, joined: boolean) => void;
let report: Reporter = () => {};

/** For mld.ts: sends the reports. */
export function setGroupReporter6(reporter: Reporter): void {
  report = reporter;
}

export function joinGroup6(device: Netdev, group: bigint): void {
  const groups = groups6(device);
  const users = groups.get(group) ?? 0;
  groups.set(group, users + 1);
  if (users > 0) return;
  takeMac(device, multicastMac(group), 1);
  if (device.up && device.carrier) report(device, group, true);
}

export function leaveGroup6(device: Netdev, group: bigint): void {
  const groups = groups6(device);
  const users = groups.get(group) ?? 0;
  if (users > 1) {
    groups.set(group, users - 1);
    return;
  }
  if (!groups.delete(group)) return;
  takeMac(device, multicastMac(group), -1);
  if (device.up && device.carrier) report(device, group, false);
}
