// Addresses: IPv4 as 32-bit numbers, IPv6 as bigints, MACs as 48-bit numbers, and their text. As inet_pton(3), inet_aton(3), ether_aton(3).

/** A number is IPv4, a bigint IPv6: which one tells the family. Equal addresses are `===`. */
export type IpAddress = number | bigint;

/** 48 bits. */
export type MacAddress = number;

export interface Prefix {
  address: IpAddress;
  length: number;
}

export const LOOPBACK4 = 0x7f000001;
export const ANY4 = 0;
export const BROADCAST4 = 0xffffffff;
export const ANY6 = 0n;
export const LOOPBACK6 = 1n;
export const ALL_NODES6 = 0xff020000000000000000000000000001n;
export const ALL_ROUTERS6 = 0xff020000000000000000000000000002n;
export const MLD2_ROUTERS6 = 0xff020000000000000000000000000016n;
export const BROADCAST_MAC: MacAddress = 0xffffffffffff;

/** inet_pton(AF_INET): exactly four decimal parts, no leading zeros beyond one digit. Undefined where it is none. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (let index = 1; index <= 4; index++) {
    const part = match[index]!;
    const byte = Number(part);
    if (byte > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

/** inet_aton(3): one to four parts, each decimal, octal (0…) or hexadecimal (0x…), the last filling what is left. */
export function parseIpv4Loose(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let value = 0;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (!/^(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.test(part)) return undefined;
    const octal = part.length > 1 && part.startsWith('0') && !/^0[xX]/.test(part);
    const number = octal ? Number.parseInt(part, 8) : Number(part);
    const last = index === parts.length - 1;
    const limit = last ? 256 ** (5 - parts.length) : 256;
    if (number >= limit) return undefined;
    value += last ? number : number * 256 ** (3 - index);
  }
  return value;
}

export const printIpv4 = (address: number): string =>
  `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

/** inet_pton(AF_INET6), without a scope. Undefined where it is none. */
export function parseIpv6(text: string): bigint | undefined {
  let source = text;
  const lastColon = source.lastIndexOf(':');
  if (lastColon >= 0 && source.includes('.')) {
    const embedded = parseIpv4(source.slice(lastColon + 1));
    if (embedded === undefined) return undefined;
    source = `${source.slice(0, lastColon + 1)}${(embedded >>> 16).toString(16)}:${(embedded & 0xffff).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map(half => (half === '' ? [] : half.split(':')));
  const count = groups.reduce((sum, half) => sum + half.length, 0);
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const all = halves.length === 1 ? groups[0]! : [...groups[0]!, ...Array<string>(8 - count).fill('0'), ...groups[1]!];
  let value = 0n;
  for (const group of all) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    value = (value << 16n) | BigInt(Number.parseInt(group, 16));
  }
  return value;
}

