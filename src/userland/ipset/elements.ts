// Elements of sets: what is typed to what the kernel keeps, ranges and networks taken apart, and back to what is shown.
// As libipset's parse.c and print.c of ipset 7.24.

import {
  type IpAddress,
  mask4,
  maskAddress,
  parseAddress,
  parseMac,
  parsePrefix,
  printAddress,
  printMac,
  widthOf,
} from '../../wire/address.ts';
import { ICMP_TYPES, ICMPV6_TYPES, type IcmpType } from '../../xtables/icmp-types.ts';
import type { FileNames } from '../lib/xtables/names.ts';
import { Complaint, dimensions, parseNumber, syntax } from './types.ts';

export interface SetKind {
  type: string;
  family: 'inet' | 'inet6';
}

const ICMP = 1;
const ICMPV6 = 58;
/** Protocols with ports. */
const PORTS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, sctp: 132, udplite: 136 };
const PORT_NAMES: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 132: 'sctp', 136: 'udplite' };
const NULL_ELEMENT = 'Null-valued element, cannot be stored in a hash type of set';
const BAD_LENGTH = 'The value of the CIDR parameter of the IP address is invalid';

function parseHost(text: string, kind: SetKind, names: FileNames): IpAddress {
  const address = parseAddress(text);
  const wanted = kind.family === 'inet6' ? 128 : 32;
  if (address !== undefined && widthOf(address) === wanted) return address;
  if (address === undefined && /^[a-zA-Z]/.test(text)) {
    const words = names.hostByName(text, wanted === 32 ? 'ipv4' : 'ipv6')[0];
    if (words) return wanted === 32 ? words[0]! >>> 0 : words.reduce((sum, word) => (sum << 32n) | BigInt(word >>> 0), 0n);
  }
  throw syntax(`cannot parse ${text}: resolving to ${wanted === 32 ? 'IPv4' : 'IPv6'} address failed`);
}

interface Span {
  low: number;
  high: number;
}

/** "10.0.0.0/30" or "10.0.0.1-10.0.0.9" of IPv4, as its ends. */
function parseSpan(text: string, kind: SetKind, names: FileNames): Span {
  const slash = text.indexOf('/');
  if (slash >= 0) {
    const length = parseNumber(text.slice(slash + 1), 0, 32);
    const address = parseHost(text.slice(0, slash), kind, names) as number;
    if (length === 0) throw new Complaint(BAD_LENGTH);
    const low = (address & mask4(length)) >>> 0;
    return { low, high: low + 2 ** (32 - length) - 1 };
  }
  const dash = text.indexOf('-');
  const one = parseHost(dash < 0 ? text : text.slice(0, dash), kind, names) as number;
  const other = dash < 0 ? one : (parseHost(text.slice(dash + 1), kind, names) as number);
  return { low: Math.min(one, other), high: Math.max(one, other) };
}

export function bitmapRange(text: string, type: string, names: FileNames): string {
  if (type === 'bitmap:port') {
    const [low, high] = text.split('-');
    const one = parsePort(low!, 'tcp', names);
    const other = high === undefined ? one : parsePort(high, 'tcp', names);
    return `${Math.min(one, other)}-${Math.max(one, other)}`;
  }
  if (!/[-/]/.test(text)) throw syntax(`IP/cidr or IP-IP range must be specified: ${text}`);
  const { low, high } = parseSpan(text, { type, family: 'inet' }, names);
  return `${printAddress(low)}-${printAddress(high)}`;
}

function addresses(text: string, kind: SetKind, names: FileNames): string[] {
  if (kind.family === 'inet6' || kind.type === 'bitmap:ip,mac') {
    if (/[-/]/.test(text)) throw syntax(`plain IP address must be supplied: ${text}`);
    return [printAddress(parseHost(text, kind, names))];
  }
  const { low, high } = parseSpan(text, kind, names);
  const all: string[] = [];
  for (let address = low; address <= high; address++) all.push(printAddress(address));
  return all;
}

