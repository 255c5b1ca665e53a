// Joining and leaving multicast groups by socket options: IP_ADD_MEMBERSHIP and its kin. As ip(7) and ipv6(7).

import { Errno } from '../../../abi/errno.ts';
import type { SocketOptionValue } from '../../../abi/sys.ts';
import { isMulticast, parseAddress, printAddress } from '../../../wire/address.ts';
import { ownerOf4 } from '../address4.ts';
import { joinGroup4, leaveGroup4 } from '../multicast4.ts';
import { joinGroup6, leaveGroup6 } from '../multicast6.ts';
import { deviceByIndex, deviceByName, listDevices } from '../netdev.ts';
import { routeOutput4 } from '../route/lookup.ts';
import type { Netdev } from '../skb.ts';
import type { InetSocket } from './inet-socket.ts';

const memberships = new WeakMap<InetSocket, Set<string>>();

/** `{ group, device? }`: the device by index, name, or one of its addresses. */
interface Membership {
  group?: unknown;
  device?: unknown;
}

function deviceOf(socket: InetSocket, given: unknown, group: number | bigint): Netdev {
  const { netns } = socket;
  let device: Netdev | undefined;
  if (typeof given === 'number' && given > 0) device = deviceByIndex(netns, given);
  else if (typeof given === 'string' && given !== '') {
    const address = parseAddress(given);
    device = typeof address === 'number' ? ownerOf4(netns, address)?.device : deviceByName(netns, given);
  } else if (typeof group === 'number') {
    const route = routeOutput4(netns, { dest: group });
    device = typeof route === 'string' ? undefined : route.output;
  } else device = listDevices(netns).find(other => other.up && !other.loopback);
  if (!device) throw new Errno('ENODEV');
  return device;
}

/** True where the option was one of these. */
export function changeMembership(socket: InetSocket, option: string, value: SocketOptionValue): boolean {
  const joins = option === 'IP_ADD_MEMBERSHIP' || option === 'IPV6_JOIN_GROUP' || option === 'IPV6_ADD_MEMBERSHIP';
  const leaves = option === 'IP_DROP_MEMBERSHIP' || option === 'IPV6_LEAVE_GROUP' || option === 'IPV6_DROP_MEMBERSHIP';
  if (!joins && !leaves) return false;
  const asked: Membership = typeof value === 'object' ? (value as Membership) : { group: value };
  const group = parseAddress(String(asked.group));
  if (group === undefined || !isMulticast(group)) throw new Errno('EINVAL');
  const device = deviceOf(socket, asked.device, group);
  const all = memberships.get(socket) ?? new Set<string>();
  memberships.set(socket, all);
  const key = `${device.index} ${printAddress(group)}`;
  if (joins && all.has(key)) throw new Errno('EADDRINUSE');
  if (leaves && !all.delete(key)) throw new Errno('EADDRNOTAVAIL');
  if (joins) all.add(key);
  if (typeof group === 'number') (joins ? joinGroup4 : leaveGroup4)(device, group);
  else (joins ? joinGroup6 : leaveGroup6)(device, group);
  return true;
}

/** A socket that closes leaves its groups. */
export function leaveGroups(socket: InetSocket): void {
  const all = memberships.get(socket);
  if (!all) return;
  memberships.delete(socket);
  for (const key of all) {
    const [index, group] = key.split(' ');
    const device = deviceByIndex(socket.netns, Number(index));
    if (!device) continue;
    const address = parseAddress(group!);
    if (typeof address === 'number') leaveGroup4(device, address);
    else if (address !== undefined) leaveGroup6(device, address);
  }
}
