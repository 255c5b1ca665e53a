// The kinds of devices that `ip link add … type KIND` makes. As rtnl_link_ops in net/core/rtnetlink.c.

import type { LinkRequest } from '../../../abi/rtnetlink.ts';
import { randomMac } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import { IFF_BROADCAST, IFF_MULTICAST, Netdev, type NetdevOps } from '../skb.ts';

/** What a kind is told when a device is to be made. */
export interface NewLink {
  netns: NetNamespace;
  /** The namespace of the request: where `link` (its lower device) is looked up. */
  source: NetNamespace;
  /** A name, or the kind's pattern. */
  name: string;
  index: number;
  request: LinkRequest;
  data: Record<string, unknown>;
  /** The device of `link DEV`. */
  lower: Netdev | undefined;
  /** Of a veth: what is asked of the other end, and where it goes. */
  peer?: { netns: NetNamespace; name: string; index: number; request: LinkRequest };
}

export interface NetdevKind {
  readonly kind: string;
  /** The pattern of names for devices that are given none. */
  readonly pattern?: string;
  /** Makes and registers the device (and its peer). Throws an Errno with the kind's words. */
  create(link: NewLink): Netdev;
}

const kinds = new Map<string, NetdevKind>();

export function registerKind(kind: NetdevKind): void {
  kinds.set(kind.kind, kind);
}

export const kindNamed = (name: string): NetdevKind | undefined => kinds.get(name);

/** A new Ethernet device with a random address (ether_setup, eth_hw_addr_random). */
export function newEthernet(netns: NetNamespace, name: string, kind: string, ops: NetdevOps): Netdev {
  const device = new Netdev(netns, name, kind, 'ether', 14, ops);
  device.flags = IFF_BROADCAST | IFF_MULTICAST;
  device.mac = randomMac(netns);
  device.macAssignType = 1;
  device.noQueue = true;
  return device;
}

/** Counts a frame that a device has sent. */
export function countSent(device: Netdev, bytes: number): void {
  device.stats.txPackets++;
  device.stats.txBytes += bytes;
}

/** Counts a frame that a device has got. */
export function countReceived(device: Netdev, bytes: number): void {
  device.stats.rxPackets++;
  device.stats.rxBytes += bytes;
}
