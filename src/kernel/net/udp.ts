// UDP: ports, who gets a datagram, and datagrams out. As net/ipv4/udp.c and net/ipv6/udp.c.

import { Errno } from '../../abi/errno.ts';
import type { SocketOptionValue } from '../../abi/sys.ts';
import type { Address, MessageFlags } from '../../abi/types.ts';
import { type IpAddress, isAny, isLinkLocal6, isMulticast } from '../../wire/address.ts';
import { get16, put16 } from '../../wire/bytes.ts';
import { checksum, pseudoSum } from '../../wire/checksum.ts';
import { IPPROTO_UDP } from '../../wire/ip.ts';
import { UDP_HEADER_BYTES, Udp } from '../../wire/udp.ts';
import type { Process } from '../process/process.ts';
import { drop } from './drop.ts';
import { icmpSend } from './ip/errors.ts';
import { ipLocalOut, pushIp } from './ip/output.ts';
import { type IcmpReport, registerTransport } from './ip/transports.ts';
import { type NetNamespace, pernet } from './netns.ts';
import type { RouteResult } from './route/lookup.ts';
import { Skb } from './skb.ts';
import { mib } from './snmp.ts';
import { DatagramSocket } from './socket/datagram.ts';
import { connectDatagram, destinationOf, headerFor, routeFor } from './socket/datagram-send.ts';
import { registerInet } from './socket/inet.ts';
import { anyAddress, type Endpoint, printEndpoint, readEndpoint } from './socket/inet-address.ts';
import { changeMembership, leaveGroups } from './socket/membership.ts';
import { PortTable } from './socket/port-table.ts';
import type { Socket } from './socket/socket.ts';

export const udpPorts = pernet((): PortTable<UdpSocket> => new PortTable());
export const udpSockets = pernet((): Set<UdpSocket> => new Set());

export class UdpSocket extends DatagramSocket implements Socket {
  constructor(by: Process, family: 'inet' | 'inet6') {
    super(by, family, 'dgram', IPPROTO_UDP);
    udpSockets(this.netns).add(this);
  }

  bind(to: Address, by: Process): void {
    if (this.localPort !== 0) throw new Errno('EINVAL');
    const end = this.readBind(to, by);
    const before = this.local;
    this.local = end.address;
    this.#takePort(end.port, before);
    this.boundByUser = true;
  }

  #takePort(port: number, before: IpAddress): void {
    try {
      this.localPort = udpPorts(this.netns).take(this, port, this.portRange, this.netns.kernel.random);
    } catch (error) {
      this.local = before;
      throw error;
    }
  }

  #autobind(): void {
    if (this.localPort === 0) this.#takePort(0, this.local);
  }

  connect(to: Address): void {
    if ((to.family as string) === 'unspec') return this.#disconnect();
    const end = readEndpoint(to, this.family);
    this.#autobind();
    connectDatagram(this, end);
  }

  #disconnect(): void {
    this.remote = undefined;
    this.remotePort = 0;
    if (!this.boundByUser) this.local = anyAddress(this.family);
  }

  override setsockopt(option: string, value: SocketOptionValue, by: Process): void {
    if (changeMembership(this, option, value)) return;
    if (option === 'UDP_CORK') return;
    super.setsockopt(option, value, by);
  }

  send(data: Uint8Array, to: Address | undefined, _flags: MessageFlags): number {
    this.throwError();
    if (this.shutdownWrite) throw new Errno('EPIPE');
    const end = destinationOf(this, to);
    if (to !== undefined && end.port === 0) throw new Errno('EINVAL');
    if (data.length > 65507 + (typeof end.address === 'bigint' ? 20 : 0)) throw new Errno('EMSGSIZE');
    this.#autobind();
    this.#transmit(data, end);
    return data.length;
  }

  #transmit(data: Uint8Array, end: Endpoint): void {
    const { netns } = this;
    const counters = (typeof end.address === 'number' ? mib(netns).v4 : mib(netns).v6).udp;
    const route = routeFor(this, end.address, end.port, end.scope, IPPROTO_UDP);
    const header = headerFor(this, end.address, route, IPPROTO_UDP);
    const skb = Skb.alloc(UDP_HEADER_BYTES + data.length);
    skb.bytes.set(data, skb.start + UDP_HEADER_BYTES);
    new Udp(skb.bytes, skb.start).init(this.localPort, end.port, skb.sizeBytes);
    skb.mark = this.options.mark;
    skb.priority = this.options.priority;
    skb.socket = this;
    const headerBytes = typeof end.address === 'number' ? 20 : 40;
    const tooLong = skb.sizeBytes + headerBytes > route.mtu;
    if (tooLong && (this.option('IP_MTU_DISCOVER') >= 2 || this.option('IPV6_DONTFRAG') !== 0)) {
      this.reportLocal('EMSGSIZE', route.mtu, printEndpoint(end.address, end.port, this.family), data);
      throw new Errno('EMSGSIZE');
    }
    if (!sendUdp(skb, route, { ...header, dontFragment: header.dontFragment && !tooLong }, tooLong)) throw new Errno('EPERM');
    counters.OutDatagrams++;
  }

  write(_offset: number, bytes: Uint8Array): number {
    return this.send(bytes, undefined, {});
  }

  shutdown(how: 'read' | 'write' | 'both'): void {
    if (this.remote === undefined) throw new Errno('ENOTCONN');
    if (how !== 'write') this.shutdownRead = true;
    if (how !== 'read') this.shutdownWrite = true;
    this.readable.wake();
  }

  release(): void {
    this.closed = true;
    udpSockets(this.netns).delete(this);
    if (this.localPort !== 0) udpPorts(this.netns).give(this);
    leaveGroups(this);
    this.letGoNetns();
  }
}

