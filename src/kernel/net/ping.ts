// Ping sockets: ICMP echo for users without privileges (ping_group_range). As net/ipv4/ping.c.

import { Errno } from '../../abi/errno.ts';
import type { Address, MessageFlags } from '../../abi/types.ts';
import { get16, put16 } from '../../wire/bytes.ts';
import { checksum, pseudoSum } from '../../wire/checksum.ts';
import { ICMP_ECHO, ICMPV6_ECHO_REQUEST } from '../../wire/icmp.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6 } from '../../wire/ip.ts';
import type { Process } from '../process/process.ts';
import { setPingErrorReceiver, setPingReceiver } from './ip/icmp.ts';
import { ipLocalOut, pushIp } from './ip/output.ts';
import type { IcmpReport } from './ip/transports.ts';
import type { NetNamespace } from './netns.ts';
import { pernet } from './netns.ts';
import { Skb } from './skb.ts';
import { count, mib } from './snmp.ts';
import { DatagramSocket } from './socket/datagram.ts';
import { connectDatagram, destinationOf, headerFor, routeFor } from './socket/datagram-send.ts';
import { printEndpoint, readEndpoint } from './socket/inet-address.ts';
import type { Socket } from './socket/socket.ts';
import { pair, sysctls } from './sysctl.ts';

/** The ping sockets of a namespace: by family and identifier. */
export const pingSockets = pernet((): Set<PingSocket> => new Set());

export class PingSocket extends DatagramSocket implements Socket {
  constructor(by: Process, family: 'inet' | 'inet6') {
    const netns = by.ns.net as NetNamespace;
    const [low, high] = pair(sysctls(netns).ipv4.ping_group_range);
    const { egid, groups } = by.credentials;
    if (![egid, ...groups].some(gid => gid >= low && gid <= high)) throw new Errno('EACCES');
    super(by, family, 'dgram', family === 'inet' ? IPPROTO_ICMP : IPPROTO_ICMPV6);
    pingSockets(this.netns).add(this);
  }

  #takeId(wanted: number): void {
    const taken = (id: number): boolean =>
      [...pingSockets(this.netns)].some(other => other !== this && other.family === this.family && other.localPort === id);
    if (wanted !== 0) {
      if (taken(wanted)) throw new Errno('EADDRINUSE');
      this.localPort = wanted;
      return;
    }
    const { random } = this.netns.kernel;
    let id = 1 + random.below(65535);
    while (taken(id)) id = (id % 65535) + 1;
    this.localPort = id;
  }

  bind(to: Address, by: Process): void {
    const end = readEndpoint(to, this.family);
    // An identifier is no port: none is privileged.
    this.readBind({ ...(to as Extract<Address, { family: 'inet' }>), port: 0 }, by);
    this.local = end.address;
    this.boundByUser = true;
    this.#takeId(end.port);
  }

  connect(to: Address): void {
    connectDatagram(this, readEndpoint(to, this.family));
    if (this.localPort === 0) this.#takeId(0);
  }

  send(data: Uint8Array, to: Address | undefined, _flags: MessageFlags): number {
    this.throwError();
    if (data.length < 8) throw new Errno('EINVAL');
    if (data.length > 65535) throw new Errno('EMSGSIZE');
    const v4 = this.family === 'inet';
    if (data[0] !== (v4 ? ICMP_ECHO : ICMPV6_ECHO_REQUEST) || data[1] !== 0) throw new Errno('EINVAL');
    const end = destinationOf(this, to);
    if (this.localPort === 0) this.#takeId(0);
    const { protocol } = this;
    const route = routeFor(this, end.address, 0, end.scope, protocol);
    const header = headerFor(this, end.address, route, protocol);
    const skb = Skb.of(data);
    skb.mark = this.options.mark;
    skb.socket = this;
    put16(skb.bytes, skb.start + 4, this.localPort);
    put16(skb.bytes, skb.start + 2, 0);
    const pseudo = v4 ? 0 : pseudoSum(header.source, header.dest, protocol, data.length);
    put16(skb.bytes, skb.start + 2, checksum(skb.bytes, skb.start, skb.end, pseudo));
    const out = (v4 ? mib(this.netns).v4 : mib(this.netns).v6).icmpOut;
    out.messages++;
    count(out.types, data[0]!);
    pushIp(skb, route, { ...header, dontFragment: header.dontFragment && skb.sizeBytes + 20 <= route.mtu });
    if (!ipLocalOut(skb)) throw new Errno('EPERM');
    return data.length;
  }

  write(_offset: number, bytes: Uint8Array): number {
    return this.send(bytes, undefined, {});
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (this.remote === undefined) throw new Errno('ENOTCONN');
    if (how !== 'write') this.shutdownRead = true;
    if (how !== 'read') this.shutdownWrite = true;
  }

  release(): void {
    pingSockets(this.netns).delete(this);
    this.letGoNetns();
  }
}

function socketFor(netns: NetNamespace, family: 'inet' | 'inet6', id: number, skb: Skb): PingSocket | undefined {
  for (const socket of pingSockets(netns)) {
    if (socket.family !== family || socket.localPort !== id) continue;
    if (socket.device && socket.device !== skb.input) continue;
    return socket;
  }
  return undefined;
}

/** Gives an echo reply to the socket whose identifier it has. */
export function receivePing(skb: Skb): void {
  const { netns } = skb.input!;
  const family = skb.version === 4 ? 'inet' : 'inet6';
  const at = skb.networkEnd;
  const socket = socketFor(netns, family, get16(skb.bytes, at + 4), skb);
  if (!socket) return;
  const scope = family === 'inet6' ? skb.input!.index : 0;
  socket.enqueue(skb, skb.bytes.slice(at, skb.end), printEndpoint(skb.sourceIp, 0, family, scope));
}

/** An ICMP error about an echo request of ours. */
export function receivePingError(report: IcmpReport): void {
  const { skb, transport } = report;
  const expected = report.version === 4 ? ICMP_ECHO : ICMPV6_ECHO_REQUEST;
  if (skb.bytes[transport] !== expected) return;
  const socket = socketFor(skb.input!.netns, report.version === 4 ? 'inet' : 'inet6', get16(skb.bytes, transport + 4), skb);
  socket?.reportError(report, 0, skb.bytes.slice(transport, report.end));
}

setPingReceiver(receivePing);
setPingErrorReceiver(receivePingError);
