// RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR for IPv6. As net/ipv6/addrconf.c: inet6_rtm_newaddr.

import { Errno } from '../../../../abi/errno.ts';
import type { NetlinkFlags } from '../../../../abi/netlink.ts';
import type { AddressInfo } from '../../../../abi/rtnetlink.ts';
import { isMulticast6, parseIpv6, printIpv6 } from '../../../../wire/address.ts';
import { addAddress6, addresses6, expire, type Ifaddr6, newAddress6, removeAddress6, tellAddress6 } from '../../address6.ts';
import { deviceByIndex, listDevices } from '../../netdev.ts';
import type { NetlinkContext } from '../netlink.ts';
import { demandAdmin } from './context.ts';

type Asked = Partial<AddressInfo> & { index: number };

function read(text: string): bigint {
  const value = parseIpv6(text);
  if (value === undefined) throw new Errno('EINVAL');
  return value;
}

export function newAddr6(asked: Asked, flags: NetlinkFlags, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  if (asked.local === undefined) throw new Errno('EINVAL', 'ipv6: Invalid address');
  const local = read(asked.local);
  const length = asked.prefixLength ?? 0;
  const device = deviceByIndex(netns, asked.index);
  if (!device) throw new Errno('ENODEV', 'ipv6: Unable to find the interface');
  if (length > 128) throw new Errno('EINVAL', 'ipv6: Invalid prefix length');
  const valid = asked.validLifetime ?? Number.POSITIVE_INFINITY;
  const preferred = asked.preferredLifetime ?? Number.POSITIVE_INFINITY;
  if (valid === 0 || preferred > valid) throw new Errno('EINVAL', 'ipv6: address lifetime invalid');
  const until = (seconds: number): number =>
    seconds >= 0xffffffff ? Number.POSITIVE_INFINITY : netns.kernel.clock.monotonicMs + seconds * 1000;
  const existing = addresses6(device).find(address => address.address === local);
  if (existing) {
    if (flags.exclusive || !flags.replace) throw new Errno('EEXIST', 'ipv6: address already assigned');
    existing.validUntilMs = until(valid);
    existing.preferredUntilMs = until(preferred);
    existing.permanent = existing.validUntilMs === Number.POSITIVE_INFINITY;
    expire(existing);
    tellAddress6('change', existing);
    return;
  }
  if (isMulticast6(local) || local === 0n) throw new Errno('EADDRNOTAVAIL', 'ipv6: Cannot assign requested address');
  const wanted = asked.flags ?? [];
  addAddress6(
    newAddress6(device, local, length, {
      peer: asked.peer === undefined ? undefined : read(asked.peer),
      noDad: wanted.includes('NODAD'),
      tentative: !wanted.includes('NODAD') && !device.loopback,
      noPrefixRoute: wanted.includes('NOPREFIXROUTE'),
      managesTemporary: wanted.includes('MANAGETEMPADDR'),
      permanent: valid >= 0xffffffff,
      metric: asked.metric ?? 0,
      protocol: asked.protocol ?? 0,
      validUntilMs: until(valid),
      preferredUntilMs: until(preferred),
    }),
  );
}

export function delAddr6(asked: Asked, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  if (asked.local === undefined) throw new Errno('EINVAL');
  const device = deviceByIndex(netns, asked.index);
  if (!device) throw new Errno('ENODEV', 'ipv6: Unable to find the interface');
  const local = read(asked.local);
  const found = addresses6(device).find(
    address => address.address === local && (asked.prefixLength === undefined || address.length === asked.prefixLength),
  );
  if (!found) throw new Errno('EADDRNOTAVAIL', 'ipv6: address not found');
  removeAddress6(found);
}

export function showAddr6(address: Ifaddr6): AddressInfo {
  const { clock } = address.device.netns.kernel;
  const left = (atMs: number): number =>
    atMs === Number.POSITIVE_INFINITY ? atMs : Math.max(0, Math.ceil((atMs - clock.monotonicMs) / 1000));
  const flags: string[] = [];
  if (address.preferredUntilMs <= clock.monotonicMs) flags.push('DEPRECATED');
  if (address.tentative) flags.push('TENTATIVE');
  if (address.dadFailed) flags.push('DADFAILED');
  if (address.noDad) flags.push('NODAD');
  if (address.permanent) flags.push('PERMANENT');
  if (address.managesTemporary) flags.push('MANAGETEMPADDR');
  if (address.noPrefixRoute) flags.push('NOPREFIXROUTE');
  return {
    family: 'inet6',
    index: address.device.index,
    local: printIpv6(address.address),
    ...(address.peer === undefined ? {} : { peer: printIpv6(address.peer) }),
    prefixLength: address.length,
    scope: address.scope,
    flags,
    validLifetime: left(address.validUntilMs),
    preferredLifetime: left(address.preferredUntilMs),
    ...(address.protocol === 0 ? {} : { protocol: address.protocol }),
    ...(address.metric === 0 ? {} : { metric: address.metric }),
  };
}

export function dumpAddr6(index: number | undefined, { netns, reply }: NetlinkContext): void {
  for (const device of listDevices(netns)) {
    if (index !== undefined && index > 0 && device.index !== index) continue;
    for (const address of addresses6(device)) reply({ type: 'newaddr', address: showAddr6(address) });
  }
}
