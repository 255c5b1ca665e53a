// Local ports and who is bound to them: conflicts, sharing, and ports chosen by the kernel. As net/ipv4/inet_connection_sock.c and udp.c.

import { Errno } from '../../../abi/errno.ts';
import { type IpAddress, isAny } from '../../../wire/address.ts';
import type { Random } from '../../context.ts';
import type { Netdev } from '../skb.ts';

/** What decides whether two sockets may have the same port. */
export interface Bindable {
  readonly family: 'inet' | 'inet6';
  readonly v6only: boolean;
  local: IpAddress;
  localPort: number;
  readonly device: Netdev | undefined;
  readonly uid: number;
  option(name: string): number;
  /** TCP: listens, so that SO_REUSEADDR does not help others. */
  readonly listening?: boolean;
}

/** Whether the addresses of two sockets overlap: a wildcard of IPv6 takes IPv4's too unless it is v6only. */
function overlap(a: Bindable, b: Bindable): boolean {
  const [anyA, anyB] = [isAny(a.local), isAny(b.local)];
  const wide = (socket: Bindable, any: boolean): boolean =>
    socket.family === 'inet6' && any && typeof socket.local === 'bigint' && !socket.v6only;
  if (typeof a.local === typeof b.local) return anyA || anyB || a.local === b.local;
  return wide(a, anyA) || wide(b, anyB);
}

const conflicts = (a: Bindable, b: Bindable): boolean => {
  if (a.device && b.device && a.device !== b.device) return false;
  if (!overlap(a, b)) return false;
  if (a.option('SO_REUSEADDR') && b.option('SO_REUSEADDR') && !b.listening) return false;
  return !(a.option('SO_REUSEPORT') && b.option('SO_REUSEPORT') && a.uid === b.uid);
};

export class PortTable<S extends Bindable> {
  readonly #ports = new Map<number, S[]>();

  at(port: number): readonly S[] {
    return this.#ports.get(port) ?? [];
  }

  free(socket: S, port: number): boolean {
    return !this.at(port).some(other => other !== socket && conflicts(socket, other));
  }

  /** Binds a socket to a port, or to a free one of the range where that is 0. Throws EADDRINUSE. */
  take(socket: S, wanted: number, [low, high]: [number, number], random: Random): number {
    const port = wanted === 0 ? this.choose(socket, low, high, random) : wanted;
    if (wanted !== 0 && !this.free(socket, port)) throw new Errno('EADDRINUSE');
    this.add(socket, port);
    return port;
  }

  choose(socket: S, low: number, high: number, random: Random): number {
    const count = high - low + 1;
    const start = random.below(count);
    for (let step = 0; step < count; step++) {
      const port = low + ((start + step) % count);
      if (!this.#ports.has(port)) return port;
    }
    for (let step = 0; step < count; step++) {
      const port = low + ((start + step) % count);
      if (this.free(socket, port)) return port;
    }
    throw new Errno('EADDRINUSE');
  }

  add(socket: S, port: number): void {
    const list = this.#ports.get(port);
    // The newest first, as hash chains have it.
    if (list) list.unshift(socket);
    else this.#ports.set(port, [socket]);
  }

  give(socket: S): void {
    const left = this.at(socket.localPort).filter(other => other !== socket);
    if (left.length > 0) this.#ports.set(socket.localPort, left);
    else this.#ports.delete(socket.localPort);
  }
}
