// /proc/net: sockets by protocol. As net/ipv4/tcp_ipv4.c: get_tcp4_sock, net/ipv4/udp.c, net/packet/af_packet.c, net/netlink/af_netlink.c.

import type { IpAddress } from '../../../wire/address.ts';
import { unixSockets } from '../../ipc/unix-socket.ts';
import type { NetNamespace } from '../../net/netns.ts';
import { packetSockets } from '../../net/packet.ts';
import { pingSockets } from '../../net/ping.ts';
import { rawSockets } from '../../net/raw.ts';
import type { DatagramSocket } from '../../net/socket/datagram.ts';
import { netlinkSockets } from '../../net/socket/netlink.ts';
import { demux, type TcpControl, type TcpState } from '../../net/tcp/control.ts';
import { udpSockets } from '../../net/udp.ts';
import { text } from '../generated.ts';
import { registerProcNet } from '../registry.ts';
import { HEX, hex, hex4, pointer, words6 } from './net-text.ts';

const STATES: Readonly<Record<TcpState, number>> = {
  ESTAB: 1,
  'SYN-SENT': 2,
  'SYN-RECV': 3,
  'FIN-WAIT-1': 4,
  'FIN-WAIT-2': 5,
  'TIME-WAIT': 6,
  CLOSED: 7,
  'CLOSE-WAIT': 8,
  'LAST-ACK': 9,
  LISTEN: 10,
  CLOSING: 11,
};

const HEAD4 = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const HEAD6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

const end = (address: IpAddress, port: number, family: 'inet' | 'inet6'): string =>
  `${family === 'inet' ? hex4(typeof address === 'number' ? address : 0) : words6(address)}:${HEX(port, 4)}`;

const padId = (value: number, width: number): string => String(value).padStart(width);

function tcpLine(tcp: TcpControl, index: number): string {
  const { family } = tcp;
  const listening = tcp.state === 'LISTEN';
  const any = family === 'inet' ? 0 : 0n;
  const now = tcp.nowMs;
  const sending = listening ? 0 : tcp.sendQueue.length;
  const waiting = listening ? tcp.acceptQueue.length : tcp.receiveBytes;
  const timed = tcp.state === 'TIME-WAIT';
  const active = timed ? 3 : tcp.retransmitAtMs >= 0 ? (tcp.retransmitKind === 'persist' ? 4 : 1) : tcp.keepaliveTimer ? 2 : 0;
  const at = timed ? tcp.timewaitAtMs : tcp.retransmitAtMs >= 0 ? tcp.retransmitAtMs : now;
  const when = Math.max(0, Math.round((at - now) / 10));
  const ends = `${end(tcp.local, tcp.localPort, family)} ${end(tcp.remote ?? any, listening ? 0 : tcp.remotePort, family)}`;
  const head = `${padId(index, 4)}: ${ends} ${HEX(STATES[tcp.state], 2)} ${HEX(sending, 8)}:${HEX(waiting, 8)} ${hex(active, 2)}:${HEX(when, 8)} ${HEX(timed ? 0 : tcp.retransmits, 8)}`;
  const inode = timed || tcp.orphan || tcp.listener ? 0 : tcp.ino;
  const owner = `${padId(inode === 0 ? 0 : tcp.uid, 5)} ${padId(0, 8)} ${inode} ${timed ? 3 : listening ? 1 : 2} ${pointer(tcp.ino)}`;
  const tail = timed
    ? ''
    : listening
      ? ' 100 0 0 10 0'
      : ` ${Math.round(tcp.rtoMs / 10)} ${4} ${tcp.pingpong ? 1 : 0} ${tcp.cwnd} ${tcp.ssthresh >= 0x7fffffff ? -1 : tcp.ssthresh}`;
  return `${head} ${owner}${tail}`;
}

function tcpFile(netns: NetNamespace, family: 'inet' | 'inet6'): string {
  const width = family === 'inet' ? 149 : 0;
  const all = [...demux(netns).all].filter(tcp => tcp.family === family && tcp.state !== 'CLOSED');
  const ordered = [...all.filter(tcp => tcp.state === 'LISTEN'), ...all.filter(tcp => tcp.state !== 'LISTEN')];
  const lines = ordered.map((tcp, index) => `${tcpLine(tcp, index).padEnd(width)}\n`);
  return `${(family === 'inet' ? HEAD4 : HEAD6).padEnd(width)}\n${lines.join('')}`;
}

