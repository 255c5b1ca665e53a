// What rules and programs ask between packets and sockets: -m socket, TPROXY, and where a redirected connection was going (SO_ORIGINAL_DST).
// As net/ipv4/netfilter/nf_socket_ipv4.c, nf_tproxy_ipv4.c, and getorigdst in nf_conntrack_proto.c.

import { Errno } from '../../abi/errno.ts';
import type { Words } from '../../abi/nfnetlink.ts';
import { type IpAddress, isAny, printAddress } from '../../wire/address.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../wire/ip.ts';
import type { SocketOwner } from '../../xtables/extension.ts';
import { selectAddress4 } from '../net/address4.ts';
import { selectAddress6 } from '../net/address6.ts';
import type { NetNamespace } from '../net/netns.ts';
import { RT_SCOPE_LINK } from '../net/route/table.ts';
import type { Skb } from '../net/skb.ts';
import { type InetSocket, registerSocketOption } from '../net/socket/inet-socket.ts';
import { demux, findConnection, type TcpControl } from '../net/tcp/control.ts';
import { assignTcpSocket, findListener } from '../net/tcp/receive.ts';
import { assignUdpSocket, udpLookup } from '../net/udp.ts';
import { conntrackOf } from './conntrack/table.ts';
import { setSocketFinder, setTproxy } from './surroundings.ts';

const ownerOf = (socket: InetSocket): SocketOwner => ({
  uid: socket.uid,
  gid: socket.gid,
  groups: socket.groups,
  cgroup: socket.cgroup,
  classid: 0,
  transparent: socket.transparent,
  mark: socket.mark,
  wildcard: isAny(socket.local),
});

/** The socket that a packet would be delivered to. */
function socketFor(netns: NetNamespace, skb: Skb): InetSocket | undefined {
  const { protocol, sourcePort, destPort } = skb;
  if (sourcePort < 0) return undefined;
  if (protocol === IPPROTO_UDP) return udpLookup(netns, skb, skb.sourceIp, sourcePort, skb.destIp, destPort);
  if (protocol !== IPPROTO_TCP) return undefined;
  return connectionOf(netns, skb) ?? findListener(netns, skb.destIp, destPort, skb);
}

const connectionOf = (netns: NetNamespace, skb: Skb): TcpControl | undefined =>
  findConnection(demux(netns), skb.destIp, skb.destPort, skb.sourceIp, skb.sourcePort, skb);

setSocketFinder((netns, skb) => {
  const socket = socketFor(netns, skb);
  return socket && ownerOf(socket);
});

function addressOf(words: Words, skb: Skb): IpAddress {
  const { input } = skb;
  if (typeof skb.destIp === 'number') {
    const given = words[0] ?? 0;
    return given !== 0 || !input ? given : selectAddress4(input.netns, input, 0, RT_SCOPE_LINK) || skb.destIp;
  }
  const given = words.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
  return given !== 0n || !input ? given : (selectAddress6(input.netns, input, skb.sourceIp as bigint) ?? skb.destIp);
}

/** Gives a packet to a transparent socket at the address and port; false where there is none. */
function tproxy(netns: NetNamespace, skb: Skb, words: Words, port: number): boolean {
  const dest = addressOf(words, skb);
  const destPort = port === 0 ? skb.destPort : port;
  if (skb.protocol === IPPROTO_TCP) {
    const connection = connectionOf(netns, skb);
    if (connection) return true;
    const listener = findListener(netns, dest, destPort, skb);
    if (!listener?.transparent) return false;
    assignTcpSocket(skb, listener);
    return true;
  }
  if (skb.protocol !== IPPROTO_UDP) return false;
  const socket = udpLookup(netns, skb, skb.sourceIp, skb.sourcePort, dest, destPort);
  if (!socket?.transparent) return false;
  assignUdpSocket(skb, socket);
  return true;
}

setTproxy(tproxy);

registerSocketOption((socket, option) => {
  if (option !== 'SO_ORIGINAL_DST' && option !== 'IP6T_SO_ORIGINAL_DST') return undefined;
  const { local, remote } = socket;
  if (remote === undefined || (socket.protocol !== IPPROTO_TCP && socket.protocol !== 132)) throw new Errno('ENOPROTOOPT');
  const found = conntrackOf(socket.netns).find({
    family: typeof local === 'number' ? 'ipv4' : 'ipv6',
    protocol: socket.protocol,
    source: local,
    dest: remote,
    sourcePort: socket.localPort,
    destPort: socket.remotePort,
    zone: 0,
  });
  if (!found) throw new Errno('ENOENT');
  const { dest, destPort } = found.entry.original;
  return { family: typeof dest === 'number' ? 'inet' : 'inet6', address: printAddress(dest), port: destPort };
});
