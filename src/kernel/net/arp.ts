// ARP: asking for neighbours' addresses and answering for one's own. As net/ipv4/arp.c.

import { ANY4, BROADCAST_MAC, isLoopback4, isMulticast4, type MacAddress } from '../../wire/address.ts';
import { ARP_BYTES, ARP_REPLY, ARP_REQUEST, Arp } from '../../wire/arp.ts';
import { ETH_P_ARP, ETH_P_IP } from '../../wire/ethernet.ts';
import { addresses4, ownerOf4, sameSubnet, selectAddress4 } from './address4.ts';
import { drop } from './drop.ts';
import { run as runHooks } from './hooks.ts';
import { icmpSend } from './ip/errors.ts';
import { type Neighbour, neighbourFor, neighbours, proxies, registerNeighbourFamily, update } from './neighbour.ts';
import { onDeviceEvent } from './netdev.ts';
import { fib4 } from './route/fib.ts';
import { addressType4, routeInput4 } from './route/lookup.ts';
import { RT_SCOPE_LINK } from './route/table.ts';
import { IFF_LOOPBACK, IFF_NOARP, type Netdev, Skb } from './skb.ts';
import { conf4, either4, max4, neighConf4 } from './sysctl.ts';
import { pushEthernet, registerProtocol, transmit } from './transmit.ts';

/** Sends one ARP message by a device. */
export function sendArp(
  device: Netdev,
  operation: number,
  fields: { sender: number; target: number; targetMac: MacAddress; to: MacAddress },
): void {
  if (device.flags & IFF_NOARP) return;
  const skb = Skb.alloc(ARP_BYTES);
  skb.network = skb.start;
  skb.etherType = ETH_P_ARP;
  const arp = new Arp(skb.bytes, skb.start).init(operation);
  arp.senderMac = device.mac;
  arp.sender = fields.sender;
  arp.targetMac = fields.targetMac;
  arp.target = fields.target;
  pushEthernet(skb, fields.to, device.mac);
  if (!runHooks(device.netns, 'arp', 'OUTPUT', skb, undefined, device)) return;
  transmit(device, skb);
}

/** The source address of a question, by arp_announce. */
function announced(device: Netdev, target: number, skb: Skb | undefined): number {
  const level = max4(device, 'arp_announce');
  const packetSource = skb && skb.etherType === ETH_P_IP ? (skb.sourceIp as number) : ANY4;
  if (packetSource !== ANY4 && level < 2) {
    const local = addressType4(device.netns, packetSource) === 'local';
    if (level === 0 && local) return packetSource;
    if (level === 1 && local && addresses4(device).some(address => sameSubnet(address, target) && sameSubnet(address, packetSource))) {
      return packetSource;
    }
  }
  return selectAddress4(device.netns, device, target, RT_SCOPE_LINK);
}

function solicit(neighbour: Neighbour, skb: Skb | undefined): void {
  const { device } = neighbour;
  const target = neighbour.address as number;
  const unicast = neighbour.state === 'PROBE' && neighbour.probes <= neighConf4(device).ucast_solicit && neighbour.mac !== undefined;
  const to = unicast ? neighbour.mac! : BROADCAST_MAC;
  sendArp(device, ARP_REQUEST, { sender: announced(device, target, skb), target, targetMac: 0, to });
}

/** Whether a question is not to be answered, by arp_ignore. */
function ignores(device: Netdev, sender: number, target: number): boolean {
  const level = max4(device, 'arp_ignore');
  if (level === 0) return false;
  const owner = addresses4(device).find(address => address.local === target);
  if (level === 1) return owner === undefined;
  if (level === 2) return !addresses4(device).some(address => address.local === target && sameSubnet(address, sender));
  if (level === 3) return ownerOf4(device.netns, target)?.scope === 254;
  return level === 8;
}

