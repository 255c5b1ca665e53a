// Sets and their entries: made, changed, listed. As ip_set_core.c, ip_set_hash_*.c, ip_set_bitmap_*.c, ip_set_list_set.c.
// An element is text in one form: addresses, then "PROTOCOL:PORT" in numbers, with commas between.

import { Errno } from '../../abi/errno.ts';
import type { IpsetDump, IpsetEntry, IpsetHeader, IpsetRequest } from '../../abi/ipset.ts';
import { type IpAddress, maskAddress, parseAddress, printAddress, widthOf } from '../../wire/address.ts';
import type { NetNamespace } from '../net/netns.ts';
import { type Ruleset, rulesetOf } from './tables.ts';

export interface Stored extends IpsetEntry {
  expiresMs?: number;
}

export interface IpSet {
  header: IpsetHeader;
  entries: Map<string, Stored>;
  /** Of sets with networks: how many entries have each prefix length, by the network's place. */
  lengths: Map<number, number>;
}

/** Types that this kernel has: revision, bytes of an empty set and of an element's own data, for IPv4 and IPv6. */
const TYPES: Readonly<Record<string, readonly [revision: number, empty: number, empty6: number, element: number, element6: number]>> = {
  'hash:ip': [6, 216, 224, 4, 16],
  'hash:net': [7, 456, 1240, 8, 24],
  'hash:ip,port': [7, 216, 224, 8, 20],
  'hash:net,port': [8, 456, 1240, 8, 20],
  'hash:ip,port,ip': [6, 208, 216, 12, 36],
  'hash:ip,port,net': [8, 464, 1248, 16, 40],
  'hash:net,iface': [8, 488, 1272, 28, 40],
  'bitmap:ip': [3, 88, 88, 0, 0],
  'bitmap:ip,mac': [3, 112, 112, 8, 8],
  'bitmap:port': [3, 72, 72, 0, 0],
  'list:set': [3, 80, 80, 48, 48],
};

const BITMAP_MAX = 65536;

export const setsOf = (ruleset: Ruleset): Map<string, IpSet> => {
  let sets = ruleset.shared.get('ipset') as Map<string, IpSet> | undefined;
  if (!sets) ruleset.shared.set('ipset', (sets = new Map()));
  return sets;
};

export const findSet = (netns: NetNamespace, name: string): IpSet | undefined => setsOf(rulesetOf(netns)).get(name);

const fail = (code: ConstructorParameters<typeof Errno>[0], detail: string): Errno => new Errno(code, detail);

/** The dimensions of a type, in order: 'ip' 'net' 'port' … */
export const dimensions = (type: string): string[] => type.slice(type.indexOf(':') + 1).split(',');
/** Which dimension is a network, or -1. */
const netPlace = (type: string): number => dimensions(type).indexOf('net');

const range = (header: IpsetHeader): [number, number] => {
  const [low, high] = header.range!.split('-');
  const number = (text: string): number => (text.includes('.') ? (parseAddress(text) as number) : Number(text));
  return [number(low!), number(high!)];
};

/** References: rules, and lists that hold it. */
function referencesOf(ruleset: Ruleset, name: string): number {
  let count = ruleset.users.get(`ipset ${name}`) ?? 0;
  for (const set of setsOf(ruleset).values()) if (set.header.type === 'list:set' && set.entries.has(name)) count++;
  return count;
}

function expire(set: IpSet, nowMs: number): void {
  if (set.header.timeoutSeconds === undefined) return;
  for (const [element, entry] of set.entries) if (entry.expiresMs !== undefined && entry.expiresMs <= nowMs) removeEntry(set, element);
}

function countLength(set: IpSet, element: string, by: 1 | -1): void {
  const place = netPlace(set.header.type);
  if (place < 0) return;
  const length = lengthOf(element.split(',')[place]!);
  const count = (set.lengths.get(length) ?? 0) + by;
  if (count === 0) set.lengths.delete(length);
  else set.lengths.set(length, count);
}

