// IPv4 packets that come in: checked, shown to PREROUTING, routed, delivered or passed on. As net/ipv4/ip_input.c.

import { printIpv4 } from '../../../wire/address.ts';
import { get16 } from '../../../wire/bytes.ts';
import { ETH_P_IP } from '../../../wire/ethernet.ts';
import { drop } from '../drop.ts';
import { run as runHooks } from '../hooks.ts';
import { joinedGroup4 } from '../multicast4.ts';
import type { NetNamespace } from '../netns.ts';
import { fib4 } from '../route/fib.ts';
import { type RouteResult, routeInput4 } from '../route/lookup.ts';
import type { Netdev, Skb } from '../skb.ts';
import { count, mib } from '../snmp.ts';
import { conf4, either4 } from '../sysctl.ts';
import { registerProtocol } from '../transmit.ts';
import { icmpSend } from './errors.ts';
import { forward4 } from './forward.ts';
import { deliverLocally } from './local.ts';
import { recordArrival } from './options.ts';

/** A packet whose link-layer header is off (ip_rcv). */
export function receive4(skb: Skb, device: Netdev): void {
  const { netns } = device;
  if (skb.packetType === 'otherhost') return drop(skb, 'OTHERHOST', netns);
  const counters = mib(netns).v4;
  counters.ip.InReceives++;
  counters.ext.InOctets += skb.sizeBytes;
  const at = skb.start;
  const { bytes } = skb;
  const headerBytes = (bytes[at]! & 15) * 4;
  const total = get16(bytes, at + 2);
  if (skb.sizeBytes < 20 || bytes[at]! >> 4 !== 4 || headerBytes < 20 || headerBytes > skb.sizeBytes) return bad(skb, netns);
  skb.network = at;
  if (skb.checksum !== 'partial' && !skb.ip4.checksumRight) {
    counters.ext.InCsumErrors++;
    return bad(skb, netns);
  }
  if (skb.gsoSize === 0) {
    if (skb.sizeBytes < total || total < headerBytes) {
      counters.ext.InTruncatedPkts++;
      return drop(skb, 'PKT_TOO_SMALL', netns);
    }
    // Ethernet pads short frames.
    skb.end = at + total;
  }
  if (skb.packetType !== 'host') countGroup(counters, skb);
  if (!runHooks(netns, 'inet', 'PREROUTING', skb, device, undefined, routeAndGo)) return;
  routeAndGo(skb);
}

function countGroup(counters: ReturnType<typeof mib>['v4'], skb: Skb): void {
  if (skb.packetType === 'broadcast') {
    counters.ext.InBcastPkts++;
    counters.ext.InBcastOctets += skb.length;
  } else if (skb.packetType === 'multicast') {
    counters.ext.InMcastPkts++;
    counters.ext.InMcastOctets += skb.length;
  }
}

function bad(skb: Skb, netns: NetNamespace): void {
  mib(netns).v4.ip.InHdrErrors++;
  drop(skb, 'IP_INHDR', netns);
}

/** Behind PREROUTING (ip_rcv_finish). What loopback brought has its route still. */
function routeAndGo(skb: Skb): void {
  const device = skb.input!;
  const { netns } = device;
  let route = skb.route as RouteResult | undefined;
  if (!route) {
    const dest = skb.destIp as number;
    if (dest >>> 28 === 14) return multicast(skb, device, dest);
    const found = routeInput4(netns, device, {
      dest,
      source: skb.sourceIp as number,
      tos: skb.tos & 0x1c,
      mark: skb.mark,
      protocol: skb.protocol,
    });
    if (typeof found === 'string') return martian(skb, device, found);
    route = found;
    skb.route = route;
  } else if (!route.local && route.type !== 'broadcast') {
    // It was sent to loopback without being for this host.
    if (route.type === 'multicast') return multicast(skb, device, skb.destIp as number);
    return drop(skb, 'IP_INVALID_DEST', netns);
  }
  if ((skb.bytes[skb.network]! & 15) > 5) recordArrival(skb, skb.destIp as number);
  if (route.error) return noWay(skb, device, route);
  if (route.local || route.type === 'local' || route.type === 'broadcast') return deliverLocally(skb);
  forward4(skb);
}

function multicast(skb: Skb, device: Netdev, group: number): void {
  if (!joinedGroup4(device, group)) return drop(skb, 'IP_INVALID_DEST', device.netns);
  const generation = fib4(device.netns).generation;
  const route: RouteResult = {
    type: 'multicast',
    local: true,
    output: device,
    gateway: undefined,
    source: group,
    entry: undefined,
    mtu: 65535,
    generation,
  };
  skb.route = route;
  deliverLocally(skb);
}

function martian(skb: Skb, device: Netdev, what: 'source' | 'dest' | 'rpfilter'): void {
  const { netns } = device;
  if (what === 'rpfilter') count(mib(netns).tcpExt, 'IPReversePathFilter');
  if (either4(device, 'log_martians') && what !== 'rpfilter') {
    const [from, to] = [printIpv4(skb.sourceIp as number), printIpv4(skb.destIp as number)];
    const text =
      what === 'source'
        ? `martian source ${to} from ${from}, on dev ${device.name}`
        : `martian destination ${to} from ${from}, dev ${device.name}`;
    netns.kernel.log.print(4, `IPv4: ${text}`);
  }
  drop(skb, what === 'rpfilter' ? 'IP_RPFILTER' : what === 'source' ? 'IP_INVALID_SOURCE' : 'IP_INVALID_DEST', netns);
}

/** ip_error: a router says why, a host is silent. */
function noWay(skb: Skb, device: Netdev, route: RouteResult): void {
  const { netns } = device;
  const counters = mib(netns).v4;
  if (conf4(device).forwarding === 0) {
    if (route.error === 'EHOSTUNREACH') counters.ip.InAddrErrors++;
    else if (route.error === 'ENETUNREACH') counters.ext.InNoRoutes++;
    return drop(skb, 'IP_INNOROUTES', netns);
  }
  if (route.error === 'ENETUNREACH') {
    counters.ext.InNoRoutes++;
    icmpSend(skb, 'net-unreachable');
  } else if (route.error === 'EHOSTUNREACH') icmpSend(skb, 'host-unreachable');
  else if (route.error === 'EACCES') icmpSend(skb, 'prohibited');
  drop(skb, 'IP_INNOROUTES', netns);
}

registerProtocol(ETH_P_IP, receive4);
