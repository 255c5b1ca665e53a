// What datagram sockets share in sending: where to, by which route, with which header. As net/ipv4/udp.c, raw.c and ping.c: their sendmsg.

import { Errno } from '../../../abi/errno.ts';
import type { Address } from '../../../abi/types.ts';
import { ANY4, ANY6, type IpAddress, isAny, isMulticast, LOOPBACK4, LOOPBACK6 } from '../../../wire/address.ts';
import type { IpHeader } from '../ip/output.ts';
import type { RouteResult } from '../route/lookup.ts';
import type { DatagramSocket } from './datagram.ts';
import { type Endpoint, readEndpoint } from './inet-address.ts';

/** Where a send goes: the address given, or the peer of connect(2). Throws EDESTADDRREQ. */
export function destinationOf(socket: DatagramSocket, to: Address | undefined): Endpoint {
  if (to === undefined) {
    if (socket.remote === undefined) throw new Errno('EDESTADDRREQ');
    return { address: socket.remote, port: socket.remotePort, scope: socket.scope };
  }
  const end = readEndpoint(to, socket.family);
  if (socket.family === 'inet6' && typeof end.address === 'number' && socket.v6only) throw new Errno('ENETUNREACH');
  // Any address means this host.
  if (end.address === ANY4) end.address = LOOPBACK4;
  else if (end.address === ANY6) end.address = LOOPBACK6;
  return end;
}

/** The route, with the checks that all datagrams pass. Throws EACCES for a broadcast that was not asked for. */
export function routeFor(socket: DatagramSocket, dest: IpAddress, port: number, scope: number, protocol: number): RouteResult {
  const route = socket.routeTo(dest, port, { scope, protocol });
  if (route.type === 'broadcast' && socket.option('SO_BROADCAST') === 0) throw new Errno('EACCES');
  return route;
}

/** The IP header that the socket's options make. */
export function headerFor(socket: DatagramSocket, dest: IpAddress, route: RouteResult, protocol: number): IpHeader {
  const v4 = typeof dest === 'number';
  const group = isMulticast(dest);
  const own = !isAny(socket.local) && typeof socket.local === typeof dest && !isMulticast(socket.local);
  const ttl = v4
    ? group
      ? socket.options.multicastTtl
      : socket.option('IP_TTL')
    : group
      ? (socket.options.numbers.get('IPV6_MULTICAST_HOPS') ?? 1)
      : socket.option('IPV6_UNICAST_HOPS');
  return {
    source: own ? socket.local : route.source,
    dest,
    protocol,
    ttl,
    tos: socket.option(v4 ? 'IP_TOS' : 'IPV6_TCLASS'),
    dontFragment: v4 && dontFragment(socket, route),
    options: v4 ? socket.options.ipOptions : undefined,
  };
}

/** ip_dont_fragment: by IP_MTU_DISCOVER, and by the route's lock. */
export function dontFragment(socket: DatagramSocket, route: RouteResult): boolean {
  const mode = socket.options.numbers.get('IP_MTU_DISCOVER') ?? 1;
  return mode === 2 || mode === 3 || (mode === 1 && !route.entry?.lock?.includes('mtu'));
}

/** Connects a datagram socket: remembers the peer, and the address that its packets will have. */
export function connectDatagram(socket: DatagramSocket, end: Endpoint): void {
  const before = { remote: socket.remote, local: socket.local };
  if (!socket.boundByUser) socket.local = socket.family === 'inet' ? ANY4 : ANY6;
  try {
    const route = routeFor(socket, end.address, end.port, end.scope, socket.protocol);
    if (isAny(socket.local)) socket.local = route.source;
  } catch (error) {
    socket.local = before.local;
    throw error;
  }
  socket.remote = end.address;
  socket.remotePort = end.port;
  if (end.scope > 0) socket.scope = end.scope;
}
