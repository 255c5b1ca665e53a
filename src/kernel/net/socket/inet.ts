// socket(AF_INET) and socket(AF_INET6): which type and protocol is which kind of socket. As net/ipv4/af_inet.c: inetsw.

import { Errno } from '../../../abi/errno.ts';
import type { SocketType } from '../../../abi/types.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../../wire/ip.ts';
import type { Process } from '../../process/process.ts';
import { PingSocket } from '../ping.ts';
import { RawSocket } from '../raw.ts';
import { registerFamily, type Socket } from './socket.ts';

type Maker = (by: Process, family: 'inet' | 'inet6') => Socket;
const makers: Partial<Record<SocketType, Map<number, Maker>>> = {};

/** For udp.ts and tcp/: the kind of socket that a type and protocol stand for. */
export function registerInet(type: SocketType, protocol: number, make: Maker): void {
  const map = (makers[type] ??= new Map());
  map.set(protocol, make);
}

function make(family: 'inet' | 'inet6', by: Process, type: SocketType, protocol: number | string): Socket {
  if (typeof protocol !== 'number' || protocol < 0 || protocol > 255) throw new Errno('EINVAL');
  if (type === 'raw') {
    if (protocol === 0) throw new Errno('EPROTONOSUPPORT');
    return new RawSocket(by, family, protocol);
  }
  const byDefault = type === 'stream' ? IPPROTO_TCP : IPPROTO_UDP;
  const maker = makers[type]?.get(protocol === 0 ? byDefault : protocol);
  if (!maker) throw new Errno(type === 'seqpacket' ? 'ESOCKTNOSUPPORT' : 'EPROTONOSUPPORT');
  return maker(by, family);
}

registerInet('dgram', IPPROTO_ICMP, (by, family) => {
  if (family !== 'inet') throw new Errno('EPROTONOSUPPORT');
  return new PingSocket(by, family);
});
registerInet('dgram', IPPROTO_ICMPV6, (by, family) => {
  if (family !== 'inet6') throw new Errno('EPROTONOSUPPORT');
  return new PingSocket(by, family);
});

registerFamily('inet', (by, type, protocol) => make('inet', by, type, protocol));
registerFamily('inet6', (by, type, protocol) => make('inet6', by, type, protocol));