const lengthOf = (network: string): number => {
  const slash = network.indexOf('/');
  if (slash >= 0) return Number(network.slice(slash + 1));
  return network.includes(':') ? 128 : 32;
};

function removeEntry(set: IpSet, element: string): boolean {
  if (!set.entries.delete(element)) return false;
  countLength(set, element, -1);
  return true;
}

/** Puts an entry in. Throws EEXIST, ERANGE or ENOSPC in ipset's sense. */
export function addEntry(set: IpSet, entry: IpsetEntry, nowMs: number, exist: boolean): void {
  const { header } = set;
  expire(set, nowMs);
  const element = header.netmask === undefined ? entry.element : masked(entry.element, header.netmask);
  const before = set.entries.get(element);
  if (before && !exist) throw fail('EEXIST', "Element cannot be added to the set: it's already added");
  if (header.range !== undefined) checkRange(header, element);
  const max = header.maxelem ?? Number.POSITIVE_INFINITY;
  if (!before && set.entries.size >= max) {
    if (!header.forceadd) throw fail('ENOSPC', 'Hash is full, cannot add more elements');
    removeEntry(set, set.entries.keys().next().value!);
  }
  const timeout = entry.timeoutSeconds ?? header.timeoutSeconds;
  if (!before) countLength(set, element, 1);
  set.entries.set(element, {
    ...entry,
    element,
    ...(header.counters && { packets: entry.packets ?? 0, bytes: entry.bytes ?? 0 }),
    ...(header.timeoutSeconds !== undefined && timeout !== undefined && timeout > 0 && { expiresMs: nowMs + timeout * 1000 }),
  });
}

const masked = (element: string, length: number): string => printAddress(maskAddress(parseAddress(element)!, length));

function checkRange(header: IpsetHeader, element: string): void {
  const [low, high] = range(header);
  const first = element.split(',')[0]!;
  const value = header.type === 'bitmap:port' ? Number(first.slice(first.indexOf(':') + 1)) : (parseAddress(first) as number);
  if (value < low || value > high) throw fail('ERANGE', 'Element is out of the range of the set');
}

/** Whether an element is in, by the most specific network that holds it. */
export function hasElement(set: IpSet, parts: readonly string[], nowMs: number): Stored | undefined {
  expire(set, nowMs);
  const place = netPlace(set.header.type);
  if (place < 0) {
    const plain = set.header.netmask === undefined ? parts.join(',') : masked(parts[0]!, set.header.netmask);
    return set.entries.get(plain);
  }
  const [host, given] = parts[place]!.split('/');
  const address = parseAddress(host!);
  if (address === undefined) return undefined;
  const width = widthOf(address);
  const lengths = given === undefined ? [...set.lengths.keys()].sort((one, other) => other - one) : [Number(given)];
  for (const length of lengths) {
    if (length > width) continue;
    const found = set.entries.get(parts.map((part, index) => (index === place ? networkText(address, length) : part)).join(','));
    if (found) return found.nomatch ? undefined : found;
  }
  return undefined;
}

export const networkText = (address: IpAddress, length: number): string =>
  length === widthOf(address) ? printAddress(address) : `${printAddress(maskAddress(address, length))}/${length}`;

function sizeOf(set: IpSet): number {
  const { header, entries } = set;
  const [, empty4, empty6, element4, element6] = TYPES[header.type]!;
  const six = header.family === 'inet6';
  let size = six ? empty6 : empty4;
  const own = six ? element6 : element4;
  const extensions =
    (header.timeoutSeconds !== undefined ? 8 : 0) + (header.counters ? 16 : 0) + (header.skbinfo ? 16 : 0) + (header.comment ? 8 : 0);
  if (header.range !== undefined) {
    const [low, high] = range(header);
    const bits = high - low + 1;
    size += header.type === 'bitmap:ip,mac' ? bits * 8 : Math.ceil(bits / 64) * 8;
    size += bits * extensions;
  } else if (header.type === 'list:set') size += entries.size * (own + extensions);
  else {
    // A bucket of its own for each element: its head, and room for two.
    const data = extensions > 0 ? Math.ceil(own / 8) * 8 + extensions : own;
    size += entries.size * (32 + 2 * data);
  }
  for (const { comment } of entries.values()) if (comment !== undefined) size += comment.length + 17;
  return size;
}

