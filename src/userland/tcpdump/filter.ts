// Capture filters at work: a tree to a function of a frame. Meaning as libpcap 1.10.5's gencode.c.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { type IpAddress, mask4, parseAddress, parseIpv4, parseMac } from '../../wire/address.ts';
import { get16, get32, get48 } from '../../wire/bytes.ts';
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { ResolveError, resolve, servicePort } from '../lib/resolve.ts';
import { type Arithmetic, type Filter, FilterError } from './filter-parse.ts';
import { addressesOf, LINKTYPE_ETHERNET, type View } from './frame.ts';

export type Predicate = (view: View) => boolean;

const RARP = 0x8035;
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  esp: 50,
  ah: 51,
  icmp6: 58,
  pim: 103,
  vrrp: 112,
  sctp: 132,
};
const ETHER_NUMBERS: Readonly<Record<string, number>> = { ip: ETH_P_IP, arp: ETH_P_ARP, rarp: RARP, ip6: ETH_P_IPV6 };
const PORT_PROTOCOLS: readonly number[] = [6, 17, 132];

/** Is the frame of this protocol? */
function isProtocol(protocol: string): Predicate {
  const etherType = ETHER_NUMBERS[protocol];
  if (etherType !== undefined) return view => view.etherType === etherType;
  const number = NUMBERS[protocol];
  if (number === undefined) throw new FilterError('syntax error');
  if (number === 1 || number === 2) return view => view.version === 4 && view.protocol === number;
  if (number === 58) return view => view.version === 6 && view.protocol === number;
  return view => view.protocol === number;
}

/** By which ends a test counts. */
function ends(direction: string | undefined, source: Predicate, dest: Predicate): Predicate {
  if (direction === 'src') return source;
  if (direction === 'dst') return dest;
  if (direction === 'and') return view => source(view) && dest(view);
  return view => source(view) || dest(view);
}

const within = (address: IpAddress, { value, mask }: { value: IpAddress; mask: IpAddress }): boolean => {
  if (typeof address === 'number') return typeof value === 'number' && typeof mask === 'number' && (address & mask) === (value & mask);
  return typeof value === 'bigint' && typeof mask === 'bigint' && (address & mask) === (value & mask);
};

function byNetwork(
  protocol: string | undefined,
  direction: string | undefined,
  wanted: { value: IpAddress; mask: IpAddress }[],
): Predicate {
  if (protocol !== undefined && ETHER_NUMBERS[protocol] === undefined) throw new FilterError(`'${protocol}' modifier applied to host`);
  const fits = protocol === undefined ? (): boolean => true : isProtocol(protocol);
  const end =
    (which: 'source' | 'dest'): Predicate =>
    view => {
      const address = addressesOf(view)?.[which];
      return address !== undefined && wanted.some(one => within(address, one));
    };
  const test = ends(direction, end('source'), end('dest'));
  return view => fits(view) && test(view);
}

function byPort(protocol: string | undefined, direction: string | undefined, from: number, to: number): Predicate {
  const number = protocol === undefined ? undefined : NUMBERS[protocol];
  if (protocol !== undefined && (number === undefined || !PORT_PROTOCOLS.includes(number)))
    throw new FilterError(`illegal qualifier of 'port'`);
  const end = (at: number): Predicate => {
    return ({ bytes, transport }) => {
      const port = transport + at + 2 <= bytes.length ? get16(bytes, transport + at) : -1;
      return port >= from && port <= to;
    };
  };
  const test = ends(direction, end(0), end(2));
  return view =>
    !view.laterFragment && (number === undefined ? PORT_PROTOCOLS.includes(view.protocol) : view.protocol === number) && test(view);
}

function byMac(direction: string | undefined, mac: number): Predicate {
  const end = (at: number): Predicate => {
    return ({ bytes, linkType }) => linkType === LINKTYPE_ETHERNET && get48(bytes, at) === mac;
  };
  return ends(direction, end(6), end(0));
}

function byCast(protocol: string | undefined, cast: 'broadcast' | 'multicast'): Predicate {
  if (protocol === undefined || protocol === 'ether' || protocol === 'link') {
    if (cast === 'broadcast') return byMac('dst', 0xffffffffffff);
    return ({ bytes, linkType }) => linkType === LINKTYPE_ETHERNET && (bytes[0]! & 1) === 1;
  }
  if (cast === 'multicast' && protocol === 'ip') return ({ version, bytes, network }) => version === 4 && bytes[network + 16]! >= 224;
  if (cast === 'multicast' && protocol === 'ip6') return ({ version, bytes, network }) => version === 6 && bytes[network + 24] === 0xff;
  if (protocol === 'ip') return ({ version, bytes, network }) => version === 4 && bytes[network + 19] === 255;
  throw new FilterError('only link-layer/IP broadcast filters supported');
}

