// ifb: gives what it transmits back as received; traffic control redirects to it. As drivers/net/ifb.c.

import { drop } from '../drop.ts';
import { registerNetdev } from '../netdev.ts';
import { IFF_MULTICAST, IFF_NOARP, type NetdevOps } from '../skb.ts';
import { countSent, newEthernet, registerKind } from './kinds.ts';

const ops: NetdevOps = {
  // Nothing is redirected here yet: a frame without an origin is dropped, as the driver does.
  transmit(device, skb) {
    countSent(device, skb.sizeBytes);
    device.stats.rxDropped++;
    drop(skb, 'NOT_SPECIFIED', device.netns);
  },
  info: () => ({}),
};

registerKind({
  kind: 'ifb',
  create({ netns, name, index }) {
    const device = newEthernet(netns, name, 'ifb', ops);
    device.flags = (device.flags | IFF_NOARP) & ~IFF_MULTICAST;
    device.noQueue = false;
    device.txQueueLength = 32;
    registerNetdev(device, index);
    return device;
  },
});
