// IPv4 addresses of devices: adding, deleting, primaries and secondaries, and who is told. As net/ipv4/devinet.c.

import { Errno } from '../../abi/errno.ts';
import { ANY4, BROADCAST4, mask4 } from '../../wire/address.ts';
import { listDevices, onDeviceEvent } from './netdev.ts';
import { type NetNamespace, pernet } from './netns.ts';
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from './route/table.ts';
import { type Netdev, perdev } from './skb.ts';
import { conf4, either4 } from './sysctl.ts';

export interface Ifaddr4 {
  readonly device: Netdev;
  readonly local: number;
  /** The other end's address on point-to-point links, else `local`. */
  readonly address: number;
  readonly length: number;
  readonly broadcast: number;
  readonly scope: number;
  label: string;
  secondary: boolean;
  noPrefixRoute: boolean;
  metric: number;
  protocol: number;
  /** On the monotonic clock; Infinity is forever. */
  validUntilMs: number;
  preferredUntilMs: number;
}

/** The IPv4 addresses of a device, in the order they are listed. */
export const addresses4 = perdev((): Ifaddr4[] => []);

/** How many devices of a namespace have each address: inet_addr_lst. */
const owners = pernet((): Map<number, Ifaddr4[]> => new Map());

export type AddressEvent4 = (what: 'add' | 'remove', address: Ifaddr4, detail: { primary?: Ifaddr4; silent?: boolean }) => void;
const listeners: { order: number; run: AddressEvent4 }[] = [];

/** `detail.primary`: the address whose promotion or deletion is the cause. `silent` changes are for routes, not for messages. */
export function onAddressEvent4(order: number, run: AddressEvent4): void {
  listeners.push({ order, run });
  listeners.sort((a, b) => a.order - b.order);
}

function tell(what: 'add' | 'remove', address: Ifaddr4, detail: { primary?: Ifaddr4; silent?: boolean } = {}): void {
  for (const listener of listeners) listener.run(what, address, detail);
}

/** Whose address that is, or undefined: the first device that has it. */
export const ownerOf4 = (netns: NetNamespace, address: number): Ifaddr4 | undefined => owners(netns).get(address)?.[0];

export const sameSubnet = (ifaddr: Ifaddr4, address: number): boolean => ((ifaddr.address ^ address) & mask4(ifaddr.length)) === 0;

function hash(address: Ifaddr4): void {
  const map = owners(address.device.netns);
  const list = map.get(address.local);
  if (list) list.push(address);
  else map.set(address.local, [address]);
}

function unhash(address: Ifaddr4): void {
  const map = owners(address.device.netns);
  const list = map.get(address.local)?.filter(other => other !== address) ?? [];
  if (list.length > 0) map.set(address.local, list);
  else map.delete(address.local);
}

/** Adds an address. Throws EEXIST and EINVAL in devinet's words. */
export function addAddress4(address: Ifaddr4): void {
  // Linux takes it without a word and forgets it.
  if (address.local === ANY4) return;
  const list = addresses4(address.device);
  address.secondary = false;
  let place = 0;
  for (const [index, other] of list.entries()) {
    if (!other.secondary && address.scope <= other.scope) place = index + 1;
    if (other.length !== address.length || !sameSubnet(other, address.address)) continue;
    if (other.local === address.local) throw new Errno('EEXIST', 'ipv4: Address already assigned');
    if (other.scope !== address.scope) throw new Errno('EINVAL', 'ipv4: Invalid scope value');
    address.secondary = true;
  }
  list.splice(address.secondary ? list.length : place, 0, address);
  hash(address);
  if (address.validUntilMs !== Number.POSITIVE_INFINITY) expire(address);
  tell('add', address);
}

function expire(address: Ifaddr4): void {
  const { clock } = address.device.netns.kernel;
  clock.after(Math.max(0, address.validUntilMs - clock.monotonicMs), () => {
    if (!addresses4(address.device).includes(address)) return;
    if (clock.monotonicMs >= address.validUntilMs) removeAddress4(address);
    else if (address.validUntilMs !== Number.POSITIVE_INFINITY) expire(address);
  });
}

