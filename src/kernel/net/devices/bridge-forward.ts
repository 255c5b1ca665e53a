// Frames through a bridge: learned, flooded, handed up, filtered by VLAN, shown to its hooks. As net/bridge/br_input.c, br_forward.c.

import { isMulticastMac } from '../../../wire/address.ts';
import { get16, get48 } from '../../../wire/bytes.ts';
import { ETH_P_8021Q, ETH_P_ARP } from '../../../wire/ethernet.ts';
import { drop } from '../drop.ts';
import { run as runHooks } from '../hooks.ts';
import type { Netdev, Skb } from '../skb.ts';
import { receive, transmit } from '../transmit.ts';
import { type Bridge, type BridgePort, bridgeOf, fdbFind, fdbLearn, portOf } from './bridge-state.ts';
import { allowEgress, allowIngress } from './bridge-vlan.ts';
import { countReceived } from './kinds.ts';

/** A frame came to a port (br_handle_frame): it is the bridge's now. */
export function handleFrame(device: Netdev, skb: Skb): boolean {
  if (skb.packetType === 'loopback') return false;
  const port = portOf(device);
  const dest = get48(skb.bytes, skb.mac);
  const source = get48(skb.bytes, skb.mac + 6);
  if (source === 0 || isMulticastMac(source)) {
    drop(skb, 'INVALID_PROTO', device.netns);
    return true;
  }
  // 01:80:c2:00:00:0X are for bridges themselves.
  if (Math.floor(dest / 16) === 0x0180c200000 && (dest & 15) <= 15 && !linkLocalAllowed(port.bridge, dest & 15)) {
    drop(skb, 'UNHANDLED_PROTO', device.netns);
    return true;
  }
  if (port.state === 'disabled' || port.state === 'blocking' || port.state === 'listening') {
    drop(skb, 'BRIDGE_INGRESS_STP_STATE', device.netns);
    return true;
  }
  if (dest === port.bridge.device.mac) skb.packetType = 'host';
  const done = (packet: Skb): void => finishInput(port, packet);
  if (runHooks(device.netns, 'bridge', 'PREROUTING', skb, device, undefined, done)) finishInput(port, skb);
  return true;
}

/** Group addresses 0 (STP), 1 (pause) and 2 (LACP) never pass; others by group_fwd_mask. */
const linkLocalAllowed = (bridge: Bridge, low: number): boolean => low > 2 && ((bridge.groupFwdMask >> low) & 1) === 1;

function finishInput(port: BridgePort, skb: Skb): void {
  const { bridge } = port;
  const { clock } = bridge.device.netns.kernel;
  const vlan = bridge.vlanFiltering ? allowIngress(bridge, port, skb) : 0;
  if (vlan < 0) return drop(skb, 'VLAN_FILTER', bridge.device.netns);
  const nowMs = clock.monotonicMs;
  const source = get48(skb.bytes, skb.mac + 6);
  fdbLearn(bridge, port, source, vlan, nowMs);
  if (port.locked && !fdbFind(bridge, source, vlan, nowMs)) return drop(skb, 'BRIDGE_INGRESS_STP_STATE', bridge.device.netns);
  if (port.state === 'learning') return drop(skb, 'BRIDGE_NON_FORWARDING_STATE', bridge.device.netns);
  const dest = get48(skb.bytes, skb.mac);
  if (isMulticastMac(dest)) {
    bridge.device.stats.multicast++;
    flood(bridge, port, skb, vlan, dest === 0xffffffffffff ? 'broadcast' : 'multicast');
    return passUp(bridge, skb, vlan);
  }
  if (dest === bridge.device.mac) return passUp(bridge, skb, vlan);
  const entry = fdbFind(bridge, dest, vlan, nowMs);
  if (!entry) return flood(bridge, port, skb, vlan, 'unknown', true);
  entry.usedMs = nowMs;
  if (entry.local) return passUp(bridge, skb, vlan);
  if (entry.port) forward(bridge, entry.port, port, skb, vlan, false);
}

/** Whether a frame may leave by a port. */
function mayLeave(to: BridgePort, from: BridgePort | undefined): boolean {
  if (to.state !== 'forwarding' || (to === from && !to.hairpin)) return false;
  return !(from?.isolated && to.isolated);
}

/** Sends a frame to every port that wants it; the last one gets it itself where `takes`. */
function flood(
  bridge: Bridge,
  from: BridgePort | undefined,
  skb: Skb,
  vlan: number,
  what: 'unknown' | 'multicast' | 'broadcast',
  takes = false,
): void {
  let last: BridgePort | undefined;
  for (const port of bridge.ports) {
    if (!mayLeave(port, from)) continue;
    if (what === 'unknown' ? !port.flood : what === 'multicast' ? !port.mcastFlood : !port.bcastFlood) continue;
    if (bridge.vlanFiltering && !allowEgress(port, vlan)) continue;
    if (last) forward(bridge, last, from, skb.clone(), vlan, from === undefined);
    last = port;
  }
  if (last) forward(bridge, last, from, takes ? skb : skb.clone(), vlan, from === undefined);
  else if (takes) drop(skb, 'BRIDGE_NO_EGRESS_PORT', bridge.device.netns);
}

