// NDISC's and MLD's messages on their way out. As net/ipv6/ndisc.c: ndisc_send_skb, and mcast.c.

import { ALL_ROUTERS6, type MacAddress, MLD2_ROUTERS6 } from '../../wire/address.ts';
import { put16, put32 } from '../../wire/bytes.ts';
import { checksum, pseudoSum } from '../../wire/checksum.ts';
import { CHANGE_TO_EXCLUDE, CHANGE_TO_INCLUDE, mld2Report } from '../../wire/igmp.ts';
import { IPPROTO_HOPOPTS, IPPROTO_ICMPV6 } from '../../wire/ip.ts';
import {
  ND_OPT_NONCE,
  ND_OPT_SOURCE_LL_ADDR,
  ND_OPT_TARGET_LL_ADDR,
  NDISC_NEIGHBOUR_ADVERTISEMENT,
  NDISC_NEIGHBOUR_SOLICITATION,
  NDISC_ROUTER_SOLICITATION,
  NDISC_TARGET_BYTES,
  putLinkAddressOption,
  putNdisc,
} from '../../wire/ndisc.ts';
import { linkLocalOf } from './address6.ts';
import { ipLocalOut, pushIp } from './ip/output.ts';
import { setGroupReporter6 } from './multicast6.ts';
import { fib6 } from './route/fib.ts';
import type { RouteResult } from './route/lookup.ts';
import { type Netdev, Skb } from './skb.ts';
import { count, mib } from './snmp.ts';

/** A route that goes out by a device whatever the tables say. */
function direct(device: Netdev, dest: bigint, source: bigint): RouteResult {
  const generation = fib6(device.netns).generation;
  const type = dest >> 120n === 0xffn ? 'multicast' : 'unicast';
  return { type, local: false, output: device, gateway: undefined, source, entry: undefined, mtu: device.mtu, generation };
}

function send(device: Netdev, skb: Skb, source: bigint, dest: bigint, hopLimit = 255): void {
  const { bytes, start } = skb;
  put16(bytes, start + 2, 0);
  put16(bytes, start + 2, checksum(bytes, start, skb.end, pseudoSum(source, dest, IPPROTO_ICMPV6, skb.sizeBytes)));
  const out = mib(device.netns).v6.icmpOut;
  out.messages++;
  count(out.types, bytes[start]!);
  pushIp(skb, direct(device, dest, source), { source, dest, protocol: IPPROTO_ICMPV6, ttl: hopLimit, tos: 0, dontFragment: true });
  ipLocalOut(skb);
}

export function sendSolicitation(device: Netdev, fields: { source: bigint; dest: bigint; target: bigint; nonce?: number }): void {
  const own = fields.source !== 0n;
  const option = own || fields.nonce !== undefined ? 8 : 0;
  const skb = Skb.alloc(NDISC_TARGET_BYTES + option);
  putNdisc(skb.bytes, skb.start, NDISC_NEIGHBOUR_SOLICITATION, 0, fields.target);
  const at = skb.start + NDISC_TARGET_BYTES;
  if (own) putLinkAddressOption(skb.bytes, at, ND_OPT_SOURCE_LL_ADDR, device.mac);
  else if (fields.nonce !== undefined) {
    skb.bytes[at] = ND_OPT_NONCE;
    skb.bytes[at + 1] = 1;
    put32(skb.bytes, at + 2, fields.nonce);
    put16(skb.bytes, at + 6, fields.nonce & 0xffff);
  }
  send(device, skb, fields.source, fields.dest);
}

export function sendAdvertisement(
  device: Netdev,
  fields: { source: bigint; dest: bigint; target: bigint; flags: number; mac?: MacAddress },
): void {
  const skb = Skb.alloc(NDISC_TARGET_BYTES + 8);
  putNdisc(skb.bytes, skb.start, NDISC_NEIGHBOUR_ADVERTISEMENT, fields.flags, fields.target);
  putLinkAddressOption(skb.bytes, skb.start + NDISC_TARGET_BYTES, ND_OPT_TARGET_LL_ADDR, fields.mac ?? device.mac);
  send(device, skb, fields.source, fields.dest);
}

export function sendRouterSolicitation(device: Netdev): void {
  const source = linkLocalOf(device) ?? 0n;
  const skb = Skb.alloc(source === 0n ? 8 : 16);
  skb.bytes.fill(0, skb.start, skb.start + 8);
  skb.bytes[skb.start] = NDISC_ROUTER_SOLICITATION;
  if (source !== 0n) putLinkAddressOption(skb.bytes, skb.start + 8, ND_OPT_SOURCE_LL_ADDR, device.mac);
  send(device, skb, source, ALL_ROUTERS6);
}

/** Tells routers that a group is joined or left: with the router alert that MLD has in a hop-by-hop header. */
function report(device: Netdev, group: bigint, joined: boolean): void {
  // Groups that no router passes on are not reported: nodes and interface-local scope.
  if (device.loopback || group === 0xff020000000000000000000000000001n || ((group >> 112n) & 0xfn) < 2n) return;
  const source = linkLocalOf(device) ?? 0n;
  const message = mld2Report([{ type: joined ? CHANGE_TO_EXCLUDE : CHANGE_TO_INCLUDE, group }]);
  const dest = MLD2_ROUTERS6;
  put16(message, 2, checksum(message, 0, message.length, pseudoSum(source, dest, IPPROTO_ICMPV6, message.length)));
  const skb = Skb.alloc(8 + message.length);
  skb.bytes.set([IPPROTO_ICMPV6, 0, 5, 2, 0, 0, 1, 0], skb.start);
  skb.bytes.set(message, skb.start + 8);
  const out = mib(device.netns).v6.icmpOut;
  out.messages++;
  count(out.types, message[0]!);
  pushIp(skb, direct(device, dest, source), { source, dest, protocol: IPPROTO_HOPOPTS, ttl: 1, tos: 0, dontFragment: true });
  ipLocalOut(skb);
}

setGroupReporter6((device, group, joined) => {
  report(device, group, joined);
});
