// lo: what it transmits it receives. As drivers/net/loopback.c.

import { registerNetdev } from '../netdev.ts';
import { onNamespaceBirth } from '../netns.ts';
import { IFF_LOOPBACK, Netdev, type NetdevOps } from '../skb.ts';
import { pullEthernet, receive } from '../transmit.ts';
import { countReceived, countSent } from './kinds.ts';

const ops: NetdevOps = {
  transmit(device, skb) {
    pullEthernet(skb, device);
    skb.physIn = undefined;
    skb.physOut = undefined;
    skb.bridge = undefined;
    countSent(device, skb.sizeBytes);
    countReceived(device, skb.sizeBytes);
    receive(device, skb);
  },
};

onNamespaceBirth(netns => {
  const device = new Netdev(netns, 'lo', undefined, 'loopback', 14, ops);
  device.flags = IFF_LOOPBACK;
  device.mtu = 65536;
  device.minMtu = 0;
  device.maxMtu = 0;
  device.broadcast = 0;
  device.noQueue = true;
  device.netnsImmutable = true;
  registerNetdev(device);
});