/** arp_filter: answers only by the device that the reply's route leaves by. */
function filtered(device: Netdev, sender: number, target: number): boolean {
  if (!either4(device, 'arp_filter')) return false;
  const found = fib4(device.netns).lookup({ dest: sender, source: target });
  return typeof found !== 'string' && found.nexthop.device !== device;
}

function answer(device: Netdev, arp: Arp): void {
  const sender = arp.sender;
  const neighbour = neighbourFor(device, sender);
  update(neighbour, { mac: arp.senderMac, state: 'STALE', override: true });
  sendArp(device, ARP_REPLY, { sender: arp.target, target: sender, targetMac: arp.senderMac, to: arp.senderMac });
}

function question(device: Netdev, arp: Arp): boolean {
  const { sender, target } = arp;
  const { netns } = device;
  if (sender === ANY4) {
    // Somebody probes whether the address is taken.
    if (addressType4(netns, target) === 'local' && !ignores(device, sender, target)) {
      sendArp(device, ARP_REPLY, { sender: target, target: ANY4, targetMac: arp.senderMac, to: arp.senderMac });
    }
    return true;
  }
  const route = routeInput4(netns, device, { dest: target, source: sender, tos: 0, mark: 0 });
  if (typeof route === 'string' || route.error) return false;
  if (route.type === 'local') {
    if (!ignores(device, sender, target) && !filtered(device, sender, target)) answer(device, arp);
    return true;
  }
  if (conf4(device).forwarding === 0 || route.type !== 'unicast') return false;
  const proxy = proxies(device).has(target) && route.output !== device;
  const byArp = either4(device, 'proxy_arp') && route.output !== device;
  const pvlan = conf4(device).proxy_arp_pvlan !== 0 && route.output === device;
  if (!proxy && !byArp && !pvlan) return false;
  answer(device, arp);
  return true;
}

function process(skb: Skb): void {
  const device = skb.input!;
  if (!runHooks(device.netns, 'arp', 'INPUT', skb, device, undefined)) return;
  const arp = new Arp(skb.bytes, skb.network);
  const { sender, target, operation } = arp;
  if (operation !== ARP_REQUEST && operation !== ARP_REPLY) return drop(skb, 'ARP_NOT_OURS');
  if (isMulticast4(target) || (isLoopback4(target) && !either4(device, 'route_localnet'))) return drop(skb, 'ARP_NOT_OURS');
  if (operation === ARP_REQUEST && question(device, arp)) return;
  const gratuitous = sender === target;
  let neighbour = neighbours(device).get(sender);
  const accept = max4(device, 'arp_accept');
  if (!neighbour && accept > 0 && gratuitous && addressType4(device.netns, sender) === 'unicast') neighbour = neighbourFor(device, sender);
  if (!neighbour) return;
  const settled = device.netns.kernel.clock.monotonicMs - neighbour.updatedMs >= neighConf4(device).locktime * 10;
  const solicited = operation === ARP_REPLY && skb.packetType === 'host';
  update(neighbour, { mac: arp.senderMac, state: solicited ? 'REACHABLE' : 'STALE', override: settled || gratuitous });
}

registerProtocol(ETH_P_ARP, (skb, device) => {
  if (skb.sizeBytes < ARP_BYTES || device.flags & (IFF_NOARP | IFF_LOOPBACK) || skb.packetType === 'otherhost') {
    return drop(skb, 'OTHERHOST');
  }
  if (!new Arp(skb.bytes, skb.network).known) return drop(skb, 'UNHANDLED_PROTO');
  process(skb);
});

registerNeighbourFamily('inet', { solicit, unreachable: skb => icmpSend(skb, 'host-unreachable') });

/** Tells the link about one's addresses, as arp_notify asks on a device that comes up or changes its MAC. */
onDeviceEvent(50, (event, device) => {
  if ((event !== 'up' && event !== 'mac') || !device.up || !either4(device, 'arp_notify')) return;
  for (const { local } of addresses4(device)) {
    sendArp(device, ARP_REQUEST, { sender: local, target: local, targetMac: device.mac, to: BROADCAST_MAC });
  }
});
