// Which subnets networks get and which addresses endpoints: pools that must not overlap, the lowest free address. As libnetwork's ipams/defaultipam.

import { familyOf, type IpAddress, maskAddress, parseAddress, parsePrefix, printAddress, widthOf } from '../../../wire/address.ts';
import type { IpamPool } from '../../api/network.ts';
import { forbidden, internal, invalid } from '../errors.ts';

export interface Subnet {
  address: IpAddress;
  length: number;
}

/** The local scope's pools: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/16 in pieces of /20. */
export const DEFAULT_POOLS: readonly { base: string; size: number }[] = [
  { base: '172.17.0.0/16', size: 16 },
  { base: '172.18.0.0/16', size: 16 },
  { base: '172.19.0.0/16', size: 16 },
  { base: '172.20.0.0/14', size: 16 },
  { base: '172.24.0.0/14', size: 16 },
  { base: '172.28.0.0/14', size: 16 },
  { base: '192.168.0.0/16', size: 20 },
];

const plus = <T extends IpAddress>(address: T, count: number | bigint): T =>
  (typeof address === 'number' ? (address + Number(count)) >>> 0 : (address as bigint) + BigInt(count)) as T;

const sizeOf = ({ address, length }: Subnet): bigint => 1n << BigInt(widthOf(address) - length);

export const contains = (subnet: Subnet, address: IpAddress): boolean =>
  familyOf(subnet.address) === familyOf(address) && maskAddress(address, subnet.length) === maskAddress(subnet.address, subnet.length);

const overlaps = (left: Subnet, right: Subnet): boolean => {
  const length = Math.min(left.length, right.length);
  return familyOf(left.address) === familyOf(right.address) && maskAddress(left.address, length) === maskAddress(right.address, length);
};

/** "10.0.0.0/8" to a subnet; undefined where it is none. */
export function parseSubnet(text: string): Subnet | undefined {
  const prefix = parsePrefix(text);
  return prefix && text.includes('/') ? { address: prefix.address, length: prefix.length } : undefined;
}

export const printSubnet = ({ address, length }: Subnet): string => `${printAddress(maskAddress(address, length))}/${length}`;

/** A subnet in use, with what is taken in it. */
export class Pool {
  readonly subnet: Subnet;
  readonly range: Subnet;
  readonly #taken = new Set<string>();

  constructor(subnet: Subnet, range: Subnet | undefined) {
    this.subnet = subnet;
    this.range = range ?? subnet;
  }

