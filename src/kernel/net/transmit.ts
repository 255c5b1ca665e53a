// Out of a device and into it: taps, ingress and egress hooks, queues, and the backlog that keeps receiving from recursing.
// As net/core/dev.c: dev_queue_xmit, netif_rx, __netif_receive_skb_core.

import { BROADCAST_MAC } from '../../wire/address.ts';
import { get16, get48, put16, put48 } from '../../wire/bytes.ts';
import { ETH_P_802_2, ETH_P_ALL, ETH_P_LOOPBACK, ETHERNET_HEADER_BYTES } from '../../wire/ethernet.ts';
import type { KernelContext } from '../context.ts';
import { singleton } from '../context.ts';
import { drop } from './drop.ts';
import { hooksAt, run as runHooks } from './hooks.ts';
import { pernet } from './netns.ts';
import type { Netdev, PacketTap, Skb } from './skb.ts';

/** Packet sockets of a namespace that are bound to no device. */
export const taps = pernet((): PacketTap[] => []);

type ProtocolHandler = (skb: Skb, device: Netdev) => void;
const handlers = new Map<number, ProtocolHandler>();

/** Called once by each network protocol's module. */
export function registerProtocol(etherType: number, handler: ProtocolHandler): void {
  handlers.set(etherType, handler);
}

function showTaps(skb: Skb, device: Netdev, outgoing: boolean): void {
  const all = taps(device.netns);
  if (all.length === 0 && device.taps.length === 0) return;
  for (const list of [all, device.taps]) {
    for (const tap of list) {
      // Sockets of one protocol see only what comes in (ptype_base); those of all see both ways (ptype_all).
      if (tap.protocol === ETH_P_ALL || (!outgoing && tap.protocol === skb.etherType)) tap.see(skb, device, outgoing);
    }
  }
}

function trace(skb: Skb, device: Netdev, where: string): void {
  const { trace: stream, clock } = device.netns.kernel;
  if (!stream.active) return;
  stream.emit({
    kind: 'packet',
    netns: device.netns.inode,
    device: device.name,
    where,
    packet: skb.id,
    summary: `0x${skb.etherType.toString(16).padStart(4, '0')} length ${skb.sizeBytes}`,
    atMs: clock.monotonicMs,
  });
}

let depth = 0;

/** Sends a whole frame by a device: through its queue where it has one. */
export function transmit(device: Netdev, skb: Skb): void {
  skb.output = device;
  if (!device.up) return drop(skb, 'DEV_READY', device.netns);
  if (hooksAt(device.netns, 'netdev', 'EGRESS').length > 0 && !runHooks(device.netns, 'netdev', 'EGRESS', skb, undefined, device)) return;
  if (device.shaper) return device.shaper.enqueue(skb);
  // Without carrier the queue is noop's, which takes nothing.
  if (!device.carrier) return drop(skb, 'DEV_READY', device.netns);
  hardTransmit(device, skb);
}

/** Hands a frame to the device itself (dev_hard_start_xmit). */
export function hardTransmit(device: Netdev, skb: Skb): void {
  if (depth > 8) return drop(skb, 'RECURSION_LIMIT', device.netns);
  skb.output = device;
  showTaps(skb, device, true);
  trace(skb, device, 'transmit');
  depth++;
  try {
    device.ops.transmit(device, skb);
  } finally {
    depth--;
  }
}

/** Puts an Ethernet header in front. */
export function pushEthernet(skb: Skb, dest: number, source: number): void {
  const at = skb.push(ETHERNET_HEADER_BYTES);
  skb.mac = at;
  put48(skb.bytes, at, dest);
  put48(skb.bytes, at + 6, source);
  put16(skb.bytes, at + 12, skb.etherType);
}

/** Reads the Ethernet header at the front and takes it off: whose frame is it, and what is in it (eth_type_trans). */
export function pullEthernet(skb: Skb, device: Netdev): void {
  const { bytes } = skb;
  const at = skb.start;
  skb.mac = at;
  const dest = get48(bytes, at);
  if (dest === device.mac) skb.packetType = 'host';
  else if (dest === BROADCAST_MAC) skb.packetType = 'broadcast';
  else if (bytes[at]! & 1) skb.packetType = 'multicast';
  else skb.packetType = device.loopback ? 'host' : 'otherhost';
  const type = get16(bytes, at + 12);
  skb.etherType = type >= 0x600 ? type : ETH_P_802_2;
  skb.start = skb.network = at + ETHERNET_HEADER_BYTES;
  skb.resetTransport();
}

interface Backlog {
  queue: Skb[];
  scheduled: boolean;
}

const BACKLOG = Symbol('packet backlog');
const backlogOf = (kernel: KernelContext): Backlog => singleton(kernel, BACKLOG, () => ({ queue: [], scheduled: false }));
const backlogs = pernet(netns => backlogOf(netns.kernel));

/** Takes a packet whose link-layer header is off (netif_rx): it is looked at in the next softirq. */
export function receive(device: Netdev, skb: Skb): void {
  skb.input = device;
  // What came over a wire is routed anew; what loopback brings keeps the route it left by.
  if (!device.loopback) skb.route = undefined;
  const backlog = backlogs(device.netns);
  backlog.queue.push(skb);
  if (backlog.scheduled) return;
  backlog.scheduled = true;
  device.netns.kernel.softirq(() => drain(backlog));
}

function drain(backlog: Backlog): void {
  const { queue } = backlog;
  for (let index = 0; index < queue.length; index++) {
    receiveNow(queue[index]!);
    // Keeps the queue short where packets beget packets without end.
    if (index === 4095) {
      queue.splice(0, index + 1);
      index = -1;
    }
  }
  queue.length = 0;
  backlog.scheduled = false;
}

/** Looks at a packet of `skb.input` at once: for devices on top of others, which pass it on. */
export function receiveNow(skb: Skb): void {
  const device = skb.input!;
  if (!device.up) return drop(skb, 'DEV_READY', device.netns);
  if (device.netns.kernel.trace.active) trace(skb, device, 'receive');
  showTaps(skb, device, false);
  const ingress = hooksAt(device.netns, 'netdev', 'INGRESS');
  if (ingress.length > 0 && !runHooks(device.netns, 'netdev', 'INGRESS', skb, device, undefined)) return;
  if (skb.etherType === 0x8100 && untag && untag(skb, device)) return;
  if (device.receiveHandler?.(device, skb)) return;
  const handler = handlers.get(skb.etherType);
  if (handler) return handler(skb, device);
  if (skb.etherType === ETH_P_LOOPBACK || skb.etherType === ETH_P_802_2) return drop(skb, 'UNHANDLED_PROTO', device.netns);
  device.stats.rxDropped++;
  drop(skb, 'UNHANDLED_PROTO', device.netns);
}

let untag: ((skb: Skb, device: Netdev) => boolean) | undefined;

/** For devices/vlan.ts: takes tagged frames; true where it had a device for the tag. */
export function setUntag(handler: (skb: Skb, device: Netdev) => boolean): void {
  untag = handler;
}