function dump(ruleset: Ruleset, set: IpSet, headersOnly: boolean, nowMs: number): IpsetDump {
  expire(set, nowMs);
  const entries = [...set.entries.values()].map(({ expiresMs, timeoutSeconds: _given, ...entry }) => ({
    ...entry,
    ...(set.header.timeoutSeconds !== undefined && {
      timeoutSeconds: expiresMs === undefined ? 0 : Math.max(0, Math.floor((expiresMs - nowMs) / 1000)),
    }),
  }));
  return {
    ...set.header,
    sizeBytes: sizeOf(set),
    references: referencesOf(ruleset, set.header.name),
    entries: headersOnly ? entries.map(() => ({ element: '' })) : entries,
  };
}

const NO_SUCH = 'The set with the given name does not exist';

function require(ruleset: Ruleset, name: string): IpSet {
  const set = setsOf(ruleset).get(name);
  if (!set) throw fail('ENOENT', NO_SUCH);
  return set;
}

/** Answers a request; what it throws has ipset's words in `detail`. */
export function runIpset(netns: NetNamespace, request: IpsetRequest): { sets: IpsetDump[]; matched?: boolean } {
  const ruleset = rulesetOf(netns);
  const sets = setsOf(ruleset);
  const nowMs = netns.kernel.clock.monotonicMs;
  switch (request.op) {
    case 'create':
      create(netns, sets, request.set, request.exist);
      return { sets: [] };
    case 'destroy':
      destroy(ruleset, sets, request.name);
      return { sets: [] };
    case 'flush':
      for (const set of request.name === undefined ? sets.values() : [require(ruleset, request.name)]) {
        set.entries.clear();
        set.lengths.clear();
      }
      return { sets: [] };
    case 'rename':
      rename(ruleset, sets, request.name, request.other);
      return { sets: [] };
    case 'swap':
      swap(ruleset, sets, request.name, request.other);
      return { sets: [] };
    case 'add':
      for (const entry of request.entries) add(ruleset, require(ruleset, request.name), entry, nowMs, request.exist);
      return { sets: [] };
    case 'del': {
      const set = require(ruleset, request.name);
      expire(set, nowMs);
      for (const { element } of request.entries) {
        if (!removeEntry(set, element) && !request.exist) throw fail('EEXIST', "Element cannot be deleted from the set: it's not added");
      }
      return { sets: [] };
    }
    case 'test':
      return { sets: [], matched: hasElement(require(ruleset, request.name), request.entry.element.split(','), nowMs) !== undefined };
    case 'list': {
      const wanted = request.name === undefined ? [...sets.values()] : [require(ruleset, request.name)];
      return { sets: wanted.map(set => dump(ruleset, set, request.headersOnly ?? false, nowMs)) };
    }
  }
}

function create(netns: NetNamespace, sets: Map<string, IpSet>, given: IpsetHeader, exist: boolean): void {
  const type = TYPES[given.type];
  if (!type) throw fail('EINVAL', 'Kernel error received: set type not supported');
  const before = sets.get(given.name);
  if (before) {
    const alike =
      before.header.type === given.type && before.header.family === given.family && before.header.timeoutSeconds === given.timeoutSeconds;
    if (exist && alike) return;
    throw fail('EEXIST', 'Set cannot be created: set with the same name already exists');
  }
  const header: IpsetHeader = { ...given, revision: type[0] };
  if (given.type.startsWith('hash:')) header.initval = netns.kernel.random.u32();
  if (header.range !== undefined) {
    const [low, high] = range(header);
    if (high - low + 1 > BITMAP_MAX) throw fail('EINVAL', 'The range you specified exceeds the size limit of the set type');
  }
  sets.set(given.name, { header, entries: new Map(), lengths: new Map() });
}

