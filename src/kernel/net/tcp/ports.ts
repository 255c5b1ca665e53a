// Which local port a TCP socket gets. As inet_csk_get_port and __inet_hash_connect: bind prefers odd ports, connect even ones.

import { Errno } from '../../../abi/errno.ts';
import type { IpAddress } from '../../../wire/address.ts';
import { demux, type TcpControl } from './control.ts';

/** Binds to a port, or where it is 0 to a free one: for one peer, a port that others have too will do as a last resort. */
export function choosePort(tcp: TcpControl, wanted: number, peer?: { address: IpAddress; port: number }): number {
  const { ports, connections } = demux(tcp.netns);
  const range = tcp.portRange;
  const { random } = tcp.netns.kernel;
  if (wanted !== 0) return ports.take(tcp, wanted, range, random);
  const [low, high] = range;
  const count = high - low + 1;
  const parity = peer ? 0 : 1;
  const start = random.below(count) & ~1;
  for (const odd of [parity, 1 - parity]) {
    for (let step = 0; step < count; step += 2) {
      const port = low + ((start + step) % count) + odd;
      if (port > high || ports.at(port).length > 0) continue;
      ports.add(tcp, port);
      return port;
    }
  }
  for (let step = 0; peer && step < count; step++) {
    const port = low + ((start + step) % count);
    const used = connections.get(port * 65536 + peer.port) ?? [];
    if (used.some(other => other.remote === peer.address && other.local === tcp.local)) continue;
    if (ports.at(port).some(other => other.boundByUser)) continue;
    ports.add(tcp, port);
    return port;
  }
  throw new Errno(peer ? 'EADDRNOTAVAIL' : 'EADDRINUSE');
}
