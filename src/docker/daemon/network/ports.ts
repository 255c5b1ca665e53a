// Which ports of the host are given to containers. As libnetwork/portallocator.

import type { Sys } from '../../../abi/sys.ts';
import { readText } from '../../../userland/lib/io.ts';
import { internal } from '../errors.ts';

const ANY = ['0.0.0.0', '::'];
const isAny = (address: string): boolean => ANY.includes(address);
const sameFamily = (left: string, right: string): boolean => left.includes(':') === right.includes(':');

/** The range that ports are chosen from, as the kernel chooses its own. */
export async function ephemeralRange(sys: Sys): Promise<[number, number]> {
  const [low = 32768, high = 60999] = (await readText(sys, '/proc/sys/net/ipv4/ip_local_port_range')).trim().split(/\s+/).map(Number);
  return [low, high];
}

export class PortAllocator {
  /** "tcp 8080" to the addresses it is taken on, and by whom. */
  readonly #taken = new Map<string, Map<string, string>>();
  #next = 0;

  /** The address that stands in the way of a port, or undefined where it is free. The unspecified address stands for all of its family. */
  #obstacle(addresses: readonly string[], protocol: string, port: number, owner: string): string | undefined {
    const taken = this.#taken.get(`${protocol} ${port}`);
    if (!taken) return undefined;
    for (const wanted of addresses) {
      for (const [address, by] of taken) {
        if (!sameFamily(address, wanted) || (address !== wanted && !isAny(address) && !isAny(wanted))) continue;
        // A container in its own way is told of the last address it tried.
        return by === owner ? (addresses.at(-1) ?? address) : address;
      }
    }
    return undefined;
  }

  #take(addresses: readonly string[], protocol: string, port: number, owner: string): number {
    const key = `${protocol} ${port}`;
    const taken = this.#taken.get(key) ?? new Map<string, string>();
    this.#taken.set(key, taken);
    for (const address of addresses) taken.set(address, owner);
    return port;
  }

  /** The first free port of [low, high] on all of the addresses; the same low and high is that one or none. Throws ApiError. */
  request(addresses: readonly string[], protocol: string, low: number, high: number, owner: string): number {
    let obstacle = addresses[0]!;
    for (let port = low; port <= high; port++) {
      const found = this.#obstacle(addresses, protocol, port, owner);
      if (found === undefined) return this.#take(addresses, protocol, port, owner);
      obstacle = found;
    }
    if (low === high) throw internal(`Bind for ${obstacle}:${low} failed: port is already allocated`);
    throw internal('all ports are allocated');
  }

  /** A free port of the range, the one after the last that was given. Throws ApiError. */
  requestAny(addresses: readonly string[], protocol: string, [low, high]: readonly [number, number], owner: string): number {
    for (let tries = high - low + 1; tries > 0; tries--) {
      if (this.#next < low || this.#next > high) this.#next = low;
      const port = this.#next++;
      if (this.#obstacle(addresses, protocol, port, owner) === undefined) return this.#take(addresses, protocol, port, owner);
    }
    throw internal('all ports are allocated');
  }

  release(address: string, protocol: string, port: number): void {
    const key = `${protocol} ${port}`;
    const taken = this.#taken.get(key);
    taken?.delete(address);
    if (taken?.size === 0) this.#taken.delete(key);
  }
}