function datagramLine(socket: DatagramSocket, slot: number): string {
  const { family } = socket;
  const any = family === 'inet' ? 0 : 0n;
  const ends = `${end(socket.local, socket.localPort, family)} ${end(socket.remote ?? any, socket.remotePort, family)}`;
  const state = socket.remote === undefined ? 7 : 1;
  return `${padId(slot, 5)}: ${ends} ${HEX(state, 2)} ${HEX(0, 8)}:${HEX(socket.receiveBytes, 8)} 00:00000000 00000000 ${padId(socket.uid, 5)} ${padId(0, 8)} ${socket.ino} 2 ${pointer(socket.ino)} ${socket.drops}`;
}

/** udp and icmp pad their lines, raw and the IPv6 files do not. */
function datagramFile(sockets: Iterable<DatagramSocket>, family: 'inet' | 'inet6', padded: boolean, head4: string): string {
  const width = family === 'inet' && padded ? 127 : 0;
  const mine = [...sockets].filter(socket => socket.family === family && (socket.localPort !== 0 || socket.type === 'raw'));
  const head = family === 'inet' ? `${head4} ref pointer drops` : `${HEAD6} ref pointer drops`;
  return `${head.padEnd(width)}\n${mine.map(socket => `${datagramLine(socket, socket.localPort).padEnd(width)}\n`).join('')}`;
}

function packetFile(netns: NetNamespace): string {
  let lines = 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n';
  for (const socket of packetSockets(netns)) {
    const type = socket.type === 'raw' ? 3 : 2;
    lines += `${pointer(socket.ino)} ${String(3).padEnd(6)} ${String(type).padEnd(4)} ${hex(socket.protocol, 4)}   ${String(socket.device?.index ?? 0).padEnd(5)} 1 ${String(0).padEnd(6)} ${String(socket.uid).padEnd(6)} ${String(socket.ino).padEnd(6)}\n`;
  }
  return lines;
}

/** The kernel's own sockets, one a protocol, come first. */
const KERNEL_NETLINK = [0, 4, 6, 9, 10, 12, 15, 16];

function netlinkFile(netns: NetNamespace): string {
  let lines = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n';
  const line = (id: number, protocol: number, pid: number, groups: number, drops: number): string =>
    `${pointer(id)} ${String(protocol).padEnd(3)} ${String(pid).padEnd(10)} ${hex(groups, 8)} ${String(0).padEnd(8)} ${String(0).padEnd(8)} ${String(0).padEnd(5)} ${String(2).padEnd(8)} ${String(drops).padEnd(8)} ${String(id).padEnd(8)}\n`;
  for (const protocol of KERNEL_NETLINK) {
    for (const socket of netlinkSockets(netns)) {
      if (socket.protocolNumber === protocol) lines += line(socket.ino, protocol, socket.portId, socket.groups, socket.drops);
    }
    lines += line(netns.cookie * 32 + protocol, protocol, 0, 0, 0);
  }
  return lines;
}

const YES = {
  tcp: 'y  y  y  y  y  y  y  y  y  y  y  y  n  y  y  y  y  y',
  udp: 'y  y  y  n  y  y  y  n  y  y  y  y  n  n  y  y  y  n',
} as const;
const PING_CALLS = 'y  y  y  n  n  y  n  n  y  y  y  y  y  y  n  y  y  n';
const RAW_CALLS = 'y  y  y  n  y  y  y  n  y  y  y  y  y  y  y  y  n  n';
const NO_CALLS = 'n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n';
const UNIX_CALLS = 'y  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n  n';

