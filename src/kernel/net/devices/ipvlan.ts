// ipvlan: several devices that share the address of the one below and are told apart by IP address. Modes l2, l3, l3s. As drivers/net/ipvlan/.

import { Errno } from '../../../abi/errno.ts';
import { type IpAddress, isMulticast, isMulticastMac } from '../../../wire/address.ts';
import { Arp } from '../../../wire/arp.ts';
import { get48 } from '../../../wire/bytes.ts';
import { ETH_P_ARP } from '../../../wire/ethernet.ts';
import { ndiscTarget } from '../../../wire/ndisc.ts';
import { addresses4 } from '../address4.ts';
import { addresses6 } from '../address6.ts';
import { drop } from '../drop.ts';
import { registerNetdev } from '../netdev.ts';
import { IFF_NOARP, type Netdev, type NetdevOps, type Skb } from '../skb.ts';
import { pullEthernet, receive, transmit } from '../transmit.ts';
import { countReceived, countSent, newEthernet, registerKind } from './kinds.ts';
import { lowerOf, stack, unstack, uppersOf } from './stacked.ts';

const MODES = ['l2', 'l3', 'l3s'] as const;
type Mode = (typeof MODES)[number];
interface Ipvlan {
  mode: Mode;
  flag: 'bridge' | 'private' | 'vepa';
}

const ipvlanOf = (device: Netdev): Ipvlan => device.own as Ipvlan;
const members = (lower: Netdev): Netdev[] => [...uppersOf(lower)].filter(device => device.kind === 'ipvlan');

const has = (device: Netdev, address: IpAddress): boolean =>
  typeof address === 'number'
    ? addresses4(device).some(own => own.local === address)
    : addresses6(device).some(own => own.address === address);

/** The IP address that a frame is for: of the packet, of an ARP question, of a neighbour solicitation. */
function targetOf(skb: Skb, network: number): IpAddress | undefined {
  if (skb.etherType === ETH_P_ARP) return new Arp(skb.bytes, network).target;
  if (skb.version === 0) return undefined;
  const dest = skb.destIp;
  if (typeof dest === 'bigint' && isMulticast(dest) && skb.protocol === 58 && skb.bytes[skb.networkEnd] === 135) {
    return ndiscTarget(skb.bytes, skb.networkEnd);
  }
  return dest;
}

function give(device: Netdev, skb: Skb): void {
  if (!device.up) return drop(skb, 'DEV_READY', device.netns);
  countReceived(device, skb.sizeBytes);
  skb.scrub(true);
  pullEthernet(skb, device);
  receive(device, skb);
}

function fromBelow(lower: Netdev, skb: Skb): boolean {
  const target = targetOf(skb, skb.network);
  const device = target === undefined ? undefined : members(lower).find(member => has(member, target));
  if (device) {
    if (isMulticastMac(get48(skb.bytes, skb.mac)) && skb.etherType !== ETH_P_ARP && skb.version !== 6) return false;
    skb.start = skb.mac;
    give(device, skb);
    return true;
  }
  if (!isMulticastMac(get48(skb.bytes, skb.mac))) return false;
  for (const member of members(lower)) {
    if (ipvlanOf(member).mode !== 'l2') continue;
    const copy = skb.clone();
    copy.start = copy.mac;
    give(member, copy);
  }
  return false;
}

const ops: NetdevOps = {
  transmit(device, skb) {
    const lower = lowerOf(device);
    if (!lower) return;
    countSent(device, skb.sizeBytes);
    const target = targetOf(skb, skb.start + 14);
    const sibling = target === undefined ? undefined : members(lower).find(member => member !== device && has(member, target));
    if (sibling && ipvlanOf(device).flag === 'bridge') return give(sibling, skb);
    if (ipvlanOf(device).mode !== 'l2' && skb.etherType === ETH_P_ARP) return drop(skb, 'NOT_SPECIFIED', device.netns);
    transmit(lower, skb);
  },
  link: lowerOf,
  remove(device) {
    const lower = lowerOf(device);
    unstack(device);
    if (lower && members(lower).length === 0 && lower.receiveHandler === fromBelow) lower.receiveHandler = undefined;
  },
  info: device => ({ mode: ipvlanOf(device).mode, flags: ipvlanOf(device).flag }),
};

registerKind({
  kind: 'ipvlan',
  create({ netns, name, index, data, lower }) {
    if (!lower) throw new Errno('EINVAL');
    const mode = (data.mode as Mode | undefined) ?? 'l3';
    if (!MODES.includes(mode)) throw new Errno('EINVAL');
    const real = lower.kind === 'ipvlan' ? (lowerOf(lower) ?? lower) : lower;
    if (real.loopback || real.headerBytes !== 14) throw new Errno('EINVAL', 'Master is either lo or non-ether device');
    if (real.receiveHandler && real.receiveHandler !== fromBelow) throw new Errno('EBUSY');
    const device = newEthernet(netns, name, 'ipvlan', ops);
    device.mac = real.mac;
    device.macAssignType = 2;
    device.mtu = real.mtu;
    if (mode !== 'l2') device.flags |= IFF_NOARP;
    device.own = { mode, flag: (data.flags as Ipvlan['flag'] | undefined) ?? 'bridge' } satisfies Ipvlan;
    stack(device, real);
    real.receiveHandler = fromBelow;
    registerNetdev(device, index);
    return device;
  },
});