/** Gives a UDP segment its checksum and header, and sends it. False where netfilter dropped it. */
export function sendUdp(skb: Skb, route: RouteResult, header: Parameters<typeof pushIp>[2], fragments: boolean): boolean {
  if (fragments) {
    const sum = checksum(skb.bytes, skb.start, skb.end, pseudoSum(header.source, header.dest, IPPROTO_UDP, skb.sizeBytes));
    put16(skb.bytes, skb.start + 6, sum === 0 ? 0xffff : sum);
  }
  pushIp(skb, route, header);
  if (!fragments) skb.offload();
  return ipLocalOut(skb);
}

/** How well a socket fits a datagram; -1 where it does not (compute_score). */
function scoreOf(socket: UdpSocket, dest: IpAddress, source: IpAddress, sourcePort: number, skb: Skb): number {
  let score = socket.family === 'inet' ? 2 : 1;
  const v4 = typeof dest === 'number';
  if (
    v4
      ? socket.family === 'inet6' && (socket.v6only || (typeof socket.local === 'bigint' && !isAny(socket.local)))
      : socket.family === 'inet'
  ) {
    return -1;
  }
  if (!isAny(socket.local)) {
    if (socket.local !== dest) return -1;
    score += 4;
  }
  if (socket.remote !== undefined) {
    if (socket.remote !== source || socket.remotePort !== sourcePort) return -1;
    score += 8;
  }
  if (socket.device) {
    if (socket.device !== skb.input) return -1;
    score += 4;
  }
  return score;
}

/** The socket that a datagram is for: the best fit; of those that share a port by SO_REUSEPORT one by the flow. */
export function udpLookup(
  netns: NetNamespace,
  skb: Skb,
  source: IpAddress,
  sourcePort: number,
  dest: IpAddress,
  destPort: number,
): UdpSocket | undefined {
  const sockets = udpPorts(netns).at(destPort);
  let best: UdpSocket | undefined;
  let bestScore = -1;
  let peers: UdpSocket[] = [];
  for (const socket of sockets) {
    const score = scoreOf(socket, dest, source, sourcePort, skb);
    if (score > bestScore) {
      best = socket;
      bestScore = score;
      peers = [socket];
    } else if (score === bestScore && score >= 0) peers.push(socket);
  }
  if (!best || peers.length < 2 || best.option('SO_REUSEPORT') === 0 || best.remote !== undefined) return best;
  const hash = Math.imul(sourcePort ^ Number(BigInt(source) & 0xffffffffn), 0x9e3779b1) >>> 0;
  return peers[hash % peers.length];
}

