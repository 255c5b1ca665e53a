// macvlan: several devices with addresses of their own on one below. Modes bridge, private, vepa, passthru. As drivers/net/macvlan.c.

import { Errno } from '../../../abi/errno.ts';
import { isMulticastMac } from '../../../wire/address.ts';
import { get48 } from '../../../wire/bytes.ts';
import { changePromiscuity, registerNetdev } from '../netdev.ts';
import type { Netdev, NetdevOps, Skb } from '../skb.ts';
import { pullEthernet, receive, transmit } from '../transmit.ts';
import { countReceived, countSent, newEthernet, registerKind } from './kinds.ts';
import { lowerOf, stack, unstack, uppersOf } from './stacked.ts';

const MODES = ['private', 'vepa', 'bridge', 'passthru', 'source'] as const;
type Mode = (typeof MODES)[number];

interface Macvlan {
  mode: Mode;
}

const modeOf = (device: Netdev): Mode => (device.own as Macvlan).mode;

function members(lower: Netdev): Netdev[] {
  return [...uppersOf(lower)].filter(device => device.kind === 'macvlan');
}

/** Gives a frame with its Ethernet header at the front to one of the devices. */
function give(device: Netdev, skb: Skb, packetType?: Skb['packetType']): void {
  if (!device.up) return;
  countReceived(device, skb.sizeBytes);
  if (packetType === 'multicast' || packetType === 'broadcast') device.stats.multicast++;
  skb.scrub(device.netns !== skb.input?.netns && skb.input !== undefined);
  pullEthernet(skb, device);
  receive(device, skb);
}

function fromBelow(lower: Netdev, skb: Skb): boolean {
  const all = members(lower);
  const dest = get48(skb.bytes, skb.mac);
  const source = get48(skb.bytes, skb.mac + 6);
  if (isMulticastMac(dest)) {
    const sender = all.find(device => device.mac === source);
    for (const device of all) {
      if (device === sender) continue;
      // Frames of a sibling have been given already, unless an external switch reflects them.
      if (sender && modeOf(sender) === 'bridge' && modeOf(device) === 'bridge') continue;
      const copy = skb.clone();
      copy.start = copy.mac;
      give(device, copy, skb.packetType);
    }
    return false;
  }
  const passthru = all.length === 1 && modeOf(all[0]!) === 'passthru' ? all[0] : undefined;
  const target = passthru ?? all.find(device => device.mac === dest);
  if (!target) return false;
  skb.start = skb.mac;
  give(target, skb);
  return true;
}

const ops: NetdevOps = {
  transmit(device, skb) {
    const lower = lowerOf(device);
    if (!lower) return;
    countSent(device, skb.sizeBytes);
    const dest = get48(skb.bytes, skb.start);
    if (modeOf(device) === 'bridge') {
      if (isMulticastMac(dest)) {
        for (const sibling of members(lower)) {
          if (sibling === device || modeOf(sibling) !== 'bridge') continue;
          skb.mac = skb.start;
          give(sibling, skb.clone(), 'multicast');
        }
      } else {
        const sibling = members(lower).find(other => other !== device && other.mac === dest && modeOf(other) === 'bridge');
        if (sibling) return give(sibling, skb);
      }
    }
    transmit(lower, skb);
  },
  link: lowerOf,
  changeMtu(device, mtu) {
    if (mtu > (lowerOf(device)?.mtu ?? mtu)) throw new Errno('EINVAL');
  },
  remove(device) {
    const lower = lowerOf(device);
    unstack(device);
    if (!lower || members(lower).length > 0) return;
    if (lower.receiveHandler === fromBelow) lower.receiveHandler = undefined;
    if (modeOf(device) === 'passthru') changePromiscuity(lower, -1);
  },
  info: device => ({ mode: modeOf(device), bc_queue_len: 1000, used_bc_queue_len: 1000 }),
  change(device, data) {
    if (data.mode === undefined) return;
    if (!MODES.includes(data.mode as Mode)) throw new Errno('EINVAL');
    if ((data.mode === 'passthru') !== (modeOf(device) === 'passthru')) throw new Errno('EINVAL');
    (device.own as Macvlan).mode = data.mode as Mode;
  },
};

registerKind({
  kind: 'macvlan',
  create({ netns, name, index, data, lower }) {
    if (!lower) throw new Errno('EINVAL');
    const mode = (data.mode as Mode | undefined) ?? 'vepa';
    if (!MODES.includes(mode) || mode === 'source') throw new Errno(mode === 'source' ? 'EOPNOTSUPP' : 'EINVAL');
    // On top of another macvlan it is that one's lower device that counts.
    const real = lower.kind === 'macvlan' ? (lowerOf(lower) ?? lower) : lower;
    if (real.loopback || real.headerBytes !== 14) throw new Errno('EINVAL');
    if (real.receiveHandler && real.receiveHandler !== fromBelow) throw new Errno('EBUSY');
    const others = members(real);
    if (others.some(other => modeOf(other) === 'passthru') || (mode === 'passthru' && others.length > 0)) throw new Errno('EINVAL');
    const device = newEthernet(netns, name, 'macvlan', ops);
    device.mtu = real.mtu;
    device.maxMtu = 65535;
    device.own = { mode } satisfies Macvlan;
    if (mode === 'passthru') {
      device.mac = real.mac;
      changePromiscuity(real, 1);
    }
    stack(device, real);
    real.receiveHandler = fromBelow;
    registerNetdev(device, index);
    return device;
  },
});