/** Networks of a range, each as large as fits. */
function networks(text: string, kind: SetKind, names: FileNames): string[] {
  const width = kind.family === 'inet6' ? 128 : 32;
  const print = (address: IpAddress, length: number): string =>
    length === width ? printAddress(address) : `${printAddress(maskAddress(address, length))}/${length}`;
  if (!text.includes('-')) {
    const slash = text.indexOf('/');
    const address = parseHost(slash < 0 ? text : text.slice(0, slash), kind, names);
    const length = slash < 0 ? width : parseNumber(text.slice(slash + 1), 0, width);
    if (length === 0 && kind.type !== 'hash:net,iface') throw new Complaint(BAD_LENGTH);
    return [print(address, length)];
  }
  if (width === 128) throw syntax(`plain IP address must be supplied: ${text}`);
  const { low, high } = parseSpan(text, kind, names);
  const all: string[] = [];
  for (let address = low; address <= high; ) {
    let size = 1;
    while (size < 2 ** 32 && address % (size * 2) === 0 && address + size * 2 - 1 <= high) size *= 2;
    all.push(print(address, 32 - Math.log2(size)));
    address += size;
  }
  return all;
}

function parsePort(text: string, protocol: string, names: FileNames): number {
  let first: Complaint;
  try {
    return parseNumber(text, 0, 65535);
  } catch (error) {
    first = error as Complaint;
  }
  const byName = /^\d/.test(text) ? undefined : names.serviceByName(text, protocol);
  if (byName !== undefined) return byName;
  throw new Complaint(`${first.message}\nSyntax error: '${protocol}' is invalid as number\ncannot parse '${text}' as a ${protocol} port`);
}

function icmpNumber(text: string, types: readonly IcmpType[], label: string): number {
  const known = types.find(type => type.name === text && type.name !== 'any');
  if (known) return (known.type << 8) | known.low;
  const numbers = /^(\d+)\/(\d+)$/.exec(text);
  if (!numbers || Number(numbers[1]) > 255 || Number(numbers[2]) > 255)
    throw new Complaint(`Cannot parse ${text} as an ${label} type/code.`);
  return (Number(numbers[1]) << 8) | Number(numbers[2]);
}

function ports(text: string, kind: SetKind, names: FileNames): string[] {
  const colon = text.indexOf(':');
  const name = colon < 0 ? 'tcp' : text.slice(0, colon).toLowerCase();
  const rest = text.slice(colon + 1);
  const special = name === 'icmp' ? ICMP : name === 'icmpv6' || name === 'ipv6-icmp' ? ICMPV6 : undefined;
  const protocol = PORTS[name] ?? special ?? (/^\d+$/.test(name) ? parseNumber(name, 0, 255) : names.protocolByName(name));
  if (protocol === undefined) throw syntax(`cannot parse '${name}' as a protocol`);
  if (protocol === ICMP || protocol === ICMPV6) {
    const own = protocol === ICMP ? 'inet' : 'inet6';
    const label = protocol === ICMP ? 'ICMP' : 'ICMPv6';
    if (kind.family !== own) throw syntax(`Protocol ${label} can be used with family ${own} only`);
    return [`${protocol}:${icmpNumber(rest, protocol === ICMP ? ICMP_TYPES : ICMPV6_TYPES, label)}`];
  }
  if (PORT_NAMES[protocol] === undefined) {
    if (rest !== '0') throw syntax(`Protocol ${name} can be used with pseudo port value 0 only.`);
    return [`${protocol}:0`];
  }
  return portRange(rest, PORT_NAMES[protocol]!, names).map(port => `${protocol}:${port}`);
}

function portRange(text: string, protocol: string, names: FileNames): number[] {
  const dash = /^(\d+)-(.+)$/.exec(text);
  const one = parsePort(dash ? dash[1]! : text, protocol, names);
  const other = dash ? parsePort(dash[2]!, protocol, names) : one;
  const low = Math.min(one, other);
  return Array.from({ length: Math.max(one, other) - low + 1 }, (_, index) => low + index);
}

