// Neighbour discovery: asking for IPv6 neighbours, answering for one's own addresses, hearing of routers. As net/ipv6/ndisc.c.

import { ALL_NODES6, isMulticast6, solicitedNode } from '../../wire/address.ts';
import {
  linkAddressOption,
  NA_OVERRIDE,
  NA_ROUTER,
  NA_SOLICITED,
  ND_OPT_NONCE,
  ND_OPT_SOURCE_LL_ADDR,
  ND_OPT_TARGET_LL_ADDR,
  NDISC_NEIGHBOUR_ADVERTISEMENT,
  NDISC_NEIGHBOUR_SOLICITATION,
  NDISC_ROUTER_ADVERTISEMENT,
  NDISC_ROUTER_SOLICITATION,
  NDISC_TARGET_BYTES,
  naFlags,
  ndiscOptions,
  ndiscTarget,
  readRouterAdvertisement,
} from '../../wire/ndisc.ts';
import { dadFailure, takeAdvertisement } from './addrconf.ts';
import { addresses6, linkLocalOf, ownerOf6, selectAddress6 } from './address6.ts';
import { drop } from './drop.ts';
import { icmpSend } from './ip/errors.ts';
import { sendAdvertisement, sendSolicitation } from './ndisc-send.ts';
import { type Neighbour, neighbourFor, neighbours, proxies, registerNeighbourFamily, update } from './neighbour.ts';
import type { Netdev, Skb } from './skb.ts';
import { conf6, neighConf6, sysctls } from './sysctl.ts';

function solicit(neighbour: Neighbour, skb: Skb | undefined): void {
  const { device } = neighbour;
  const target = neighbour.address as bigint;
  const packetSource = skb && skb.version === 6 ? (skb.sourceIp as bigint) : undefined;
  const own = packetSource !== undefined && ownerOf6(device.netns, packetSource, device) ? packetSource : undefined;
  const unicast = neighbour.state === 'PROBE' && neighbour.probes <= neighConf6(device).ucast_solicit && neighbour.mac !== undefined;
  const source = own ?? linkLocalOf(device) ?? selectAddress6(device.netns, device, target) ?? 0n;
  if (source === 0n) return;
  sendSolicitation(device, { source, dest: unicast ? target : solicitedNode(target), target });
}

function receiveSolicitation(skb: Skb, device: Netdev, at: number): void {
  const target = ndiscTarget(skb.bytes, at);
  const source = skb.sourceIp as bigint;
  const dest = skb.destIp as bigint;
  if (isMulticast6(target)) return drop(skb, 'INVALID_PROTO', device.netns);
  const mac = linkAddressOption(skb.bytes, at + NDISC_TARGET_BYTES, skb.end, ND_OPT_SOURCE_LL_ADDR);
  const own = addresses6(device).find(address => address.address === target);
  if (own?.tentative) {
    // Somebody probes the same address as we do.
    if (source === 0n && !isOwnProbe(skb, at)) dadFailure(own);
    return;
  }
  const proxied = !own && conf6(device).proxy_ndp !== 0 && proxies(device).has(target);
  if (!own && !proxied) return;
  const router = conf6(device).forwarding !== 0 ? NA_ROUTER : 0;
  if (source === 0n) {
    sendAdvertisement(device, { source: target, dest: ALL_NODES6, target, flags: router | NA_OVERRIDE });
    return;
  }
  if (mac !== undefined || !isMulticast6(dest)) {
    const neighbour = mac === undefined ? neighbours(device).get(source) : neighbourFor(device, source);
    if (neighbour && mac !== undefined) update(neighbour, { mac, state: 'STALE', override: true });
  }
  const from = own ? target : (linkLocalOf(device) ?? target);
  sendAdvertisement(device, { source: from, dest: source, target, flags: router | NA_SOLICITED | (own ? NA_OVERRIDE : 0) });
}

/** Our own probe came back (a looped link), told by its nonce: this stack never sees its own frames. */
function isOwnProbe(skb: Skb, at: number): boolean {
  for (const option of ndiscOptions(skb.bytes, at + NDISC_TARGET_BYTES, skb.end)) {
    if (option.type === ND_OPT_NONCE) return skb.sourceMac === skb.input?.mac;
  }
  return false;
}

function receiveAdvertisement(skb: Skb, device: Netdev, at: number): void {
  const target = ndiscTarget(skb.bytes, at);
  const flags = naFlags(skb.bytes, at);
  const mac = linkAddressOption(skb.bytes, at + NDISC_TARGET_BYTES, skb.end, ND_OPT_TARGET_LL_ADDR);
  const own = addresses6(device).find(address => address.address === target);
  if (own) {
    if (own.tentative) dadFailure(own);
    return;
  }
  const neighbour = neighbours(device).get(target);
  if (!neighbour) return;
  const solicited = (flags & NA_SOLICITED) !== 0;
  neighbour.router = (flags & NA_ROUTER) !== 0;
  update(neighbour, { mac, state: solicited ? 'REACHABLE' : 'STALE', override: (flags & NA_OVERRIDE) !== 0, weakOverride: true });
}

function receiveRouter(skb: Skb, device: Netdev, at: number): void {
  const source = skb.sourceIp as bigint;
  if (source >> 118n !== 0x3fan) return drop(skb, 'INVALID_PROTO', device.netns);
  const advertisement = readRouterAdvertisement(skb.bytes, at, skb.end);
  if (advertisement.source !== undefined) {
    const neighbour = neighbourFor(device, source);
    neighbour.router = true;
    update(neighbour, { mac: advertisement.source, state: 'STALE', override: true });
  }
  takeAdvertisement(device, source, advertisement);
}

/** NDISC's part of ICMPv6. True where the message was one of these. */
export function receiveNdisc(skb: Skb, type: number): boolean {
  const device = skb.input!;
  const at = skb.networkEnd;
  if (type < NDISC_ROUTER_SOLICITATION || type > 137) return false;
  // Only from the link itself.
  if (skb.ttl !== 255 || skb.bytes[at + 1] !== 0) {
    drop(skb, 'INVALID_PROTO', device.netns);
    return true;
  }
  if (type === NDISC_NEIGHBOUR_SOLICITATION && skb.end - at >= NDISC_TARGET_BYTES) receiveSolicitation(skb, device, at);
  else if (type === NDISC_NEIGHBOUR_ADVERTISEMENT && skb.end - at >= NDISC_TARGET_BYTES) receiveAdvertisement(skb, device, at);
  else if (type === NDISC_ROUTER_ADVERTISEMENT && skb.end - at >= 16) receiveRouter(skb, device, at);
  else if (type === NDISC_ROUTER_SOLICITATION && sysctls(device.netns).conf6.all.forwarding !== 0) learnSolicitor(skb, device, at);
  return true;
}

function learnSolicitor(skb: Skb, device: Netdev, at: number): void {
  const source = skb.sourceIp as bigint;
  const mac = linkAddressOption(skb.bytes, at + 8, skb.end, ND_OPT_SOURCE_LL_ADDR);
  if (source !== 0n && mac !== undefined) update(neighbourFor(device, source), { mac, state: 'STALE', override: true });
}

registerNeighbourFamily('inet6', { solicit, unreachable: skb => icmpSend(skb, 'address-unreachable') });
