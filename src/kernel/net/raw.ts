// Raw sockets: IP packets of one protocol, whole on the way in, with or without a header of one's own on the way out. As net/ipv4/raw.c.

import { Errno } from '../../abi/errno.ts';
import type { SocketOptionValue } from '../../abi/sys.ts';
import type { Address, MessageFlags } from '../../abi/types.ts';
import { type IpAddress, isAny, isMulticast } from '../../wire/address.ts';
import { put16 } from '../../wire/bytes.ts';
import { checksum, pseudoSum } from '../../wire/checksum.ts';
import { ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_RAW, Ipv4 } from '../../wire/ip.ts';
import { demand } from '../credentials.ts';
import type { Process } from '../process/process.ts';
import { ipLocalOut, nextIpId, pushIp } from './ip/output.ts';
import { type IcmpReport, setRawDelivery } from './ip/transports.ts';
import { type NetNamespace, pernet } from './netns.ts';
import type { RouteResult } from './route/lookup.ts';
import { Skb } from './skb.ts';
import { count, mib } from './snmp.ts';
import { DatagramSocket } from './socket/datagram.ts';
import { connectDatagram, destinationOf, headerFor, routeFor } from './socket/datagram-send.ts';
import { printEndpoint, readEndpoint } from './socket/inet-address.ts';
import type { Socket } from './socket/socket.ts';

export const rawSockets = pernet((): Set<RawSocket> => new Set());

export class RawSocket extends DatagramSocket implements Socket {
  headerIncluded: boolean;
  /** ICMP_FILTER: bits of types that are not wanted. */
  #filter = 0;
  #filter6: number[] = [0, 0, 0, 0, 0, 0, 0, 0];

  constructor(by: Process, family: 'inet' | 'inet6', protocol: number) {
    demand(by, 'CAP_NET_RAW', (by.ns.net as NetNamespace).owner);
    super(by, family, 'raw', protocol);
    this.headerIncluded = protocol === IPPROTO_RAW;
    this.localPort = protocol;
    rawSockets(this.netns).add(this);
  }

  override getsockname(): Address {
    return { ...super.getsockname(), port: 0 } as Address;
  }

  override setsockopt(option: string, value: SocketOptionValue, by: Process): void {
    if (option === 'IP_HDRINCL' || option === 'IPV6_HDRINCL') this.headerIncluded = Number(value) !== 0;
    else if (option === 'ICMP_FILTER') {
      if (this.protocol !== IPPROTO_ICMP) throw new Errno('EOPNOTSUPP');
      this.#filter = Number(value) >>> 0;
    } else if (option === 'ICMP6_FILTER') {
      if (Array.isArray(value)) this.#filter6 = value.map(Number);
    } else super.setsockopt(option, value, by);
  }

  override getsockopt(option: string): SocketOptionValue {
    if (option === 'IP_HDRINCL' || option === 'IPV6_HDRINCL') return this.headerIncluded ? 1 : 0;
    if (option === 'ICMP_FILTER') return this.#filter;
    return super.getsockopt(option);
  }

  bind(to: Address, by: Process): void {
    const end = this.readBind({ ...(to as Extract<Address, { family: 'inet' }>), port: 0 }, by);
    this.local = end.address;
    this.boundByUser = true;
  }

  connect(to: Address): void {
    connectDatagram(this, { ...readEndpoint(to, this.family), port: 0 });
  }

  send(data: Uint8Array, to: Address | undefined, _flags: MessageFlags): number {
    this.throwError();
    const end = destinationOf(this, to);
    if (data.length > 65535) throw new Errno('EMSGSIZE');
    const protocol = this.headerIncluded ? IPPROTO_RAW : this.protocol;
    const route = routeFor(this, end.address, 0, end.scope, protocol);
    const skb = Skb.of(data);
    skb.mark = this.options.mark;
    skb.priority = this.options.priority;
    skb.socket = this;
    if (this.headerIncluded) {
      this.#sendWithHeader(skb, route, end.address);
      return data.length;
    }
    const header = headerFor(this, end.address, route, this.protocol);
    if (this.protocol === IPPROTO_ICMPV6 && data.length >= 4) {
      put16(skb.bytes, skb.start + 2, 0);
      const pseudo = pseudoSum(header.source, header.dest, IPPROTO_ICMPV6, data.length);
      put16(skb.bytes, skb.start + 2, checksum(skb.bytes, skb.start, skb.end, pseudo));
    }
    this.#countIcmp(data);
    const tooLong = skb.sizeBytes + 20 > route.mtu;
    const strict = this.option('IP_MTU_DISCOVER') >= 2;
    if (tooLong && header.dontFragment && strict) {
      this.reportLocal('EMSGSIZE', route.mtu, printEndpoint(end.address, 0, this.family), data);
      throw new Errno('EMSGSIZE');
    }
    pushIp(skb, route, { ...header, dontFragment: header.dontFragment && !tooLong });
    if (!ipLocalOut(skb)) throw new Errno('EPERM');
    return data.length;
  }

