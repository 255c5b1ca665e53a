// dummy: takes everything and passes on nothing. As drivers/net/dummy.c.

import { registerNetdev } from '../netdev.ts';
import { IFF_MULTICAST, IFF_NOARP, type NetdevOps } from '../skb.ts';
import { countSent, newEthernet, registerKind } from './kinds.ts';

const ops: NetdevOps = {
  transmit(device, skb) {
    countSent(device, skb.sizeBytes);
  },
  info: () => ({}),
};

registerKind({
  kind: 'dummy',
  pattern: 'dummy%d',
  create({ netns, name, index }) {
    const device = newEthernet(netns, name, 'dummy', ops);
    device.flags = (device.flags | IFF_NOARP) & ~IFF_MULTICAST;
    device.minMtu = 0;
    device.maxMtu = 0;
    registerNetdev(device, index);
    return device;
  },
});