/** Changes an address's lifetimes (ip addr change). */
export function changeLifetime4(address: Ifaddr4, validUntilMs: number, preferredUntilMs: number): void {
  address.validUntilMs = validUntilMs;
  address.preferredUntilMs = preferredUntilMs;
  if (validUntilMs !== Number.POSITIVE_INFINITY) expire(address);
  tell('add', address);
}

/** Deletes an address; with a primary its secondaries go too, or the first of them is promoted (promote_secondaries). */
export function removeAddress4(address: Ifaddr4): void {
  const list = addresses4(address.device);
  const sameNet = (other: Ifaddr4): boolean => other.length === address.length && sameSubnet(other, address.address);
  let promoted: Ifaddr4 | undefined;
  if (!address.secondary) {
    const secondaries = list.filter(other => other !== address && other.secondary && sameNet(other));
    if (secondaries.length > 0 && either4(address.device, 'promote_secondaries')) {
      promoted = secondaries[0];
      for (const other of secondaries) tell('remove', other, { primary: address, silent: true });
    } else {
      for (const other of secondaries) unlink(list, other, address);
    }
  }
  unlink(list, address, undefined);
  if (promoted) promote(list, promoted, address, sameNet);
}

function unlink(list: Ifaddr4[], address: Ifaddr4, primary: Ifaddr4 | undefined): void {
  list.splice(list.indexOf(address), 1);
  unhash(address);
  tell('remove', address, primary ? { primary } : {});
}

function promote(list: Ifaddr4[], promoted: Ifaddr4, gone: Ifaddr4, sameNet: (other: Ifaddr4) => boolean): void {
  list.splice(list.indexOf(promoted), 1);
  let place = 0;
  for (const [index, other] of list.entries()) if (!other.secondary && gone.scope <= other.scope) place = index + 1;
  list.splice(place, 0, promoted);
  promoted.secondary = false;
  tell('add', promoted);
  for (const other of list) if (other !== promoted && other.secondary && sameNet(other)) tell('add', other, { silent: true });
}

/** The source address that a device would use for a destination; 0 where no device has one (inet_select_addr). */
export function selectAddress4(netns: NetNamespace, device: Netdev | undefined, dest: number, scope: number): number {
  if (device) {
    let first: Ifaddr4 | undefined;
    for (const address of addresses4(device)) {
      if (address.secondary || address.scope > scope) continue;
      if (dest === ANY4 || sameSubnet(address, dest)) return address.local;
      first ??= address;
    }
    if (first) return first.local;
  }
  for (const other of listDevices(netns)) {
    for (const address of addresses4(other)) {
      if (!address.secondary && address.scope !== RT_SCOPE_LINK && address.scope <= scope) return address.local;
    }
  }
  return ANY4;
}

/** An address with the parts that most have. */
export const newAddress4 = (device: Netdev, local: number, length: number, more: Partial<Ifaddr4> = {}): Ifaddr4 => ({
  device,
  local,
  address: local,
  length,
  broadcast: ANY4,
  scope: device.loopback ? RT_SCOPE_HOST : 0,
  label: device.name,
  secondary: false,
  noPrefixRoute: false,
  metric: 0,
  protocol: 0,
  validUntilMs: Number.POSITIVE_INFINITY,
  preferredUntilMs: Number.POSITIVE_INFINITY,
  ...more,
});

export const hasBroadcast = (address: Ifaddr4): boolean => address.broadcast !== ANY4 && address.broadcast !== BROADCAST4;

onDeviceEvent(10, (event, device, before) => {
  const list = addresses4(device);
  if (event === 'up' && device.loopback && list.length === 0) {
    addAddress4(newAddress4(device, 0x7f000001, 8));
  } else if (event === 'unregister' || event === 'leave-netns') {
    while (list.length > 0) removeAddress4(list[0]!);
    if (event === 'leave-netns') device.slots.length = 0;
  } else if (event === 'rename') {
    for (const address of list) address.label = address.label.replace(before!, device.name);
  } else if (event === 'register' || event === 'enter-netns') {
    conf4(device);
  }
});
