// vxlan: Ethernet inside UDP, between tunnel ends that learn of each other or are told. As drivers/net/vxlan/vxlan_core.c.

import { Errno } from '../../../abi/errno.ts';
import { type IpAddress, isMulticast, isMulticastMac, parseAddress, printAddress } from '../../../wire/address.ts';
import { get16, get48 } from '../../../wire/bytes.ts';
import { IPPROTO_UDP } from '../../../wire/ip.ts';
import { UDP_HEADER_BYTES, Udp } from '../../../wire/udp.ts';
import { putVxlan, VXLAN_HEADER_BYTES, vxlanId } from '../../../wire/vxlan.ts';
import { drop } from '../drop.ts';
import { joinGroup4, leaveGroup4 } from '../multicast4.ts';
import { registerNetdev, setMtu } from '../netdev.ts';
import { type NetNamespace, pernet } from '../netns.ts';
import { type RouteResult, routeOutput4 } from '../route/lookup.ts';
import { routeOutput6 } from '../route/lookup6.ts';
import type { Netdev, NetdevOps, Skb } from '../skb.ts';
import { pullEthernet, receive } from '../transmit.ts';
import { sendUdp, setTunnel } from '../udp.ts';
import { countReceived, countSent, newEthernet, registerKind } from './kinds.ts';
import { type Vxlan, type VxlanRemote, vxlanOf } from './vxlan-types.ts';

/** The tunnels of a namespace (that of their UDP side) by port and VNI. */
const tunnels = pernet((): Map<string, Netdev> => new Map());
/** The namespace that the UDP side is in: where the device was made. */
const homes = new WeakMap<Netdev, NetNamespace>();

function routeTo(netns: NetNamespace, vxlan: Vxlan, remote: IpAddress): RouteResult | undefined {
  const asked = { dest: remote, source: vxlan.local, protocol: IPPROTO_UDP, device: vxlan.lower };
  const found = typeof remote === 'number' ? routeOutput4(netns, asked) : routeOutput6(netns, asked);
  return typeof found === 'string' ? undefined : found;
}

function remotesFor(vxlan: Vxlan, mac: number): readonly VxlanRemote[] {
  const known = vxlan.fdb.get(mac);
  if (known) return known;
  return vxlan.fdb.get(0) ?? [];
}

const ops: NetdevOps = {
  transmit(device, skb) {
    const vxlan = vxlanOf(device);
    const remotes = remotesFor(vxlan, get48(skb.bytes, skb.start));
    countSent(device, skb.sizeBytes);
    if (remotes.length === 0) {
      device.stats.txDropped++;
      return drop(skb, 'VXLAN_NO_REMOTE', device.netns);
    }
    for (const [index, remote] of remotes.entries()) encapsulate(device, vxlan, index === remotes.length - 1 ? skb : skb.clone(), remote);
  },
  remove(device) {
    const vxlan = vxlanOf(device);
    const home = homes.get(device)!;
    tunnels(home).delete(`${vxlan.port} ${vxlan.id}`);
    if (device.up) leave(vxlan);
  },
  open: device => join(vxlanOf(device)),
  stop: device => leave(vxlanOf(device)),
  info(device) {
    const { id, port, local, group, lower, learning, ttl, ageingMs } = vxlanOf(device);
    return {
      id,
      ...(group === undefined ? {} : isMulticast(group) ? { group: printAddress(group) } : { remote: printAddress(group) }),
      ...(local === undefined ? {} : { local: printAddress(local) }),
      ...(lower ? { link: lower.name } : {}),
      port_range: { low: 0, high: 0 },
      port,
      ttl,
      df: 'unset',
      ageing: ageingMs / 1000,
      reserved_bits: '0xf7ffffff000000ff',
      external: false,
      learning,
      proxy: false,
      rsc: false,
      l2miss: false,
      l3miss: false,
      udp_csum: true,
      udp_zero_csum6_tx: false,
      udp_zero_csum6_rx: false,
      remcsum_tx: false,
      remcsum_rx: false,
      localbypass: true,
    };
  },
};

function join({ group, lower }: Vxlan): void {
  if (typeof group === 'number' && isMulticast(group) && lower) joinGroup4(lower, group);
}
function leave({ group, lower }: Vxlan): void {
  if (typeof group === 'number' && isMulticast(group) && lower) leaveGroup4(lower, group);
}

/** A source port that tells flows apart for routers between the ends. */
const flowPort = (skb: Skb): number => 49152 + ((get16(skb.bytes, skb.start + 4) ^ get16(skb.bytes, skb.start + 10)) & 0x3fff);

