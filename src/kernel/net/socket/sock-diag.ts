// sock_diag: every socket of a namespace, as ss(8) lists them, and destroying one. As net/ipv4/inet_diag.c, net/unix/diag.c, net/packet/diag.c.

import { Errno } from '../../../abi/errno.ts';
import type { SocketInfo } from '../../../abi/sock-diag.ts';
import type { Address } from '../../../abi/types.ts';
import type { NetNamespace } from '../netns.ts';
import { packetSockets } from '../packet.ts';
import { pingSockets } from '../ping.ts';
import { rawSockets } from '../raw.ts';
import { demux, type TcpControl } from '../tcp/control.ts';
import { connectionInfo } from '../tcp/info.ts';
import { sendReset } from '../tcp/output.ts';
import { abort } from '../tcp/states.ts';
import { UdpSocket, udpSockets } from '../udp.ts';
import type { DatagramSocket } from './datagram.ts';
import { printEndpoint } from './inet-address.ts';
import type { InetSocket } from './inet-socket.ts';
import { type NetlinkContext, netlinkSockets, registerNetlink } from './netlink.ts';
import { demandAdmin } from './rtnetlink/context.ts';

type Source = (netns: NetNamespace) => Iterable<SocketInfo>;
const sources: Source[] = [];

/** For families that live elsewhere (unix sockets): their sockets' part of a dump. */
export function registerDiag(source: Source): void {
  sources.push(source);
}

function common(socket: InetSocket): Pick<SocketInfo, 'family' | 'inode' | 'uid' | 'local' | 'index' | 'mark' | 'v6only'> {
  return {
    family: socket.family,
    inode: socket.closed ? 0 : socket.ino,
    uid: socket.uid,
    local: printEndpoint(socket.local, socket.localPort, socket.family, socket.scope),
    ...(socket.device ? { index: socket.device.index } : {}),
    ...(socket.mark ? { mark: socket.mark } : {}),
    ...(socket.family === 'inet6' ? { v6only: socket.v6only } : {}),
  };
}

function tcpTimer(tcp: TcpControl): SocketInfo['timer'] {
  const now = tcp.nowMs;
  if (tcp.state === 'TIME-WAIT' || (tcp.state === 'FIN-WAIT-2' && tcp.timewaitTimer)) {
    return { kind: 'timewait', ms: Math.max(0, tcp.timewaitAtMs - now), retransmits: 0 };
  }
  if (tcp.retransmitAtMs >= 0) return { kind: tcp.retransmitKind, ms: Math.max(0, tcp.retransmitAtMs - now), retransmits: tcp.retransmits };
  if (tcp.keepaliveTimer) {
    const idle = (tcp.option('TCP_KEEPIDLE') || tcp.conf.tcp.tcp_keepalive_time) * 1000;
    return { kind: 'keepalive', ms: Math.max(0, tcp.lastHeardMs + idle - now), retransmits: tcp.keepaliveProbes };
  }
  return undefined;
}

/** What is written and not acknowledged: data, and the SYN or FIN that has a sequence number too. */
function unacknowledged(tcp: TcpControl): number {
  if (tcp.state === 'SYN-SENT') return 1;
  return tcp.sendQueue.length + (tcp.finSent && tcp.inFlight > tcp.sendQueue.length ? 1 : 0);
}

/** A TCP socket as a row; undefined for one that is neither bound nor connected. */
function showTcp(tcp: TcpControl): SocketInfo | undefined {
  const { state } = tcp;
  if (state === 'CLOSED') return undefined;
  const listening = state === 'LISTEN';
  const timer = tcpTimer(tcp);
  return {
    ...common(tcp),
    protocol: 'tcp',
    socketType: 'stream',
    state,
    ...(listening || tcp.remote === undefined ? {} : { peer: printEndpoint(tcp.remote, tcp.remotePort, tcp.family, tcp.scope) }),
    receiveQueue: listening ? tcp.acceptQueue.length : tcp.receiveBytes,
    sendQueue: listening ? tcp.backlog : unacknowledged(tcp),
    ...(timer ? { timer } : {}),
    tcpInfo: connectionInfo(tcp),
    memory: {
      receiveAllocated: tcp.receiveBytes,
      receiveBuffer: Number(tcp.conf.tcp.tcp_rmem.split('\t')[1]),
      sendAllocated: 0,
      sendBuffer: Number(tcp.conf.tcp.tcp_wmem.split('\t')[1]),
      forward: 0,
      sendQueued: tcp.sendQueue.length,
      options: 0,
      backlog: 0,
      drops: 0,
    },
  };
}