function protocols(netns: NetNamespace): string {
  const count = (sockets: Iterable<{ family: string; type?: string }>, family: string, type?: string): number =>
    [...sockets].filter(socket => socket.family === family && (type === undefined || socket.type === type)).length;
  const { all } = demux(netns);
  const rows: [name: string, size: number, sockets: number, memory: number, press: string, header: number, slab: string, calls: string][] =
    [
      ['PACKET', 1600, packetSockets(netns).size, -1, 'NI', 0, 'no', NO_CALLS],
      ['PINGv6', 1344, count(pingSockets(netns), 'inet6'), -1, 'NI', 0, 'yes', PING_CALLS],
      ['RAWv6', 1344, count(rawSockets(netns), 'inet6'), -1, 'NI', 0, 'yes', RAW_CALLS],
      ['UDPLITEv6', 1472, 0, 0, 'NI', 0, 'yes', YES.udp],
      ['UDPv6', 1472, count(udpSockets(netns), 'inet6'), 0, 'NI', 0, 'yes', YES.udp],
      ['TCPv6', 2432, count(all, 'inet6'), 0, 'no', 192, 'yes', YES.tcp],
      ['UNIX-STREAM', 1152, count(unixSockets(netns), 'unix', 'stream'), -1, 'NI', 0, 'yes', UNIX_CALLS],
      ['UNIX', 1152, count(unixSockets(netns), 'unix', 'dgram'), -1, 'NI', 0, 'yes', UNIX_CALLS],
      ['UDP-Lite', 1344, 0, 0, 'NI', 0, 'yes', YES.udp],
      ['PING', 1016, count(pingSockets(netns), 'inet'), -1, 'NI', 0, 'yes', PING_CALLS],
      ['RAW', 1152, count(rawSockets(netns), 'inet'), -1, 'NI', 0, 'yes', RAW_CALLS],
      ['UDP', 1344, count(udpSockets(netns), 'inet'), 0, 'NI', 0, 'yes', YES.udp],
      ['TCP', 2304, count(all, 'inet'), 0, 'no', 192, 'yes', YES.tcp],
      ['NETLINK', 1096, netlinkSockets(netns).size, -1, 'NI', 0, 'no', NO_CALLS],
    ];
  const head = 'protocol  size sockets  memory press maxhdr  slab module     cl co di ac io in de sh ss gs se re bi br ha uh gp em\n';
  const line = ([name, size, sockets, memory, press, header, slab, calls]: (typeof rows)[number]): string =>
    `${name.padEnd(9)} ${padId(size, 4)} ${padId(sockets, 6)}  ${padId(memory, 6)}   ${press.padEnd(2)} ${padId(header, 7)}   ${slab.padEnd(3)}  kernel      ${calls}\n`;
  return head + rows.map(line).join('');
}

function sockstat(netns: NetNamespace, family: 'inet' | 'inet6'): string {
  const all = [...demux(netns).all];
  const mine = all.filter(tcp => tcp.family === family);
  const inUse = (sockets: Iterable<{ family: string }>): number => [...sockets].filter(socket => socket.family === family).length;
  const live = mine.filter(tcp => tcp.state !== 'TIME-WAIT' && tcp.state !== 'CLOSED').length;
  if (family === 'inet6') {
    return `TCP6: inuse ${live}\nUDP6: inuse ${inUse(udpSockets(netns))}\nUDPLITE6: inuse 0\nRAW6: inuse ${inUse(rawSockets(netns))}\nFRAG6: inuse 0 memory 0\n`;
  }
  const used =
    all.filter(tcp => !tcp.orphan).length +
    udpSockets(netns).size +
    rawSockets(netns).size +
    pingSockets(netns).size +
    packetSockets(netns).size +
    unixSockets(netns).size +
    netlinkSockets(netns).size;
  const orphans = all.filter(tcp => tcp.orphan && tcp.state !== 'TIME-WAIT').length;
  const waiting = all.filter(tcp => tcp.state === 'TIME-WAIT').length;
  return `sockets: used ${used}\nTCP: inuse ${live} orphan ${orphans} tw ${waiting} alloc ${all.length - waiting} mem 0\nUDP: inuse ${inUse(udpSockets(netns))} mem 0\nUDPLITE: inuse 0\nRAW: inuse ${inUse(rawSockets(netns))}\nFRAG: inuse 0 memory 0\n`;
}

registerProcNet(namespace => {
  const netns = namespace as NetNamespace;
  const udpHead = `   sl  local_address${HEAD4.slice('  sl  local_address'.length)}`;
  return {
    tcp: text(() => tcpFile(netns, 'inet')),
    tcp6: text(() => tcpFile(netns, 'inet6')),
    udp: text(() => datagramFile(udpSockets(netns), 'inet', true, udpHead)),
    udp6: text(() => datagramFile(udpSockets(netns), 'inet6', false, udpHead)),
    udplite: text(() => datagramFile([], 'inet', true, udpHead)),
    udplite6: text(() => datagramFile([], 'inet6', false, udpHead)),
    raw: text(() => datagramFile(rawSockets(netns), 'inet', false, HEAD4)),
    raw6: text(() => datagramFile(rawSockets(netns), 'inet6', false, HEAD4)),
    icmp: text(() => datagramFile(pingSockets(netns), 'inet', true, HEAD4)),
    icmp6: text(() => datagramFile(pingSockets(netns), 'inet6', false, HEAD4)),
    packet: text(() => packetFile(netns)),
    netlink: text(() => netlinkFile(netns)),
    protocols: text(() => protocols(netns)),
    sockstat: text(() => sockstat(netns, 'inet')),
    sockstat6: text(() => sockstat(netns, 'inet6')),
  };
});