function receive(skb: Skb): void {
  const { netns } = skb.input!;
  const counters = (skb.version === 4 ? mib(netns).v4 : mib(netns).v6).udp;
  const at = skb.networkEnd;
  const udp = new Udp(skb.bytes, at);
  if (skb.end - at < UDP_HEADER_BYTES || udp.length < UDP_HEADER_BYTES || udp.length > skb.end - at) {
    counters.InErrors++;
    return drop(skb, 'PKT_TOO_SMALL', netns);
  }
  skb.end = at + udp.length;
  if (!skb.checksumRight) {
    counters.InCsumErrors++;
    counters.InErrors++;
    return drop(skb, 'UDP_CSUM', netns);
  }
  const dest = skb.destIp;
  const source = skb.sourceIp;
  const { type } = skb.route as RouteResult;
  if (type === 'broadcast' || type === 'multicast' || isMulticast(dest)) return receiveGroup(skb, udp, counters);
  const given = skb.socket instanceof UdpSocket ? stolenFor.get(skb) : undefined;
  if (!given && tunnel?.(skb, udp.destPort)) {
    counters.InDatagrams++;
    return;
  }
  const socket = given ?? udpLookup(netns, skb, source, udp.sourcePort, dest, udp.destPort);
  if (!socket) {
    counters.NoPorts++;
    icmpSend(skb, 'port-unreachable');
    return drop(skb, 'NO_SOCKET', netns);
  }
  deliver(socket, skb, udp, counters);
}

let tunnel: ((skb: Skb, port: number) => boolean) | undefined;

/** For devices/vxlan.ts: takes datagrams to a tunnel's port before sockets do. */
export function setTunnel(take: (skb: Skb, port: number) => boolean): void {
  tunnel = take;
}

/** Packets that TPROXY gave to a socket. */
const stolenFor = new WeakMap<Skb, UdpSocket>();
export function assignUdpSocket(skb: Skb, socket: UdpSocket): void {
  stolenFor.set(skb, socket);
  skb.socket = socket;
}

function deliver(socket: UdpSocket, skb: Skb, udp: Udp, counters: ReturnType<typeof mib>['v4']['udp']): void {
  const source = skb.sourceIp;
  const scope = typeof source === 'bigint' && isLinkLocal6(source) ? skb.input!.index : 0;
  const from = printEndpoint(source, udp.sourcePort, socket.family, scope);
  if (socket.enqueue(skb, skb.bytes.slice(udp.payload, skb.end), from)) {
    counters.InDatagrams++;
    return;
  }
  counters.InErrors++;
  counters.RcvbufErrors++;
  drop(skb, 'SOCKET_RCVBUFF', socket.netns);
}

/** Broadcasts and multicasts go to every socket that fits. */
function receiveGroup(skb: Skb, udp: Udp, counters: ReturnType<typeof mib>['v4']['udp']): void {
  const { netns } = skb.input!;
  const dest = skb.destIp;
  const source = skb.sourceIp;
  let taken = false;
  for (const socket of [...udpPorts(netns).at(udp.destPort)]) {
    if (scoreOf(socket, dest, source, udp.sourcePort, skb) < 0) continue;
    taken = true;
    deliver(socket, skb, udp, counters);
  }
  if (!taken) {
    counters.IgnoredMulti++;
    drop(skb, 'NO_SOCKET', netns);
  }
}

/** An ICMP error about a datagram of ours. */
function receiveError(report: IcmpReport): void {
  const { skb, transport } = report;
  const sourcePort = get16(skb.bytes, transport);
  const destPort = get16(skb.bytes, transport + 2);
  const socket = udpLookup(skb.input!.netns, skb, report.dest, destPort, report.source, sourcePort);
  socket?.reportError(report, destPort, skb.bytes.slice(Math.min(transport + 8, report.end), report.end));
}

registerTransport(4, IPPROTO_UDP, { receive, error: receiveError });
registerTransport(6, IPPROTO_UDP, { receive, error: receiveError });
registerInet('dgram', IPPROTO_UDP, (by, family) => new UdpSocket(by, family));