function encapsulate(device: Netdev, vxlan: Vxlan, skb: Skb, remote: VxlanRemote): void {
  const home = homes.get(device)!;
  const route = routeTo(home, vxlan, remote.remote);
  if (!route || route.output === device) {
    device.stats.txErrors++;
    device.stats.txCarrierErrors++;
    return drop(skb, 'IP_OUTNOROUTES', home);
  }
  const sourcePort = flowPort(skb);
  skb.scrub(home !== device.netns);
  skb.complete();
  skb.mac = -1;
  skb.input = undefined;
  skb.forwarded = false;
  skb.gsoSize = 0;
  putVxlan(skb.bytes, skb.push(VXLAN_HEADER_BYTES), remote.vni);
  // The header's room may have moved the bytes.
  const at = skb.push(UDP_HEADER_BYTES);
  new Udp(skb.bytes, at).init(sourcePort, remote.port, skb.sizeBytes);
  const source = vxlan.local ?? route.source;
  const ttl = vxlan.ttl || (isMulticast(remote.remote) ? 1 : 64);
  const header = { source, dest: remote.remote, protocol: IPPROTO_UDP, ttl, tos: vxlan.tos, dontFragment: false };
  sendUdp(skb, route, header, false);
}

/** A datagram to a tunnel's port: true where it was a tunnel's. */
function decapsulate(skb: Skb, port: number): boolean {
  const { netns } = skb.input!;
  const map = tunnels(netns);
  if (map.size === 0) return false;
  const at = skb.networkEnd + UDP_HEADER_BYTES;
  if (![...map.keys()].some(key => key.startsWith(`${port} `))) return false;
  const id = skb.end - at >= VXLAN_HEADER_BYTES + 14 ? vxlanId(skb.bytes, at) : undefined;
  const device = id === undefined ? undefined : map.get(`${port} ${id}`);
  if (!device) {
    drop(skb, id === undefined ? 'VXLAN_INVALID_HDR' : 'VXLAN_VNI_NOT_FOUND', netns);
    return true;
  }
  const outer = skb.sourceIp;
  skb.start = at + VXLAN_HEADER_BYTES;
  learn(device, get48(skb.bytes, skb.start + 6), outer);
  if (!device.up) {
    drop(skb, 'DEV_READY', netns);
    return true;
  }
  skb.scrub(device.netns !== netns);
  skb.checksum = 'unnecessary';
  pullEthernet(skb, device);
  countReceived(device, skb.sizeBytes);
  receive(device, skb);
  return true;
}

function learn(device: Netdev, mac: number, remote: IpAddress): void {
  const vxlan = vxlanOf(device);
  if (!vxlan.learning || isMulticastMac(mac)) return;
  const [known] = vxlan.fdb.get(mac) ?? [];
  const updatedMs = device.netns.kernel.clock.monotonicMs;
  if (known?.permanent) return;
  vxlan.fdb.set(mac, [{ remote, port: vxlan.port, vni: vxlan.id, permanent: false, updatedMs }]);
}

const HEADERS_BYTES = 50;

registerKind({
  kind: 'vxlan',
  create({ netns, source, name, index, data, lower }) {
    const id = Number(data.id ?? data.vni);
    if (!(id >= 0 && id < 1 << 24))
      throw new Errno(data.id === undefined ? 'EINVAL' : 'ERANGE', data.id === undefined ? undefined : 'Invalid VNI');
    const given = (data.group ?? data.remote) as string | undefined;
    const group = given === undefined ? undefined : parseAddress(given);
    const local = data.local === undefined ? undefined : parseAddress(String(data.local));
    if (group !== undefined && isMulticast(group) && !lower)
      throw new Errno('EINVAL', 'Local interface required for multicast remote destination');
    const port = Number(data.port ?? data.dstport ?? 8472);
    const key = `${port} ${id}`;
    if (tunnels(source).has(key)) throw new Errno('EEXIST', 'A VXLAN device with the specified VNI already exists');
    const device = newEthernet(netns, name, 'vxlan', ops);
    device.minMtu = 68;
    device.maxMtu = 65535;
    const vxlan: Vxlan = {
      id,
      port,
      local,
      group,
      lower,
      learning: data.learning === undefined || Boolean(data.learning),
      ttl: Number(data.ttl ?? 0) || 0,
      tos: Number(data.tos ?? 0) || 0,
      ageingMs: Number(data.ageing ?? 300) * 1000,
      fdb: new Map(),
    };
    if (group !== undefined) vxlan.fdb.set(0, [{ remote: group, port, vni: id, permanent: true, updatedMs: 0 }]);
    device.own = vxlan;
    homes.set(device, source);
    registerNetdev(device, index);
    if (lower) setMtu(device, lower.mtu - HEADERS_BYTES);
    tunnels(source).set(key, device);
    return device;
  },
});

setTunnel(decapsulate);
