// IPv6 addresses of devices: adding, deleting, and which one to send from. As net/ipv6/addrconf.c. Finding duplicates is dad.ts's.

import { Errno } from '../../abi/errno.ts';
import { isLinkLocal6, isMulticast6, LOOPBACK6, maskAddress } from '../../wire/address.ts';
import type { Timer } from '../context.ts';
import { listDevices } from './netdev.ts';
import { type NetNamespace, pernet } from './netns.ts';
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from './route/table.ts';
import { type Netdev, perdev } from './skb.ts';
import { conf6 } from './sysctl.ts';

export const IFAPROT_KERNEL_LO = 1;
export const IFAPROT_KERNEL_RA = 2;
export const IFAPROT_KERNEL_LL = 3;

export interface Ifaddr6 {
  readonly device: Netdev;
  readonly address: bigint;
  readonly peer: bigint | undefined;
  readonly length: number;
  /** 0 global, 253 link, 254 host. */
  readonly scope: number;
  tentative: boolean;
  dadFailed: boolean;
  noDad: boolean;
  noPrefixRoute: boolean;
  /** Made by hand or the kernel for ever (IFA_F_PERMANENT). */
  permanent: boolean;
  managesTemporary: boolean;
  metric: number;
  protocol: number;
  validUntilMs: number;
  preferredUntilMs: number;
  timer: Timer | undefined;
}

/** Of a device, widest scope first and the newest of each first. */
export const addresses6 = perdev((): Ifaddr6[] => []);
const owners = pernet((): Map<bigint, Ifaddr6[]> => new Map());

export type AddressEvent6 = (what: 'add' | 'remove' | 'ready' | 'change', address: Ifaddr6) => void;
const listeners: { order: number; run: AddressEvent6 }[] = [];

/** 'ready' is the end of duplicate detection. */
export function onAddressEvent6(order: number, run: AddressEvent6): void {
  listeners.push({ order, run });
  listeners.sort((a, b) => a.order - b.order);
}

export function tellAddress6(what: 'add' | 'remove' | 'ready' | 'change', address: Ifaddr6): void {
  for (const listener of listeners) listener.run(what, address);
}

/** Who has an address, on one device or any; tentative ones only where asked for. */
export function ownerOf6(netns: NetNamespace, address: bigint, device?: Netdev, tentative = false): Ifaddr6 | undefined {
  return owners(netns)
    .get(address)
    ?.find(
      other =>
        (device === undefined || other.device === device) && (tentative || !other.tentative || other.device.loopback) && !other.dadFailed,
    );
}

export const scopeOf6 = (address: bigint): number =>
  address === LOOPBACK6 ? RT_SCOPE_HOST : isLinkLocal6(address) ? RT_SCOPE_LINK : address >> 118n === 0x3fbn ? 200 : 0;

export const newAddress6 = (device: Netdev, address: bigint, length: number, more: Partial<Ifaddr6> = {}): Ifaddr6 => ({
  device,
  address,
  peer: undefined,
  length,
  scope: scopeOf6(address),
  tentative: false,
  dadFailed: false,
  noDad: false,
  noPrefixRoute: false,
  permanent: true,
  managesTemporary: false,
  metric: 0,
  protocol: 0,
  validUntilMs: Number.POSITIVE_INFINITY,
  preferredUntilMs: Number.POSITIVE_INFINITY,
  timer: undefined,
  ...more,
});

/** How wide a scope is, as lists are sorted by it. */
const rank = (address: Ifaddr6): number => (address.scope === 0 ? 14 : address.scope === 200 ? 5 : address.scope === RT_SCOPE_LINK ? 2 : 1);

export function addAddress6(address: Ifaddr6): void {
  const { device } = address;
  if (conf6(device).disable_ipv6 !== 0) throw new Errno('EACCES', 'ipv6: IPv6 is disabled on this device');
  const list = addresses6(device);
  if (list.some(other => other.address === address.address)) throw new Errno('EEXIST', 'ipv6: address already assigned');
  const place = list.findIndex(other => rank(address) >= rank(other));
  if (place < 0) list.push(address);
  else list.splice(place, 0, address);
  const map = owners(device.netns);
  map.set(address.address, [...(map.get(address.address) ?? []), address]);
  tellAddress6('add', address);
  if (address.validUntilMs !== Number.POSITIVE_INFINITY) expire(address);
}

/** Arranges for an address's end; call it again when its lifetime changed. */
export function expire(address: Ifaddr6): void {
  const { clock } = address.device.netns.kernel;
  if (address.validUntilMs === Number.POSITIVE_INFINITY) return;
  clock.after(Math.max(0, address.validUntilMs - clock.monotonicMs), () => {
    if (!addresses6(address.device).includes(address)) return;
    if (clock.monotonicMs >= address.validUntilMs) removeAddress6(address);
    else expire(address);
  });
}

export function removeAddress6(address: Ifaddr6): void {
  const { device } = address;
  const list = addresses6(device);
  const at = list.indexOf(address);
  if (at < 0) return;
  list.splice(at, 1);
  address.timer?.cancel();
  const map = owners(device.netns);
  const left = map.get(address.address)!.filter(other => other !== address);
  if (left.length > 0) map.set(address.address, left);
  else map.delete(address.address);
  tellAddress6('remove', address);
}

/** The link-local address of a device, once it is usable. */
export const linkLocalOf = (device: Netdev, tentative = false): bigint | undefined =>
  addresses6(device).find(address => address.scope === RT_SCOPE_LINK && (tentative || !address.tentative))?.address;

function commonBits(a: bigint, b: bigint): number {
  const difference = a ^ b;
  return difference === 0n ? 128 : 128 - difference.toString(2).length;
}

/** RFC 6724, section 5, as far as its rules apply to addresses without labels of their own. */
function better(a: Ifaddr6, b: Ifaddr6, dest: bigint, device: Netdev | undefined, nowMs: number): boolean {
  if (a.address === dest || b.address === dest) return a.address === dest;
  const wanted = isMulticast6(dest) ? (Number((dest >> 112n) & 0xfn) <= 2 ? 2 : 14) : isLinkLocal6(dest) ? 2 : dest === LOOPBACK6 ? 1 : 14;
  const [rankA, rankB] = [rank(a), rank(b)];
  if (rankA !== rankB) return rankA < rankB ? rankA >= wanted : rankB < wanted;
  const [oldA, oldB] = [a.preferredUntilMs <= nowMs, b.preferredUntilMs <= nowMs];
  if (oldA !== oldB) return oldB;
  if (device && (a.device === device) !== (b.device === device)) return a.device === device;
  return commonBits(a.address, dest) > commonBits(b.address, dest);
}

/** The source address for a destination by a device; undefined where there is none (ipv6_dev_get_saddr). */
export function selectAddress6(netns: NetNamespace, device: Netdev | undefined, dest: bigint): bigint | undefined {
  const nowMs = netns.kernel.clock.monotonicMs;
  let best: Ifaddr6 | undefined;
  // Link-local destinations and groups want an address of the same link.
  const narrow = isLinkLocal6(dest) || (isMulticast6(dest) && ((dest >> 112n) & 0xfn) <= 2n);
  for (const other of narrow && device ? [device] : listDevices(netns)) {
    for (const address of addresses6(other)) {
      if (address.tentative || address.dadFailed) continue;
      if (address.scope === RT_SCOPE_LINK && device !== undefined && other !== device) continue;
      if (!best || better(address, best, dest, device, nowMs)) best = address;
    }
  }
  return best?.address;
}

export const prefixOf6 = (address: Ifaddr6): bigint => maskAddress(address.address, address.length);