function mac(text: string): string {
  const address = parseMac(text);
  if (address === undefined) throw syntax(`cannot parse '${text}' as ethernet address`);
  return printMac(address).toUpperCase();
}

function part(dimension: string, text: string, kind: SetKind, names: FileNames): string[] {
  switch (dimension) {
    case 'ip':
      return addresses(text, kind, names);
    case 'net':
      return networks(text, kind, names);
    case 'port':
      return ports(text, kind, names);
    case 'mac':
      return [mac(text)];
    default:
      if (text.length > 15) throw syntax(`interface name '${text}' is longer than 15 characters`);
      return [text];
  }
}

/** The elements that a text means. Throws Complaint. */
export function parseElements(text: string, kind: SetKind, names: FileNames): string[] {
  const { type } = kind;
  if (type === 'list:set') return [text];
  if (type === 'bitmap:port') return portRange(text, 'tcp', names).map(String);
  const wanted = dimensions(type);
  const parts = text.split(',');
  if (parts.length > wanted.length) {
    if (wanted.length === 1) throw syntax(`Elem separator in ${text}, but settype ${type} supports none.`);
    if (wanted.length === 2) throw syntax(`Two elem separators in ${text}, but settype ${type} supports one.`);
    throw syntax(`Three elem separators in ${text}, but settype ${type} supports two.`);
  }
  if (wanted.length > 1 && (parts[1] ?? '') === '' && type !== 'bitmap:ip,mac') throw syntax(`Second element is missing from ${text}.`);
  if (wanted.length > 2 && (parts[2] ?? '') === '') throw syntax(`Third element is missing from ${text}.`);
  let all = [''];
  for (const [index, given] of parts.entries()) {
    const values = part(wanted[index]!, given, kind, names);
    all = all.flatMap(before => values.map(value => (index === 0 ? value : `${before},${value}`)));
  }
  if (type === 'hash:ip' && all.some(element => element === '0.0.0.0' || element === '::')) throw new Complaint(NULL_ELEMENT);
  return all;
}

function showPort(text: string, names: FileNames): string {
  const [protocol, port] = text.split(':').map(Number) as [number, number];
  if (protocol === ICMP || protocol === ICMPV6) {
    const known = (protocol === ICMP ? ICMP_TYPES : ICMPV6_TYPES).find(
      type => type.name !== 'any' && type.type === port >> 8 && (type.low === type.high ? type.low === (port & 0xff) : (port & 0xff) === 0),
    );
    return `${protocol === ICMP ? 'icmp' : 'icmpv6'}:${known?.name ?? `${port >> 8}/${port & 0xff}`}`;
  }
  return `${PORT_NAMES[protocol] ?? names.protocolByNumber(protocol) ?? protocol}:${port}`;
}

/** An element as it is shown. */
export function showElement(element: string, type: string, names: FileNames): string {
  const place = type.startsWith('bitmap') || type === 'list:set' ? -1 : dimensions(type).indexOf('port');
  if (place < 0) return element;
  return element
    .split(',')
    .map((text, index) => (index === place ? showPort(text, names) : text))
    .join(',');
}

/** Elements in the order of their values. */
export function compareElements(one: string, other: string): number {
  const [left, right] = [one.split(','), other.split(',')];
  for (const [index, text] of left.entries()) {
    const given = right[index];
    if (given === undefined) return 1;
    const [a, b] = [rankOf(text), rankOf(given)];
    if (a === undefined || b === undefined) {
      if (text !== given) return text < given ? -1 : 1;
    } else if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

function rankOf(text: string): bigint | undefined {
  const address = parsePrefix(text)?.address ?? parseAddress(text);
  if (address !== undefined) return BigInt(address);
  const number = /^(?:(\d+):)?(\d+)$/.exec(text);
  return number ? BigInt(number[1] ?? 0) * 65536n + BigInt(number[2]!) : undefined;
}