const IN_USE = 'Set cannot be destroyed: it is in use by a kernel component';

function destroy(ruleset: Ruleset, sets: Map<string, IpSet>, name: string | undefined): void {
  if (name !== undefined) {
    require(ruleset, name);
    if (referencesOf(ruleset, name) > 0) throw fail('EBUSY', IN_USE);
    sets.delete(name);
    return;
  }
  // Lists go first, and with them what they held is free.
  for (const one of sets.keys()) if ((ruleset.users.get(`ipset ${one}`) ?? 0) > 0) throw fail('EBUSY', IN_USE);
  for (const set of sets.values())
    if (set.header.type !== 'list:set' && referencesOf(ruleset, set.header.name) > 0) throw fail('EBUSY', IN_USE);
  sets.clear();
}

function rename(ruleset: Ruleset, sets: Map<string, IpSet>, name: string, other: string): void {
  const set = require(ruleset, name);
  if (referencesOf(ruleset, name) > 0) throw fail('EBUSY', 'Set cannot be renamed: it is in use by another system');
  if (sets.has(other)) throw fail('EEXIST', 'Set cannot be renamed: a set with the new name already exists');
  const order = [...sets];
  sets.clear();
  set.header = { ...set.header, name: other };
  for (const [key, one] of order) sets.set(key === name ? other : key, one);
}

function swap(ruleset: Ruleset, sets: Map<string, IpSet>, name: string, other: string): void {
  const one = require(ruleset, name);
  const two = sets.get(other);
  if (!two) throw fail('ENOENT', 'Sets cannot be swapped: the second set does not exist');
  if (one.header.type !== two.header.type || one.header.family !== two.header.family)
    throw fail('EINVAL', 'The sets cannot be swapped: their type does not match');
  one.header = { ...one.header, name: other };
  two.header = { ...two.header, name };
  sets.set(name, two);
  sets.set(other, one);
}

function add(ruleset: Ruleset, set: IpSet, entry: IpsetEntry, nowMs: number, exist: boolean): void {
  const { header } = set;
  const refuse = (what: string): Errno => fail('EINVAL', `${what} cannot be used: set was created without ${what.toLowerCase()} support`);
  if (entry.timeoutSeconds !== undefined && header.timeoutSeconds === undefined) throw refuse('Timeout');
  if (entry.comment !== undefined && !header.comment) throw refuse('Comment');
  if ((entry.packets !== undefined || entry.bytes !== undefined) && !header.counters) {
    throw fail('EINVAL', 'Packet/byte counters cannot be used: set was created without counter support');
  }
  if (header.type !== 'list:set') return addEntry(set, entry, nowMs, exist);
  const member = setsOf(ruleset).get(entry.element);
  if (!member) throw fail('ENOENT', 'Set to be added/deleted/tested as element does not exist.');
  if (member.header.type === 'list:set') throw fail('EINVAL', 'Sets with list:set type cannot be added to the set.');
  const beside = entry.before ?? entry.after;
  if (beside !== undefined && !set.entries.has(beside)) {
    throw fail('ENOENT', "The set to which you referred with 'before' or 'after' is not added to the set.");
  }
  addEntry(set, entry, nowMs, exist);
  if (beside === undefined) return;
  const order = [...set.entries].filter(([name]) => name !== entry.element);
  const index = order.findIndex(([name]) => name === beside);
  order.splice(entry.before === undefined ? index + 1 : index, 0, [entry.element, set.entries.get(entry.element)!]);
  set.entries = new Map(order);
}