/** Names and addresses are asked for before the filter is put together. */
class Builder {
  readonly #sys: Sys;

  constructor(sys: Sys) {
    this.#sys = sys;
  }

  async build(filter: Filter): Promise<Predicate> {
    switch (filter.kind) {
      case 'and':
      case 'or': {
        const left = await this.build(filter.left);
        const right = await this.build(filter.right);
        return filter.kind === 'and' ? view => left(view) && right(view) : view => left(view) || right(view);
      }
      case 'not': {
        const of = await this.build(filter.of);
        return view => !of(view);
      }
      case 'compare':
        return comparison(filter.operator, filter.left, filter.right);
      case 'protocol':
        return isProtocol(filter.protocol);
      case 'cast':
        return byCast(filter.protocol, filter.cast);
      case 'length':
        return filter.atLeast ? view => view.length >= filter.bytes : view => view.length <= filter.bytes;
      case 'vlan':
        return view => view.vlan !== undefined && (filter.id === undefined || view.vlan === filter.id);
      case 'direction':
        return view => (view.packetType === 'outgoing') === filter.outbound;
      case 'primitive':
        return this.#primitive(filter);
    }
  }

  async #primitive(filter: Extract<Filter, { kind: 'primitive' }>): Promise<Predicate> {
    const { protocol, direction, type, id, mask } = filter;
    if (type === 'port' || type === 'portrange') return this.#port(protocol, direction, type, id);
    if (type === 'proto') return this.#protocol(protocol, id);
    if (type === 'gateway') throw new FilterError(`'gateway' not supported in this configuration`);
    const mac = /^([0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/i.test(id) ? parseMac(id.replaceAll('-', ':')) : undefined;
    if (mac !== undefined || protocol === 'ether' || protocol === 'link') {
      if (mac === undefined) throw new FilterError(`unknown ether host '${id}'`);
      return byMac(direction, mac);
    }
    if (type === 'net' || mask !== undefined) return byNetwork(protocol, direction, [network(id, mask)]);
    return byNetwork(protocol, direction, await this.#hosts(id));
  }

  async #hosts(id: string): Promise<{ value: IpAddress; mask: IpAddress }[]> {
    const whole = (value: IpAddress): { value: IpAddress; mask: IpAddress } => ({
      value,
      mask: typeof value === 'number' ? -1 : (1n << 128n) - 1n,
    });
    const literal = parseAddress(id);
    if (literal !== undefined) return [whole(literal)];
    try {
      return (await resolve(this.#sys, id)).flatMap(({ address }) => {
        const value = parseAddress(address);
        return value === undefined ? [] : [whole(value)];
      });
    } catch (error) {
      if (!(error instanceof ResolveError) && !(error instanceof Errno)) throw error;
      throw new FilterError(`unknown host '${id}'`);
    }
  }

  async #port(protocol: string | undefined, direction: string | undefined, type: string, id: string): Promise<Predicate> {
    const [from, to] = type === 'portrange' && id.includes('-') ? id.split('-') : [id, id];
    const low = await this.#portNumber(from!, protocol);
    return byPort(protocol, direction, low, to === from ? low : await this.#portNumber(to!, protocol));
  }

  async #portNumber(word: string, protocol: string | undefined): Promise<number> {
    if (/^\d+$/.test(word)) {
      if (Number(word) > 65535) throw new FilterError(`port number ${word} greater than maximum 65535`);
      return Number(word);
    }
    const kinds = protocol === 'udp' ? (['udp'] as const) : protocol === 'tcp' ? (['tcp'] as const) : (['tcp', 'udp'] as const);
    for (const kind of kinds) {
      const port = await servicePort(this.#sys, word, kind);
      if (port !== undefined) return port;
    }
    throw new FilterError(`unknown port '${word}'`);
  }

  async #protocol(protocol: string | undefined, id: string): Promise<Predicate> {
    const ether = protocol === 'ether' || protocol === 'link';
    const number = /^(0x)?[0-9a-f]+$/i.test(id) ? Number(id) : (ether ? ETHER_NUMBERS : NUMBERS)[id];
    if (number === undefined || Number.isNaN(number)) throw new FilterError(`unknown ${ether ? 'ether ' : ''}proto '${id}'`);
    if (ether) return view => view.etherType === number;
    const version = protocol === 'ip' ? 4 : protocol === 'ip6' ? 6 : undefined;
    return view => view.protocol === number && (version === undefined || view.version === version);
  }
}