function showDatagram(socket: DatagramSocket, protocol: string): SocketInfo {
  const { core } = socket.conf;
  return {
    ...common(socket),
    protocol,
    socketType: socket.type,
    state: socket.remote === undefined ? 'UNCONN' : 'ESTAB',
    ...(socket.remote === undefined ? {} : { peer: printEndpoint(socket.remote, socket.remotePort, socket.family, socket.scope) }),
    receiveQueue: socket.receiveBytes,
    sendQueue: 0,
    memory: {
      receiveAllocated: socket.receiveBytes,
      receiveBuffer: socket.receiveLimit,
      sendAllocated: 0,
      sendBuffer: core.wmem_default,
      forward: 0,
      sendQueued: 0,
      options: 0,
      backlog: 0,
      drops: socket.drops,
    },
  };
}

/** Connections that a listener has not accepted are shown with it, those in SYN-RECV as the kernel's own. */
function* tcpRows(netns: NetNamespace): Generator<SocketInfo> {
  const all = [...demux(netns).all];
  for (const tcp of all) {
    const row = tcp.state === 'LISTEN' ? showTcp(tcp) : undefined;
    if (row) yield row;
  }
  for (const tcp of all) {
    if (tcp.state === 'LISTEN') continue;
    const row = showTcp(tcp);
    if (row) yield tcp.listener ? { ...row, inode: 0 } : row;
  }
}

function* rows(netns: NetNamespace): Generator<SocketInfo> {
  yield* tcpRows(netns);
  for (const socket of udpSockets(netns)) if (socket.localPort !== 0) yield showDatagram(socket, 'udp');
  for (const socket of rawSockets(netns)) yield showDatagram(socket, 'raw');
  for (const socket of pingSockets(netns)) if (socket.localPort !== 0) yield showDatagram(socket, 'icmp');
  for (const socket of packetSockets(netns)) {
    const local: Address = { family: 'packet', index: socket.device?.index ?? 0, protocol: socket.protocol };
    const index = socket.device ? { index: socket.device.index } : {};
    yield {
      family: 'packet',
      protocol: socket.type === 'raw' ? 'raw' : 'dgram',
      socketType: socket.type,
      state: 'UNCONN',
      local,
      receiveQueue: 0,
      sendQueue: 0,
      inode: socket.ino,
      uid: socket.uid,
      ...index,
    };
  }
  for (const socket of netlinkSockets(netns)) {
    yield {
      family: 'netlink',
      protocol: socket.protocol,
      socketType: socket.type,
      state: 'UNCONN',
      local: { family: 'netlink', pid: socket.portId, groups: socket.groups },
      receiveQueue: 0,
      sendQueue: 0,
      inode: socket.ino,
      uid: socket.uid,
    };
  }
  for (const source of sources) yield* source(netns);
}

function destroy(asked: { local: Address; peer?: Address; protocol: string }, { netns, by }: NetlinkContext): void {
  demandAdmin(by, netns);
  const same = (a: Address, b: Address | undefined): boolean => b !== undefined && JSON.stringify(a) === JSON.stringify(b);
  if (asked.protocol === 'tcp') {
    for (const tcp of demux(netns).all) {
      const row = showTcp(tcp);
      if (!row || !same(row.local, asked.local) || (asked.peer && !same(asked.peer, row.peer))) continue;
      if (tcp.state === 'LISTEN') {
        tcp.shutdownRead = true;
        tcp.error = 'ECONNABORTED';
        tcp.readable.wake();
        return;
      }
      if (tcp.state !== 'TIME-WAIT') sendReset(tcp);
      return abort(tcp, 'ECONNABORTED');
    }
  } else {
    for (const socket of udpSockets(netns)) {
      if (!(socket instanceof UdpSocket) || !same(showDatagram(socket, 'udp').local, asked.local)) continue;
      return socket.fail('ECONNABORTED');
    }
  }
  throw new Errno('ENOENT');
}

registerNetlink('sock_diag', (message, context) => {
  if (message.type === 'destroysock') return destroy(message.socket, context);
  if (message.type !== 'getsock') throw new Errno('EOPNOTSUPP');
  const { family, protocol } = message.socket;
  for (const socket of rows(context.netns)) {
    if (family !== undefined && socket.family !== family) continue;
    if (protocol !== undefined && socket.protocol !== protocol) continue;
    context.reply({ type: 'newsock', socket });
  }
});