/** Sends a frame by a port: what came by another is forwarded, what came from the bridge itself is output. */
function forward(bridge: Bridge, to: BridgePort, from: BridgePort | undefined, skb: Skb, vlan: number, local: boolean): void {
  const { netns } = bridge.device;
  if (!mayLeave(to, from) || (bridge.vlanFiltering && !allowEgress(to, vlan))) {
    return drop(skb, 'BRIDGE_NON_FORWARDING_STATE', netns);
  }
  const input = from?.device;
  const done = (packet: Skb): void => finishForward(bridge, to, input, packet, vlan);
  if (!runHooks(netns, 'bridge', local ? 'OUTPUT' : 'FORWARD', skb, input, to.device, done)) return;
  finishForward(bridge, to, input, skb, vlan);
}

function finishForward(bridge: Bridge, to: BridgePort, input: Netdev | undefined, skb: Skb, vlan: number): void {
  const done = (packet: Skb): void => sendByPort(bridge, to, packet, vlan);
  if (!runHooks(bridge.device.netns, 'bridge', 'POSTROUTING', skb, input, to.device, done)) return;
  sendByPort(bridge, to, skb, vlan);
}

function sendByPort(bridge: Bridge, to: BridgePort, skb: Skb, vlan: number): void {
  if (bridge.vlanFiltering && to.vlans.get(vlan)?.untagged === false) pushTag(skb, vlan, bridge.vlanProtocol);
  // The link-layer header goes on again.
  skb.start = skb.mac;
  const fits = skb.gsoSize > 0 || skb.sizeBytes - 14 <= to.device.mtu + 4;
  if (!fits) return drop(skb, 'PKT_TOO_BIG', bridge.device.netns);
  transmit(to.device, skb);
}

/** Puts an 802.1Q tag between the addresses and the type. */
export function pushTag(skb: Skb, vlan: number, protocol = ETH_P_8021Q): void {
  skb.start = skb.mac;
  const at = skb.push(4);
  const to = skb.bytes;
  to.copyWithin(at, at + 4, at + 16);
  to[at + 12] = protocol >> 8;
  to[at + 13] = protocol;
  to[at + 14] = vlan >> 8;
  to[at + 15] = vlan;
  skb.mac = at;
}

/** A frame for the bridge device itself (br_pass_frame_up). */
function passUp(bridge: Bridge, skb: Skb, vlan: number): void {
  const { device } = bridge;
  if (bridge.vlanFiltering && vlan !== 0) {
    const own = bridge.vlans.get(vlan);
    if (!own) return drop(skb, 'VLAN_FILTER', device.netns);
    if (!own.untagged) return passUpTagged(bridge, skb, vlan);
  }
  const input = skb.input;
  countReceived(device, skb.sizeBytes);
  const done = (packet: Skb): void => deliverUp(bridge, packet);
  if (!runHooks(device.netns, 'bridge', 'INPUT', skb, input, undefined, done)) return;
  deliverUp(bridge, skb);
}

function passUpTagged(bridge: Bridge, skb: Skb, vlan: number): void {
  countReceived(bridge.device, skb.sizeBytes);
  skb.vlanTag = vlan;
  deliverUp(bridge, skb);
}

function deliverUp(bridge: Bridge, skb: Skb): void {
  if (!bridge.device.up) return drop(skb, 'DEV_READY', bridge.device.netns);
  receive(bridge.device, skb);
}

/** A frame of this host leaves by the bridge device (br_dev_xmit). */
export function sendFromBridge(device: Netdev, skb: Skb): void {
  const bridge = bridgeOf(device);
  const { netns } = device;
  device.stats.txPackets++;
  device.stats.txBytes += skb.sizeBytes;
  skb.mac = skb.start;
  skb.pull(14);
  skb.network = skb.etherType === ETH_P_ARP ? skb.start : skb.network;
  skb.route = undefined;
  const dest = get48(skb.bytes, skb.mac);
  let vlan = 0;
  if (bridge.vlanFiltering) {
    vlan = get16(skb.bytes, skb.mac + 12) === ETH_P_8021Q ? get16(skb.bytes, skb.mac + 14) & 0xfff : bridge.pvid;
    if (vlan === 0 || !bridge.vlans.has(vlan)) return drop(skb, 'VLAN_FILTER', netns);
  }
  if (isMulticastMac(dest)) return flood(bridge, undefined, skb, vlan, dest === 0xffffffffffff ? 'broadcast' : 'multicast', true);
  const entry = fdbFind(bridge, dest, vlan, netns.kernel.clock.monotonicMs);
  if (!entry) return flood(bridge, undefined, skb, vlan, 'unknown', true);
  if (entry.port && !(entry.local && entry.port.device.mac === device.mac)) return forward(bridge, entry.port, undefined, skb, vlan, true);
  drop(skb, 'BRIDGE_NO_EGRESS_PORT', netns);
}
