// Devices on top of others (vlan, macvlan, ipvlan): following the carrier and the life of what is below. As netif_stacked_transfer_operstate.

import { onDeviceEvent, setCarrier, setMtu, unregisterNetdev } from '../netdev.ts';
import type { Netdev } from '../skb.ts';

/** A device's lower one, and the devices stacked on a lower one. */
const uppers = new WeakMap<Netdev, Set<Netdev>>();
const lowers = new WeakMap<Netdev, Netdev>();

export function stack(upper: Netdev, lower: Netdev): void {
  lowers.set(upper, lower);
  const set = uppers.get(lower) ?? new Set<Netdev>();
  set.add(upper);
  uppers.set(lower, set);
  upper.carrier = lower.running;
}

export function unstack(upper: Netdev): void {
  const lower = lowers.get(upper);
  if (lower) uppers.get(lower)?.delete(upper);
  lowers.delete(upper);
}

export const lowerOf = (upper: Netdev): Netdev | undefined => lowers.get(upper);
export const uppersOf = (lower: Netdev): ReadonlySet<Netdev> => uppers.get(lower) ?? new Set();

onDeviceEvent(6, (event, device) => {
  const set = uppers.get(device);
  if (!set || set.size === 0) return;
  if (event === 'up' || event === 'change' || event === 'down') for (const upper of set) setCarrier(upper, device.running);
  else if (event === 'unregister') for (const upper of [...set]) unregisterNetdev(upper);
  else if (event === 'mtu') for (const upper of set) if (upper.mtu > device.mtu) setMtu(upper, device.mtu);
});
