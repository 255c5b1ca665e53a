// One socket as a row of ss. As misc/ss.c: inet_show_sock(), unix_stats_print(), packet_stats_print(), netlink_show_one().

import type { SocketInfo } from '../../../abi/sock-diag.ts';
import type { Address } from '../../../abi/types.ts';
import type { Row } from './columns.ts';

export interface Naming {
  numeric: boolean;
  resolve: boolean;
  services: (port: number, protocol: string) => string | undefined;
  hosts: ReadonlyMap<string, string>;
  links: ReadonlyMap<number, string>;
  users: ReadonlyMap<number, readonly { name: string; pid: number; fd: number }[]>;
  cgroups: ReadonlyMap<number, string>;
  processNames: ReadonlyMap<number, string>;
  flags: ReadonlySet<string>;
}

export function netidOf(socket: SocketInfo): string {
  if (socket.family === 'unix') return { stream: 'u_str', dgram: 'u_dgr', seqpacket: 'u_seq', raw: 'u_str' }[socket.socketType];
  if (socket.family === 'packet') return socket.socketType === 'raw' ? 'p_raw' : 'p_dgr';
  if (socket.family === 'netlink') return 'nl';
  return socket.protocol === 'icmp' ? (socket.family === 'inet6' ? 'icmp6' : 'icmp') : socket.protocol;
}

function host(address: string | undefined, socket: SocketInfo, naming: Naming): string {
  const plain = address?.replace(/%.*/, '');
  if (socket.family === 'inet6' && (plain === undefined || plain === '::')) return socket.v6only ? '[::]' : '*';
  if (plain === undefined || plain === '0.0.0.0') return '0.0.0.0';
  const name = naming.resolve ? naming.hosts.get(plain) : undefined;
  return name ?? (plain.includes(':') ? `[${plain}]` : plain);
}

function service(port: number, protocol: string, naming: Naming): string {
  if (port === 0) return '*';
  return (naming.numeric ? undefined : naming.services(port, protocol)) ?? String(port);
}

function inetEnd(end: Address | undefined, socket: SocketInfo, naming: Naming, local: boolean): [string, string] {
  const at = end?.family === 'inet' || end?.family === 'inet6' ? end : undefined;
  const name = host(at?.address, socket, naming);
  const device = local && socket.index !== undefined ? `%${naming.links.get(socket.index) ?? `if${socket.index}`}` : '';
  if (socket.protocol === 'raw') return [`${name}${device}:`, local ? 'ipproto-any' : '*'];
  return [`${name}${device}:`, service(at?.port ?? 0, socket.protocol, naming)];
}

function ends(socket: SocketInfo, naming: Naming): [string, string, string, string] {
  const { local, peer } = socket;
  if (local.family === 'unix') {
    const other = peer?.family === 'unix' && peer.path !== '' ? peer.path : '*';
    const own = local.path === '' ? '*' : local.path;
    return [`${own.replace(/^\0/, '@')} `, String(socket.inode), `${other.replace(/^\0/, '@')} `, String(socket.peerInode ?? 0)];
  }
  if (local.family === 'packet') {
    const protocol = local.protocol === 3 ? '*' : ({ 2048: 'ip', 2054: 'arp', 34525: 'ipv6' }[local.protocol] ?? `[${local.protocol}]`);
    return [`${protocol}:`, local.index === 0 ? '*' : (naming.links.get(local.index) ?? `if${local.index}`), '*', ''];
  }
  if (local.family === 'netlink') {
    const kind = { route: 'rtnl', sock_diag: 'tcpdiag', netfilter: 'nft' }[socket.protocol] ?? socket.protocol;
    const name = local.pid === 0 ? 'kernel' : naming.processNames.get(local.pid);
    return [`${kind}:`, name === undefined ? String(local.pid) : local.pid === 0 ? name : `${name}/${local.pid}`, '*', ''];
  }
  return [...inetEnd(local, socket, naming, true), ...inetEnd(peer, socket, naming, false)];
}

/** "1min59sec", "800ms": print_ms_timer(). */
function msTimer(ms: number): string {
  const whole = Math.floor(ms);
  const [minutes, seconds, rest] = [Math.floor(whole / 60000), Math.floor(whole / 1000) % 60, whole % 1000];
  let text = minutes > 0 ? `${minutes}min` : '';
  if (seconds > 0) text += `${seconds}${minutes > 0 ? 'sec' : rest > 0 && seconds < 10 ? `.${String(rest).padStart(3, '0')}sec` : 'sec'}`;
  else if (minutes === 0) text += `${rest}ms`;
  return text;
}