/** "10", "10.1", "10.0.0.0/8", "fd00::/8" and a mask apart. */
function network(id: string, mask: string | undefined): { value: IpAddress; mask: IpAddress } {
  if (id.includes(':')) {
    const value = parseAddress(id);
    const length = BigInt(mask ?? 128);
    if (typeof value !== 'bigint') throw new FilterError(`invalid ip6 address ${id}`);
    return { value, mask: ((1n << length) - 1n) << (128n - length) };
  }
  if (!/^\d+(\.\d+){0,3}$/.test(id)) throw new FilterError(`unknown network '${id}'`);
  const parts = id.split('.');
  const value = parseIpv4([...parts, '0', '0', '0'].slice(0, 4).join('.'));
  if (value === undefined) throw new FilterError(`invalid IPv4 address '${id}'`);
  if (mask === undefined) return { value, mask: mask4(parts.length * 8) };
  const spelled = mask.includes('.') ? parseIpv4(mask) : undefined;
  if (spelled === undefined && Number(mask) > 32) throw new FilterError('mask length must be <= 32');
  const bits = spelled ?? mask4(Number(mask));
  if ((value & ~bits) !== 0)
    throw new FilterError(`non-network bits set in "${id}${spelled === undefined ? `/${mask}` : ` mask ${mask}`}"`);
  return { value, mask: bits };
}

type Value = (view: View) => number;

/** Where a protocol's header starts in a frame that has one; NaN in any other. */
function headerAt(protocol: string): Value {
  if (protocol === 'ether' || protocol === 'link') return () => 0;
  const fits = isProtocol(protocol);
  if (ETHER_NUMBERS[protocol] !== undefined) return view => (fits(view) ? view.network : Number.NaN);
  if (protocol === 'icmp6') return view => (fits(view) ? view.transport : Number.NaN);
  return view => (fits(view) && view.version === 4 && !view.laterFragment ? view.transport : Number.NaN);
}

function value(of: Arithmetic): Value {
  switch (of.kind) {
    case 'number':
      return () => of.value;
    case 'length':
      return view => view.length;
    case 'load': {
      const [start, at, { size }] = [headerAt(of.protocol), value(of.at), of];
      return view => {
        const from = start(view) + at(view);
        if (!(from >= 0 && from + size <= view.bytes.length)) return Number.NaN;
        return size === 1 ? view.bytes[from]! : size === 2 ? get16(view.bytes, from) : get32(view.bytes, from);
      };
    }
    case 'binary': {
      const [left, right] = [value(of.left), value(of.right)];
      return view => calculate(of.operator, left(view), right(view));
    }
  }
}

function calculate(operator: string, left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  switch (operator) {
    case '+':
      return (left + right) >>> 0;
    case '-':
      return (left - right) >>> 0;
    case '*':
      return Math.imul(left, right) >>> 0;
    case '/':
      return right === 0 ? Number.NaN : Math.floor(left / right);
    case '%':
      return right === 0 ? Number.NaN : left % right;
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    case '<<':
      return (left << right) >>> 0;
    default:
      return left >>> right;
  }
}

function comparison(operator: string, left: Arithmetic, right: Arithmetic): Predicate {
  const [a, b] = [value(left), value(right)];
  const test: Readonly<Record<string, (x: number, y: number) => boolean>> = {
    '<': (x, y) => x < y,
    '>': (x, y) => x > y,
    '<=': (x, y) => x <= y,
    '>=': (x, y) => x >= y,
    '=': (x, y) => x === y,
    '==': (x, y) => x === y,
    '!=': (x, y) => x !== y,
  };
  const compare = test[operator]!;
  return view => {
    const [x, y] = [a(view), b(view)];
    return !Number.isNaN(x) && !Number.isNaN(y) && compare(x, y);
  };
}

/** The test that a filter's tree stands for. Looks names up. Throws FilterError. */
export const buildFilter = (sys: Sys, filter: Filter): Promise<Predicate> => new Builder(sys).build(filter);
