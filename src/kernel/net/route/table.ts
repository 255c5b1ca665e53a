// A routing table: prefixes, longest first, each with its routes by TOS and metric. As net/ipv4/fib_trie.c does by a trie, this by one map a length.

import { type IpAddress, maskAddress, widthOf } from '../../../wire/address.ts';
import type { Netdev } from '../skb.ts';
import type { RouteType } from './route-type.ts';

export const RT_TABLE_DEFAULT = 253;
export const RT_TABLE_MAIN = 254;
export const RT_TABLE_LOCAL = 255;

export const RTPROT_REDIRECT = 1;
export const RTPROT_KERNEL = 2;
export const RTPROT_BOOT = 3;
export const RTPROT_STATIC = 4;
export const RTPROT_RA = 9;

export const RT_SCOPE_UNIVERSE = 0;
export const RT_SCOPE_SITE = 200;
export const RT_SCOPE_LINK = 253;
export const RT_SCOPE_HOST = 254;
export const RT_SCOPE_NOWHERE = 255;

export interface FibNexthop {
  device: Netdev | undefined;
  gateway: IpAddress | undefined;
  weight: number;
  onlink: boolean;
}

export interface FibEntry {
  readonly table: number;
  readonly dest: IpAddress;
  readonly length: number;
  readonly tos: number;
  readonly metric: number;
  type: RouteType;
  scope: number;
  protocol: number;
  preferredSource: IpAddress | undefined;
  nexthops: FibNexthop[];
  metrics: Record<string, number> | undefined;
  lock: string[] | undefined;
  /** IPv6: 'low' 'medium' 'high'. */
  preference: string | undefined;
  /** When it goes, on the monotonic clock; Infinity for most. */
  expiresMs: number;
}

/** An entry of which only the prefix matters is made with these. */
export const newEntry = (fields: Pick<FibEntry, 'table' | 'dest' | 'length'> & Partial<FibEntry>): FibEntry => ({
  tos: 0,
  metric: 0,
  type: 'unicast',
  scope: RT_SCOPE_UNIVERSE,
  protocol: RTPROT_BOOT,
  preferredSource: undefined,
  nexthops: [],
  metrics: undefined,
  lock: undefined,
  preference: undefined,
  expiresMs: Number.POSITIVE_INFINITY,
  ...fields,
});

export class FibTable {
  readonly id: number;
  /** By prefix length: that length's prefixes. */
  readonly #byLength: (Map<IpAddress, FibEntry[]> | undefined)[] = [];
  /** Lengths that have prefixes, longest first. */
  #lengths: number[] = [];
  #count = 0;

  constructor(id: number) {
    this.id = id;
  }

  get size(): number {
    return this.#count;
  }

  /** The routes of exactly that prefix, in the order they are tried. */
  at(dest: IpAddress, length: number): readonly FibEntry[] {
    return this.#byLength[length]?.get(dest) ?? [];
  }

  /** Puts a route among those of its prefix: higher TOS first, then lower metric; among equals last, or first where `before`. */
  insert(entry: FibEntry, before = false): void {
    let map = this.#byLength[entry.length];
    if (!map) {
      map = new Map();
      this.#byLength[entry.length] = map;
    }
    if (map.size === 0) this.#lengths = [...this.#lengths, entry.length].sort((a, b) => b - a);
    const list = map.get(entry.dest);
    this.#count++;
    if (!list) {
      map.set(entry.dest, [entry]);
      return;
    }
    const index = list.findIndex(
      other =>
        other.tos < entry.tos || (other.tos === entry.tos && (other.metric > entry.metric || (before && other.metric === entry.metric))),
    );
    if (index < 0) list.push(entry);
    else list.splice(index, 0, entry);
  }

  replace(old: FibEntry, entry: FibEntry): void {
    const list = this.#byLength[old.length]!.get(old.dest)!;
    list[list.indexOf(old)] = entry;
  }

  remove(entry: FibEntry): void {
    const map = this.#byLength[entry.length];
    const list = map?.get(entry.dest);
    const index = list ? list.indexOf(entry) : -1;
    if (!map || !list || index < 0) return;
    this.#count--;
    list.splice(index, 1);
    if (list.length > 0) return;
    map.delete(entry.dest);
    if (map.size === 0) this.#lengths = this.#lengths.filter(length => length !== entry.length);
  }

  /** The first route by longest prefix that `accept` takes. */
  find(dest: IpAddress, accept: (entry: FibEntry) => boolean): FibEntry | undefined {
    for (const length of this.#lengths) {
      const list = this.#byLength[length]!.get(maskAddress(dest, length));
      if (!list) continue;
      for (const entry of list) if (accept(entry)) return entry;
    }
    return undefined;
  }

  /**
   * Every route in the order of a dump: IPv4's by ascending prefix, of one address the longest first; IPv6's the same, but each prefix behind all
   * that lie in it.
   */
  list(): FibEntry[] {
    const all: FibEntry[] = [];
    for (const length of this.#lengths) for (const list of this.#byLength[length]!.values()) all.push(...list);
    return all
      .map((entry, index) => ({ entry, index }))
      .sort((a, b) => compareEntries(a.entry, b.entry) || a.index - b.index)
      .map(({ entry }) => entry);
  }
}

function compareEntries(a: FibEntry, b: FibEntry): number {
  if (typeof a.dest === 'bigint' && a.length !== b.length) {
    const short = Math.min(a.length, b.length);
    if (maskAddress(a.dest, short) === maskAddress(b.dest as bigint, short)) return b.length - a.length;
  }
  return compareAddress(a.dest, b.dest) || b.length - a.length;
}

const compareAddress = (a: IpAddress, b: IpAddress): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether a prefix has bits beyond its length. */
export const hasHostBits = (dest: IpAddress, length: number): boolean => length > widthOf(dest) || maskAddress(dest, length) !== dest;