  /** A certain address. Throws ApiError where it is taken or outside. */
  take(address: IpAddress): void {
    if (!contains(this.subnet, address)) throw invalid('requested address is out of range');
    const text = printAddress(address);
    if (this.#taken.has(text)) throw forbidden('Address already in use');
    this.#taken.add(text);
  }

  has(address: IpAddress): boolean {
    return contains(this.subnet, address);
  }

  textOf(address: IpAddress): string {
    return printAddress(address);
  }

  /** The lowest free one; undefined where all are taken. The subnet's first and last are nobody's. */
  next(): string | undefined {
    const first = maskAddress(this.subnet.address, this.subnet.length);
    const last = plus(first, sizeOf(this.subnet) - 1n);
    const ends = this.subnet.length < widthOf(this.subnet.address) - 1;
    const start = maskAddress(this.range.address, this.range.length);
    for (let at = 0n, count = sizeOf(this.range); at < count; at++) {
      const address = plus(start, at);
      if (ends && (address === first || (address === last && typeof address === 'number'))) continue;
      const text = printAddress(address);
      if (this.#taken.has(text)) continue;
      this.#taken.add(text);
      return text;
    }
    return undefined;
  }

  release(address: string): void {
    this.#taken.delete(address);
  }
}

export class Ipam {
  readonly #pools = new Set<Pool>();
  readonly #defaults: readonly { base: string; size: number }[];

  constructor(defaults: readonly { base: string; size: number }[]) {
    this.#defaults = defaults.length > 0 ? defaults : DEFAULT_POOLS;
  }

  /** Takes a named subnet. Throws ApiError where it overlaps one in use. */
  request(subnet: Subnet, range: Subnet | undefined): Pool {
    for (const pool of this.#pools) {
      if (overlaps(pool.subnet, subnet)) throw forbidden('invalid pool request: Pool overlaps with other one on this address space');
    }
    const pool = new Pool({ address: maskAddress(subnet.address, subnet.length), length: subnet.length }, range);
    this.#pools.add(pool);
    return pool;
  }

  /** The first free piece of the default pools that is off the host's own networks. Throws ApiError where there is none. */
  requestAny(family: 'inet' | 'inet6', avoid: readonly Subnet[]): Pool {
    for (const { base, size } of this.#defaults) {
      const whole = parseSubnet(base);
      if (!whole || familyOf(whole.address) !== family) continue;
      const step = 1n << BigInt(widthOf(whole.address) - size);
      for (let at = 0n; at < sizeOf(whole); at += step) {
        const subnet = { address: plus(maskAddress(whole.address, whole.length), at), length: size };
        if ([...this.#pools].some(pool => overlaps(pool.subnet, subnet)) || avoid.some(other => overlaps(other, subnet))) continue;
        const pool = new Pool(subnet, undefined);
        this.#pools.add(pool);
        return pool;
      }
    }
    throw internal('all predefined address pools have been fully subnetted');
  }

  release(pool: Pool): void {
    this.#pools.delete(pool);
  }
}

/** Checks a request's pools as the daemon does before it makes anything. Throws ApiError with all that is wrong. */
export function validatePools(pools: readonly IpamPool[], enableIpv6: boolean): void {
  const wrong: string[] = [];
  for (const pool of pools) wrong.push(...wrongWith(pool, enableIpv6));
  if (wrong.length > 0) throw invalid(`invalid network config:\n${wrong.join('\n')}`);
}

function wrongWith(
  { Subnet: text = '', IPRange: range, Gateway: gateway, AuxiliaryAddresses: auxiliary }: IpamPool,
  enableIpv6: boolean,
): string[] {
  const prefix = parsePrefix(text);
  if (!prefix || !text.includes('/')) return text === '' ? [] : [`invalid subnet ${text}: invalid CIDR block notation`];
  const subnet = { address: prefix.address, length: prefix.length };
  if (familyOf(subnet.address) === 'inet6' && !enableIpv6) return [];
  const wrong: string[] = [];
  if (maskAddress(subnet.address, subnet.length) !== subnet.address) {
    wrong.push(`invalid subnet ${text}: it should be ${printSubnet(subnet)}`);
  }
  if (range) wrong.push(...wrongRange(range, subnet));
  const check = (name: string, address: string): void => {
    const parsed = parseAddress(address);
    if (parsed === undefined) wrong.push(`invalid ${name} ${address}: invalid address`);
    else if (!contains(subnet, parsed))
      wrong.push(`invalid ${name} ${address}: parent subnet ${printSubnet(subnet)} doesn't contain this address`);
  };
  if (gateway) check('gateway', gateway);
  for (const [name, address] of Object.entries(auxiliary ?? {})) check(`auxiliary address ${name}: address`, address);
  return wrong;
}

function wrongRange(text: string, subnet: Subnet): string[] {
  const prefix = parsePrefix(text);
  if (!prefix || !text.includes('/')) return [`invalid ip-range ${text}: invalid CIDR block notation`];
  if (prefix.length < subnet.length) {
    return [`invalid ip-range ${text}: CIDR block is bigger than its parent subnet ${printSubnet(subnet)}`];
  }
  if (maskAddress(prefix.address, prefix.length) !== prefix.address) {
    return [`invalid ip-range ${text}: it should be ${printSubnet({ address: prefix.address, length: prefix.length })}`];
  }
  if (!contains(subnet, prefix.address)) return [`invalid ip-range ${text}: parent subnet ${printSubnet(subnet)} doesn't contain ip-range`];
  return [];
}