function details(socket: SocketInfo, naming: Naming): string {
  const { flags } = naming;
  let text = '';
  const inet = socket.family === 'inet' || socket.family === 'inet6';
  if (flags.has('-o') || flags.has('-e')) {
    const { timer } = socket;
    if (timer) text += ` timer:(${timer.kind},${msTimer(timer.ms)},${timer.retransmits})`;
  }
  if (flags.has('-e')) {
    if (socket.uid !== 0) text += ` uid:${socket.uid}`;
    if (inet) text += ` ino:${socket.inode}`;
    text += ` sk:${socket.inode.toString(16)}`;
    if (socket.mark) text += ` fwmark:0x${socket.mark.toString(16)}`;
    if (inet) text += ` cgroup:${naming.cgroups.get(socket.inode) ?? '/'}`;
    if (socket.family === 'inet6') text += ` v6only:${socket.v6only ? 1 : 0}`;
    text += ' <->';
  } else if (flags.has('--cgroup') && inet) text += ` cgroup:${naming.cgroups.get(socket.inode) ?? '/'}`;
  return text;
}

function memory({ memory: m }: SocketInfo): string {
  if (!m) return '';
  return ` skmem:(r${m.receiveAllocated},rb${m.receiveBuffer},t${m.sendAllocated},tb${m.sendBuffer},f${m.forward},w${m.sendQueued},o${m.options},bl${m.backlog},d${m.drops})`;
}

/** A rate as sprint_bw() writes it. */
function rate(bitsPerSecond: number): string {
  return `${Math.round(bitsPerSecond)}bps`;
}

/** What ss calls the fields of TCP_INFO. */
const SIZES = [
  ['ato', 'ato'],
  ['mss', 'mss'],
  ['pmtu', 'pathMtu'],
  ['rcvmss', 'receiveMss'],
  ['advmss', 'advertisedMss'],
] as const;
const WINDOWS = [
  ['rcv_space', 'receiveSpace'],
  ['rcv_ssthresh', 'receiveThreshold'],
  ['snd_wnd', 'sendWindow'],
  ['rcv_wnd', 'receiveWindow'],
] as const;

function information(socket: SocketInfo): string {
  const { tcpInfo: info } = socket;
  if (!info) return '';
  const parts: string[] = [];
  const number = (key: string): number => Number(info[key] ?? 0);
  const listening = socket.state === 'LISTEN';
  if (!listening && info.timestamps) parts.push('ts');
  if (!listening && info.sack) parts.push('sack');
  parts.push(String(info.congestion ?? 'cubic'));
  if (number('sendScale') + number('receiveScale') > 0) parts.push(`wscale:${info.sendScale},${info.receiveScale}`);
  const fixed = (key: string): string => String(Math.round(number(key) * 1000) / 1000);
  if (!listening) {
    if (number('rto') > 0) parts.push(`rto:${number('rto')}`);
    if (number('rtt') > 0) parts.push(`rtt:${fixed('rtt')}/${fixed('rttVariance')}`);
    for (const [name, key] of SIZES) if (number(key) > 0) parts.push(`${name}:${number(key)}`);
  }
  parts.push(`cwnd:${number('cwnd') || 10}`);
  if (number('ssthresh') > 0 && number('ssthresh') < 0xffff) parts.push(`ssthresh:${number('ssthresh')}`);
  const rtt = number('rtt');
  if (!listening && rtt > 0 && number('mss') > 0) parts.push(`send ${rate((number('cwnd') * number('mss') * 8000) / rtt)}`);
  if (listening) return ` ${parts.join(' ')}`;
  if (number('lastReceivedMs') > 0) parts.push(`lastrcv:${Math.floor(number('lastReceivedMs'))}`);
  if (number('unacked') > 0) parts.push(`unacked:${number('unacked')}`);
  if (number('totalRetransmits') > 0) parts.push(`retrans:${number('retransmits')}/${number('totalRetransmits')}`);
  for (const [name, key] of WINDOWS) if (number(key) > 0) parts.push(`${name}:${fixed(key)}`);
  return ` ${parts.join(' ')}`;
}

/** A socket's row. */
export function showSocket(socket: SocketInfo, naming: Naming): Row {
  const { flags } = naming;
  const [address, port, peer, peerPort] = ends(socket, naming);
  const users = naming.users.get(socket.inode) ?? [];
  let more = details(socket, naming);
  const inside = [flags.has('-m') ? memory(socket) : '', flags.has('-i') && socket.protocol === 'tcp' ? information(socket) : ''].join('');
  if (inside !== '') more += `${flags.has('-O') ? '' : '\n\t'}${inside}`;
  return {
    netid: netidOf(socket),
    state: socket.state,
    recvq: String(socket.receiveQueue).padEnd(6),
    sendq: String(socket.sendQueue).padEnd(6),
    address,
    service: port,
    peer,
    peerService: peerPort,
    process: users.length === 0 ? '' : ` users:(${users.map(({ name, pid, fd }) => `("${name}",pid=${pid},fd=${fd})`).join(',')})`,
    more,
  };
}