/** inet_ntop(AF_INET6): the longest run of two or more zero groups as "::", mapped and compatible IPv4 with dots. */
export function printIpv6(address: bigint): string {
  if (address >> 32n === 0xffffn) return `::ffff:${printIpv4(Number(address & 0xffffffffn))}`;
  if (address >> 32n === 0n && address >> 16n !== 0n) return `::${printIpv4(Number(address))}`;
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((address >> shift) & 0xffffn));
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let run = 0;
    while (at + run < 8 && groups[at + run] === 0) run++;
    if (run > length) {
      start = at;
      length = run;
    }
    at += run;
  }
  const words = groups.map(group => group.toString(16));
  if (start < 0) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + length).join(':')}`;
}

export const parseAddress = (text: string): IpAddress | undefined => (text.includes(':') ? parseIpv6(text) : parseIpv4(text));

export const printAddress = (address: IpAddress): string => (typeof address === 'number' ? printIpv4(address) : printIpv6(address));

export const familyOf = (address: IpAddress): 'inet' | 'inet6' => (typeof address === 'number' ? 'inet' : 'inet6');

/** Bits of an address of that family. */
export const widthOf = (address: IpAddress): 32 | 128 => (typeof address === 'number' ? 32 : 128);

export const mask4 = (length: number): number => (length === 0 ? 0 : (-1 << (32 - length)) >>> 0);

/** The address with all but its first `length` bits cleared. */
export function maskAddress<T extends IpAddress>(address: T, length: number): T {
  if (typeof address === 'number') return ((address & mask4(length)) >>> 0) as T;
  const shift = BigInt(128 - length);
  return (((address as bigint) >> shift) << shift) as T;
}

/** The length of a contiguous IPv4 mask, or undefined. */
export function maskLength4(mask: number): number | undefined {
  const length = Math.clz32(~mask >>> 0);
  return mask4(length) === mask ? length : undefined;
}

/** "10.0.0.0/8", "fd00::/8", or an address alone (its whole width). */
export function parsePrefix(text: string): Prefix | undefined {
  const [head, tail, ...more] = text.split('/');
  const address = parseAddress(head!);
  if (address === undefined || more.length > 0) return undefined;
  if (tail === undefined) return { address, length: widthOf(address) };
  if (!/^\d{1,3}$/.test(tail) || Number(tail) > widthOf(address)) return undefined;
  return { address, length: Number(tail) };
}

export const printPrefix = ({ address, length }: Prefix): string => `${printAddress(address)}/${length}`;

/** Six hexadecimal bytes with colons. */
export function parseMac(text: string): MacAddress | undefined {
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined;
  return text.split(':').reduce((value, part) => value * 256 + Number.parseInt(part, 16), 0);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function printMac(mac: MacAddress): string {
  const high = Math.floor(mac / 0x100000000);
  const low = (mac % 0x100000000) >>> 0;
  return `${HEX[high >>> 8]}:${HEX[high & 255]}:${HEX[low >>> 24]}:${HEX[(low >>> 16) & 255]}:${HEX[(low >>> 8) & 255]}:${HEX[low & 255]}`;
}

/** The group bit: multicast and broadcast. */
export const isMulticastMac = (mac: MacAddress): boolean => (Math.floor(mac / 0x10000000000) & 1) === 1;

export const isMulticast4 = (address: number): boolean => address >>> 28 === 14;
export const isMulticast6 = (address: bigint): boolean => address >> 120n === 0xffn;
export const isMulticast = (address: IpAddress): boolean => (typeof address === 'number' ? isMulticast4(address) : isMulticast6(address));
export const isLoopback4 = (address: number): boolean => address >>> 24 === 127;
export const isLinkLocal6 = (address: bigint): boolean => address >> 118n === 0x3fan;
/** 0.0.0.0/8 and ::. */
export const isAny = (address: IpAddress): boolean => (typeof address === 'number' ? address === 0 : address === 0n);

/** The Ethernet group that an IP multicast address maps to (RFC 1112, RFC 2464). */
export const multicastMac = (address: IpAddress): MacAddress =>
  typeof address === 'number' ? 0x01005e000000 + (address & 0x7fffff) : 0x333300000000 + Number(address & 0xffffffffn);

/** The solicited-node group of an IPv6 address. */
export const solicitedNode = (address: bigint): bigint => 0xff0200000000000000000001ff000000n | (address & 0xffffffn);

/** ::ffff:a.b.c.d. */
export const mapIpv4 = (address: number): bigint => (0xffffn << 32n) | BigInt(address);
/** The IPv4 address in a mapped one, or undefined. */
export const unmapIpv4 = (address: bigint): number | undefined => (address >> 32n === 0xffffn ? Number(address & 0xffffffffn) : undefined);

/** The interface identifier of a MAC address (RFC 4291, appendix A). */
export function eui64(mac: MacAddress): bigint {
  const value = BigInt(mac);
  return (((value >> 24n) ^ 0x020000n) << 40n) | (0xfffen << 24n) | (value & 0xffffffn);
}
