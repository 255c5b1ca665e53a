// RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR for IPv4. As net/ipv4/devinet.c: inet_rtm_newaddr. IPv6's are in addr6.ts.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { AddressInfo } from '../../../../abi/rtnetlink.ts';
import { parseIpv4, printIpv4 } from '../../../../wire/address.ts';
import { addAddress4, addresses4, changeLifetime4, type Ifaddr4, newAddress4, removeAddress4, sameSubnet } from '../../address4.ts';
import { deviceByIndex, listDevices } from '../../netdev.ts';
import type { Netdev } from '../../skb.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin } from './context.ts';

type Asked = Partial<AddressInfo> & { index: number };

function read(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = parseIpv4(text);
  if (value === undefined) throw new Errno('EINVAL');
  return value;
}

const until = (device: Netdev, seconds: number | undefined): number =>
  seconds === undefined || seconds === Number.POSITIVE_INFINITY || seconds >= 0xffffffff
    ? Number.POSITIVE_INFINITY
    : device.netns.kernel.clock.monotonicMs + seconds * 1000;

export function newAddr4(asked: Asked, flags: NetlinkFlags, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const local = read(asked.local);
  const length = asked.prefixLength ?? 0;
  if (length > 32) throw new Errno('EINVAL', 'ipv4: Invalid prefix length');
  if (local === undefined) throw new Errno('EINVAL', 'ipv4: Local address is not supplied');
  const device = deviceByIndex(netns, asked.index);
  if (!device) throw new Errno('ENODEV', 'ipv4: Device not found');
  const valid = asked.validLifetime ?? Number.POSITIVE_INFINITY;
  const preferred = asked.preferredLifetime ?? Number.POSITIVE_INFINITY;
  if (valid === 0 || preferred > valid)
    throw new Errno('EINVAL', valid === 0 ? 'ipv4: address lifetime invalid' : 'ipv4: address lifetime invalid');
  const existing = addresses4(device).find(
    other => other.length === length && sameSubnet(other, read(asked.peer) ?? local) && other.local === local,
  );
  if (existing) {
    if (flags.exclusive || !flags.replace) throw new Errno('EEXIST', 'ipv4: Address already assigned');
    if (asked.metric !== undefined) existing.metric = asked.metric;
    changeLifetime4(existing, until(device, valid), until(device, preferred));
    return;
  }
  addAddress4(
    newAddress4(device, local, length, {
      address: read(asked.peer) ?? local,
      broadcast: read(asked.broadcast) ?? 0,
      scope: asked.scope ?? 0,
      label: asked.label ?? device.name,
      noPrefixRoute: asked.flags?.includes('NOPREFIXROUTE') ?? false,
      metric: asked.metric ?? 0,
      protocol: asked.protocol ?? 0,
      validUntilMs: until(device, valid),
      preferredUntilMs: until(device, preferred),
    }),
  );
}

export function delAddr4(asked: Asked, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const device = deviceByIndex(netns, asked.index);
  if (!device) throw new Errno('ENODEV', 'ipv4: Device not found');
  const local = read(asked.local);
  const peer = read(asked.peer);
  const found = addresses4(device).find(address => {
    if (local !== undefined && address.local !== local) return false;
    if (asked.label !== undefined && address.label !== asked.label) return false;
    // A peer or address of full length is a wildcard for the prefix.
    if (asked.prefixLength !== undefined && peer !== undefined && (address.length !== asked.prefixLength || !sameSubnet(address, peer)))
      return false;
    return true;
  });
  if (!found) throw new Errno('EADDRNOTAVAIL', 'ipv4: Address not found');
  removeAddress4(found);
}

/** An address as messages tell of it. */
export function showAddr4(address: Ifaddr4): AddressInfo {
  const { clock } = address.device.netns.kernel;
  const permanent = address.validUntilMs === Number.POSITIVE_INFINITY;
  const left = (atMs: number): number =>
    atMs === Number.POSITIVE_INFINITY ? atMs : Math.max(0, Math.ceil((atMs - clock.monotonicMs) / 1000));
  const flags: string[] = [];
  if (address.secondary) flags.push('SECONDARY');
  if (!permanent && address.preferredUntilMs <= clock.monotonicMs) flags.push('DEPRECATED');
  if (permanent) flags.push('PERMANENT');
  if (address.noPrefixRoute) flags.push('NOPREFIXROUTE');
  return {
    family: 'inet',
    index: address.device.index,
    local: printIpv4(address.local),
    ...(address.address === address.local ? {} : { peer: printIpv4(address.address) }),
    prefixLength: address.length,
    ...(address.broadcast === 0 ? {} : { broadcast: printIpv4(address.broadcast) }),
    scope: address.scope,
    label: address.label,
    flags,
    validLifetime: left(address.validUntilMs),
    preferredLifetime: left(address.preferredUntilMs),
    ...(address.protocol === 0 ? {} : { protocol: address.protocol }),
    ...(address.metric === 0 ? {} : { metric: address.metric }),
  };
}

export function dumpAddr4(index: number | undefined, { netns, reply }: NetlinkContext): void {
  for (const device of listDevices(netns)) {
    if (index !== undefined && index > 0 && device.index !== index) continue;
    for (const address of addresses4(device)) reply({ type: 'newaddr', address: showAddr4(address) });
  }
}
