// veth: two ends of one cable. What one end transmits, the other receives. As drivers/net/veth.c.

import { drop } from '../drop.ts';
import { computeOperstate, registerNetdev, setCarriers, unregisterNetdev } from '../netdev.ts';
import type { NetNamespace } from '../netns.ts';
import type { Netdev, NetdevOps } from '../skb.ts';
import { pullEthernet, receive } from '../transmit.ts';
import { countReceived, countSent, type NewLink, newEthernet, registerKind } from './kinds.ts';

const VLAN_ROOM_BYTES = 4;
const peerOf = (device: Netdev): Netdev | undefined => device.own as Netdev | undefined;

/** Carrier is there while both ends are up. */
function link(device: Netdev): void {
  const peer = peerOf(device);
  const on = peer !== undefined && device.up && peer.up;
  setCarriers(peer ? [peer, device] : [device], on);
}

const ops: NetdevOps = {
  transmit(device, skb) {
    const peer = peerOf(device);
    const fits = peer && (skb.gsoSize > 0 || skb.sizeBytes <= peer.mtu + 14 + VLAN_ROOM_BYTES);
    if (!peer?.up || !fits) {
      device.stats.txDropped++;
      return drop(skb, peer?.up ? 'PKT_TOO_BIG' : 'DEV_READY', device.netns);
    }
    const bytes = skb.sizeBytes;
    countSent(device, bytes);
    countReceived(peer, bytes);
    skb.scrub(peer.netns !== device.netns);
    pullEthernet(skb, peer);
    receive(peer, skb);
  },
  open: link,
  stop: link,
  remove(device) {
    const peer = peerOf(device);
    device.own = undefined;
    if (!peer) return;
    peer.own = undefined;
    return [peer];
  },
  link: peerOf,
  info: () => ({}),
};

function newEnd(netns: NetNamespace, name: string): Netdev {
  const device = newEthernet(netns, name, 'veth', ops);
  // Linux counts its going off at birth.
  device.carrier = false;
  device.carrierDowns = 1;
  return device;
}

registerKind({
  kind: 'veth',
  pattern: 'veth%d',
  create({ netns, name, index, request, peer }: NewLink) {
    const far = newEnd(peer?.netns ?? netns, peer?.name ?? 'veth%d');
    configure(far, peer?.request ?? {});
    registerNetdev(far, peer?.index ?? 0);
    const near = newEnd(netns, name);
    configure(near, request);
    try {
      registerNetdev(near, index);
    } catch (error) {
      far.ops.remove?.(far);
      unregisterNetdev(far);
      throw error;
    }
    near.own = far;
    far.own = near;
    computeOperstate(near);
    computeOperstate(far);
    return near;
  },
});

function configure(device: Netdev, request: { mtu?: number; txQueueLength?: number; numTxQueues?: number; numRxQueues?: number }): void {
  if (request.mtu !== undefined) device.mtu = request.mtu;
  if (request.txQueueLength !== undefined) device.txQueueLength = request.txQueueLength;
  device.txQueues = request.numTxQueues ?? 1;
  device.rxQueues = request.numRxQueues ?? 1;
}

/** A cable between two namespaces, of one machine or two: how a world joins its machines. Both ends are down. */
export function plugVeth(near: NetNamespace, nearName: string, far: NetNamespace, farName: string): void {
  const [one, other] = [newEnd(near, nearName), newEnd(far, farName)];
  registerNetdev(one, 0);
  registerNetdev(other, 0);
  one.own = other;
  other.own = one;
  computeOperstate(one);
  computeOperstate(other);
}
