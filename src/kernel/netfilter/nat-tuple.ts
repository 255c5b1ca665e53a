// Choosing what a connection is translated to: an address of the range, a port that nobody uses yet. As nf_nat_core.c's get_unique_tuple.

import { type IpAddress, widthOf } from '../../wire/address.ts';
import { IPPROTO_GRE, IPPROTO_TCP } from '../../wire/ip.ts';
import type { NetNamespace } from '../net/netns.ts';
import type { Entry } from './conntrack/entry.ts';
import type { ConntrackTable } from './conntrack/table.ts';
import { hasPorts, invertTuple, isIcmp, type Tuple } from './conntrack/tuple.ts';

/** What a nat rule allows. */
export interface NatRange {
  addresses?: readonly [IpAddress, IpAddress];
  netmap?: { address: IpAddress; mask: IpAddress };
  ports?: readonly [number, number];
  portBase?: number;
  random: boolean;
  randomFully: boolean;
  persistent: boolean;
}

export const NULL_RANGE: NatRange = { random: false, randomFully: false, persistent: false };

/** Attempts before a port search gives up. */
const ATTEMPTS_MAX = 128;

function inRange(tuple: Tuple, range: NatRange, manip: 'source' | 'dest'): boolean {
  const address = manip === 'source' ? tuple.source : tuple.dest;
  if (range.addresses && (address < range.addresses[0] || address > range.addresses[1])) return false;
  if (!range.ports || !hasPorts(tuple.protocol)) return true;
  const port = manip === 'source' ? tuple.sourcePort : tuple.destPort;
  return port >= range.ports[0] && port <= range.ports[1];
}

/** The address of the range that this connection gets: by a hash of both ends, or of the source alone where persistent. */
function pickAddress(netns: NetNamespace, tuple: Tuple, range: NatRange, manip: 'source' | 'dest'): IpAddress {
  const { addresses } = range;
  const [low, high] = addresses!;
  if (low === high) return low;
  let hash = seedOf(netns);
  const add = (value: IpAddress): void => {
    const part = typeof value === 'number' ? value : Number((value ^ (value >> 32n) ^ (value >> 64n) ^ (value >> 96n)) & 0xffffffffn);
    hash = Math.imul(hash ^ part, 0x9e3779b1);
    hash ^= hash >>> 15;
  };
  add(tuple.source);
  if (!range.persistent) add(tuple.dest);
  void manip;
  const unsigned = hash >>> 0;
  if (typeof low === 'number') return low + (unsigned % ((high as number) - low + 1));
  return low + (BigInt(unsigned) % ((high as bigint) - low + 1n));
}

const seeds = new WeakMap<NetNamespace, number>();
function seedOf(netns: NetNamespace): number {
  let seed = seeds.get(netns);
  if (seed === undefined) seeds.set(netns, (seed = netns.kernel.random.u32()));
  return seed;
}

function mapAddress(address: IpAddress, { address: network, mask }: NonNullable<NatRange['netmap']>): IpAddress {
  if (typeof address === 'number') return (((network as number) & (mask as number)) | (address & ~(mask as number))) >>> 0;
  const all = (1n << BigInt(widthOf(address))) - 1n;
  return ((network as bigint) & (mask as bigint)) | (address & (all ^ (mask as bigint)));
}

/** Whether some other connection is answered by the same tuple. */
function used(table: ConntrackTable, tuple: Tuple, entry: Entry): boolean {
  const reply = invertTuple(tuple);
  return reply !== undefined && table.taken(reply, entry);
}

/** The original tuple of an entry as it will be after translation. */
export function uniqueTuple(table: ConntrackTable, entry: Entry, original: Tuple, range: NatRange, manip: 'source' | 'dest'): Tuple {
  // As it is, where the rule allows that and nobody else is answered so.
  if (
    manip === 'source' &&
    !range.random &&
    !range.randomFully &&
    !range.netmap &&
    inRange(original, range, manip) &&
    !used(table, original, entry)
  ) {
    return original;
  }
  const tuple = { ...original };
  const key = manip === 'source' ? 'source' : 'dest';
  if (range.netmap) tuple[key] = mapAddress(tuple[key], range.netmap);
  else if (range.addresses) tuple[key] = pickAddress(table.netns, original, range, manip);
  if (!range.random && !range.randomFully) {
    if (range.ports && hasPorts(tuple.protocol)) {
      const fits = inRange(tuple, { ...range, addresses: undefined as never }, manip);
      if (range.portBase === undefined && fits && (range.ports[0] === range.ports[1] || !used(table, tuple, entry))) return tuple;
    } else if (!used(table, tuple, entry)) return tuple;
  }
  return pickPort(table, entry, tuple, range, manip);
}

/** Ports that a source port may become: of its own class. */
function portClass(port: number): [number, number] {
  if (port < 512) return [1, 511];
  return port < 1024 ? [600, 1023] : [1024, 65535];
}

function pickPort(table: ConntrackTable, entry: Entry, tuple: Tuple, range: NatRange, manip: 'source' | 'dest'): Tuple {
  const { protocol } = tuple;
  if (!hasPorts(protocol) && !isIcmp(protocol) && protocol !== IPPROTO_GRE) return tuple;
  const key = isIcmp(protocol) || manip === 'source' ? 'sourcePort' : 'destPort';
  const before = tuple[key];
  let low: number;
  let high: number;
  if (range.ports && hasPorts(protocol)) [low, high] = range.ports;
  else {
    // A destination port is never changed unasked.
    if (manip === 'dest' && !isIcmp(protocol)) return tuple;
    [low, high] = isIcmp(protocol) ? [0, 65535] : portClass(before);
  }
  const size = high - low + 1;
  const { random } = table.netns.kernel;
  let offset: number;
  if (range.portBase !== undefined) offset = (((before - range.portBase) % size) + size) % size;
  else if (range.random || range.randomFully || manip === 'source' || protocol !== IPPROTO_TCP) offset = random.below(65536);
  else offset = random.below(65536);
  for (let attempt = 0; attempt < Math.min(size, ATTEMPTS_MAX); attempt++) {
    tuple[key] = low + ((offset + attempt) % size);
    if (!used(table, tuple, entry)) return tuple;
  }
  return tuple;
}
