// VLANs of a filtering bridge: which tags a port takes and gives. As net/bridge/br_vlan.c.

import { get16 } from '../../../wire/bytes.ts';
import { ETH_P_8021Q } from '../../../wire/ethernet.ts';
import type { Skb } from '../skb.ts';
import type { Bridge, BridgePort } from './bridge-state.ts';

/** The VLAN of a frame that came to a port, its tag taken off; -1 where the port does not take it. */
export function allowIngress(_bridge: Bridge, port: BridgePort, skb: Skb): number {
  const tagged = get16(skb.bytes, skb.mac + 12) === ETH_P_8021Q;
  if (!tagged) return port.pvid === 0 ? -1 : port.pvid;
  const id = get16(skb.bytes, skb.mac + 14) & 0xfff;
  popTag(skb);
  if (id === 0) return port.pvid === 0 ? -1 : port.pvid;
  return port.vlans.has(id) ? id : -1;
}

export const allowEgress = (port: BridgePort, vlan: number): boolean => port.vlans.has(vlan);

/** Takes the tag off a frame whose Ethernet header is at `mac`: the addresses move up. */
export function popTag(skb: Skb): number {
  const { bytes, mac } = skb;
  const tag = get16(bytes, mac + 14);
  bytes.copyWithin(mac + 4, mac, mac + 12);
  skb.mac = mac + 4;
  skb.etherType = get16(bytes, mac + 16);
  skb.start = skb.network = mac + 18;
  skb.resetTransport();
  return tag;
}
