// vlan: the frames of one 802.1Q tag as a device of their own. As net/8021q/.

import { Errno } from '../../../abi/errno.ts';
import { get16, get48 } from '../../../wire/bytes.ts';
import { ETH_P_8021AD, ETH_P_8021Q } from '../../../wire/ethernet.ts';
import { registerNetdev } from '../netdev.ts';
import type { Netdev, NetdevOps, Skb } from '../skb.ts';
import { receiveNow, setUntag, transmit } from '../transmit.ts';
import { pushTag } from './bridge-forward.ts';
import { popTag } from './bridge-vlan.ts';
import { countReceived, countSent, newEthernet, registerKind } from './kinds.ts';
import { lowerOf, stack, unstack, uppersOf } from './stacked.ts';

interface Vlan {
  id: number;
  protocol: number;
  reorderHeader: boolean;
  gvrp: boolean;
  mvrp: boolean;
  looseBinding: boolean;
  bridgeBinding: boolean;
}

const vlanOf = (device: Netdev): Vlan => device.own as Vlan;

const ops: NetdevOps = {
  transmit(device, skb) {
    const lower = lowerOf(device);
    if (!lower) return;
    const { id, protocol } = vlanOf(device);
    skb.mac = skb.start;
    pushTag(skb, id, protocol);
    countSent(device, skb.sizeBytes - 4);
    transmit(lower, skb);
  },
  changeMtu(device, mtu) {
    if (mtu > (lowerOf(device)?.mtu ?? mtu)) throw new Errno('ERANGE');
  },
  link: lowerOf,
  remove: device => unstack(device),
  info(device) {
    const { id, protocol, reorderHeader } = vlanOf(device);
    return { protocol: protocol === ETH_P_8021AD ? '802.1ad' : '802.1Q', id, flags: reorderHeader ? ['REORDER_HDR'] : [] };
  },
  change(device, data) {
    if ('reorder_hdr' in data) vlanOf(device).reorderHeader = Boolean(data.reorder_hdr);
  },
};

registerKind({
  kind: 'vlan',
  create({ netns, name, index, data, lower, request }) {
    if (data.id === undefined) throw new Errno('EINVAL', 'VLAN properties not specified');
    if (!lower) throw new Errno('EINVAL', 'link not specified');
    const id = Number(data.id);
    if (!(id >= 0 && id < 4095)) throw new Errno('ERANGE', 'Invalid VLAN id');
    if (lower.loopback || lower.headerBytes !== 14) throw new Errno('EOPNOTSUPP', 'VLANs not supported on device');
    const protocol = data.protocol === '802.1ad' ? ETH_P_8021AD : ETH_P_8021Q;
    for (const other of uppersOf(lower)) {
      if (other.kind === 'vlan' && vlanOf(other).id === id && vlanOf(other).protocol === protocol)
        throw new Errno('EEXIST', 'VLAN device already exists');
    }
    const device = newEthernet(netns, request.name === undefined ? `${lower.name}.${id}` : name, 'vlan', ops);
    device.mac = lower.mac;
    device.macAssignType = 2;
    device.mtu = lower.mtu;
    device.minMtu = 0;
    device.own = {
      id,
      protocol,
      reorderHeader: data.reorder_hdr === undefined || Boolean(data.reorder_hdr),
      gvrp: false,
      mvrp: false,
      looseBinding: false,
      bridgeBinding: false,
    } satisfies Vlan;
    stack(device, lower);
    registerNetdev(device, index);
    return device;
  },
});

setUntag((skb: Skb, lower: Netdev) => {
  if (skb.mac < 0) return false;
  const id = get16(skb.bytes, skb.mac + 14) & 0xfff;
  for (const device of uppersOf(lower)) {
    if (device.kind !== 'vlan' || vlanOf(device).id !== id || vlanOf(device).protocol !== skb.etherType) continue;
    popTag(skb);
    if (skb.packetType === 'otherhost' && get48(skb.bytes, skb.mac) === device.mac) skb.packetType = 'host';
    countReceived(device, skb.sizeBytes);
    skb.input = device;
    receiveNow(skb);
    return true;
  }
  if (id !== 0) return false;
  popTag(skb);
  receiveNow(skb);
  return true;
});
