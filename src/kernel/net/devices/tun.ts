// tun and tap: devices whose other end is a program. Made by `ip tuntap add` they are there and hold their settings; without a program
// on /dev/net/tun they have no carrier. As drivers/net/tun.c.

import { drop } from '../drop.ts';
import { registerNetdev } from '../netdev.ts';
import { IFF_MULTICAST, IFF_NOARP, IFF_POINTOPOINT, Netdev, type NetdevOps } from '../skb.ts';
import { newEthernet, registerKind } from './kinds.ts';

interface Tun {
  type: 'tun' | 'tap';
  persist: boolean;
  user: number | undefined;
  group: number | undefined;
}

const ops: NetdevOps = {
  // Nobody reads it.
  transmit(device, skb) {
    device.stats.txDropped++;
    drop(skb, 'DEV_READY', device.netns);
  },
  info(device) {
    const { type, persist, user, group } = device.own as Tun;
    return {
      type,
      pi: false,
      vnet_hdr: false,
      multi_queue: false,
      persist,
      ...(user === undefined ? {} : { user }),
      ...(group === undefined ? {} : { group }),
    };
  },
};

registerKind({
  kind: 'tun',
  create({ netns, name, index, data, request }) {
    const type = data.type === 'tap' ? 'tap' : 'tun';
    const pattern = request.name === undefined ? `${type}%d` : name;
    const device = type === 'tap' ? newEthernet(netns, pattern, 'tun', ops) : new Netdev(netns, pattern, 'tun', 'none', 0, ops);
    if (type === 'tun') {
      device.flags = IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
      device.txQueueLength = 500;
    }
    device.noQueue = false;
    device.carrier = false;
    device.maxMtu = type === 'tap' ? 65521 : 65535;
    device.own = {
      type,
      persist: data.persist !== false,
      user: data.user === undefined ? undefined : Number(data.user),
      group: data.group === undefined ? undefined : Number(data.group),
    } satisfies Tun;
    registerNetdev(device, index);
    return device;
  },
});