  #countIcmp(data: Uint8Array): void {
    if (this.protocol !== IPPROTO_ICMP && this.protocol !== IPPROTO_ICMPV6) return;
    const out = (this.protocol === IPPROTO_ICMP ? mib(this.netns).v4 : mib(this.netns).v6).icmpOut;
    out.messages++;
    if (data.length > 0) count(out.types, data[0]!);
  }

  /** The program wrote the header; the kernel fills in what it left 0 (raw_send_hdrinc). */
  #sendWithHeader(skb: Skb, route: RouteResult, dest: IpAddress): void {
    if (skb.sizeBytes > route.mtu) throw new Errno('EMSGSIZE');
    skb.network = skb.start;
    skb.route = route;
    if (typeof dest === 'number') {
      if (skb.sizeBytes < 20) throw new Errno('EINVAL');
      skb.etherType = ETH_P_IP;
      const ip = new Ipv4(skb.bytes, skb.start);
      if (ip.headerBytes < 20 || ip.headerBytes > skb.sizeBytes) throw new Errno('EINVAL');
      put16(skb.bytes, skb.start + 2, skb.sizeBytes);
      if (ip.source === 0) ip.source = route.source as number;
      if (ip.id === 0) ip.id = nextIpId(this.netns);
      ip.seal();
    } else {
      skb.etherType = ETH_P_IPV6;
      if (skb.sizeBytes < 40) throw new Errno('EINVAL');
    }
    if (!ipLocalOut(skb)) throw new Errno('EPERM');
  }

  write(_offset: number, bytes: Uint8Array): number {
    return this.send(bytes, undefined, {});
  }

  shutdown(): void {
    if (this.remote === undefined) throw new Errno('ENOTCONN');
  }

  /** Whether the packet is one that this socket asked for. */
  wants(skb: Skb): boolean {
    const v4 = skb.etherType === ETH_P_IP;
    if ((this.family === 'inet') !== v4) return false;
    if (this.protocol !== skb.protocol && this.protocol !== 0) return false;
    if (this.protocol === IPPROTO_RAW) return false;
    if (!isAny(this.local) && this.local !== skb.destIp && !(isMulticast(skb.destIp) && !isMulticast(this.local))) return false;
    if (this.remote !== undefined && this.remote !== skb.sourceIp) return false;
    if (this.device && this.device !== skb.input) return false;
    return !this.#filtered(skb, v4);
  }

  #filtered(skb: Skb, v4: boolean): boolean {
    const type = skb.bytes[skb.networkEnd]!;
    if (v4) return this.protocol === IPPROTO_ICMP && type < 32 && ((this.#filter >>> type) & 1) === 1;
    return this.protocol === IPPROTO_ICMPV6 && ((this.#filter6[type >> 5]! >>> (type & 31)) & 1) === 1;
  }

  release(): void {
    rawSockets(this.netns).delete(this);
    this.letGoNetns();
  }
}

function deliver(skb: Skb): boolean {
  const { netns } = skb.input!;
  const sockets = rawSockets(netns);
  if (sockets.size === 0) return false;
  let taken = false;
  for (const socket of sockets) {
    if (!socket.wants(skb)) continue;
    taken = true;
    // IPv4 gives the header too, IPv6 only what follows it.
    const from = skb.etherType === ETH_P_IPV6 ? skb.networkEnd : skb.network;
    const scope = socket.family === 'inet6' ? skb.input!.index : 0;
    socket.enqueue(skb, skb.bytes.slice(from, skb.end), printEndpoint(skb.sourceIp, 0, socket.family, scope));
  }
  return taken;
}

function reportError(protocol: number, report: IcmpReport): void {
  const { netns } = report.skb.input!;
  for (const socket of rawSockets(netns)) {
    if ((socket.family === 'inet') !== (report.version === 4)) continue;
    if (socket.protocol !== protocol && socket.protocol !== IPPROTO_RAW) continue;
    if (!isAny(socket.local) && socket.local !== report.source) continue;
    if (socket.remote !== undefined && socket.remote !== report.dest) continue;
    socket.reportError(report, 0, report.skb.bytes.slice(report.transport, report.end));
  }
}

setRawDelivery(deliver, reportError);
