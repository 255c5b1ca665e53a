// Addresses and masks of both families as 32-bit words, in iptables's spellings: inet_aton's short forms, prefixes, masks with holes.

import type { Words } from '../abi/nfnetlink.ts';
import type { IpAddress } from '../wire/address.ts';
import type { Family } from './extension.ts';

export const wordsOf = (family: Family): number => (family === 'ipv4' ? 1 : 4);
export const anyAddress = (family: Family): Words => (family === 'ipv4' ? [0] : [0, 0, 0, 0]);
export const fullMask = (family: Family): Words => (family === 'ipv4' ? [0xffffffff] : [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]);

/** As inet_pton(3): four decimal parts. */
export function parseIpv4(text: string): Words | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let word = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || (part.length > 1 && part.startsWith('0')) || Number(part) > 255) return undefined;
    word = word * 256 + Number(part);
  }
  return [word];
}

/** As iptables reads -s: missing parts are zeros at the end ("10.0.0" is 10.0.0.0). */
export function parseShortIpv4(text: string): Words | undefined {
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  let word = 0;
  for (let index = 0; index < 4; index++) {
    const part = parts[index];
    if (part !== undefined && (!/^(0x[0-9a-f]+|\d+)$/i.test(part) || Number(part) > 255)) return undefined;
    word = word * 256 + Number(part ?? 0);
  }
  return [word];
}

export function parseIpv6(text: string): Words | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  let rest = text;
  const tail: number[] = [];
  if (rest.includes('.')) {
    const cut = rest.lastIndexOf(':');
    const v4 = parseIpv4(rest.slice(cut + 1));
    if (!v4 || cut < 0) return undefined;
    tail.push(v4[0]! >>> 16, v4[0]! & 0xffff);
    rest = rest.slice(0, cut + 1);
    if (rest.endsWith(':') && !rest.endsWith('::')) rest = rest.slice(0, -1);
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const read = (half: string): number[] | undefined => {
    if (half === '') return [];
    const groups = half.split(':');
    return groups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group)) ? groups.map(group => Number.parseInt(group, 16)) : undefined;
  };
  const head = read(halves[0]!);
  const end = halves.length === 2 ? read(halves[1]!) : [];
  if (!head || !end) return undefined;
  const known = head.length + end.length + tail.length;
  if (halves.length === 2 ? known > 7 : known !== 8) return undefined;
  const groups = [...head, ...new Array<number>(8 - known).fill(0), ...end, ...tail];
  return [0, 2, 4, 6].map(at => ((groups[at]! << 16) | groups[at + 1]!) >>> 0);
}

export const parseAddress = (text: string, family: Family): Words | undefined => (family === 'ipv4' ? parseIpv4(text) : parseIpv6(text));

export const printIpv4 = (word: number): string => `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;

/** As inet_ntop(3): the longest run of two or more zero groups as ::, a mapped IPv4 address with dots. */
export function printIpv6(words: Words): string {
  const groups = words.flatMap(word => [word >>> 16, word & 0xffff]);
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let run = 0;
    while (at + run < 8 && groups[at + run] === 0) run++;
    if (run > length) {
      start = at;
      length = run;
    }
    at += run > 0 ? run - 1 : 0;
  }
  if (words[0] === 0 && words[1] === 0 && (words[2] === 0xffff || (words[2] === 0 && words[3]! > 0xffff))) {
    return `::${words[2] === 0xffff ? 'ffff:' : ''}${printIpv4(words[3]!)}`;
  }
  const hex = groups.map(group => group.toString(16));
  if (start < 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

export const printAddress = (words: Words): string => (words.length === 1 ? printIpv4(words[0]!) : printIpv6(words));

/** The mask of a prefix's length. */
export const prefixMask = (length: number, family: Family): Words =>
  Array.from({ length: wordsOf(family) }, (_, index) => {
    const bits = Math.min(32, Math.max(0, length - index * 32));
    return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  });

/** A mask's length as a prefix, or -1 where it has holes. */
export function maskLength(mask: Words): number {
  if (mask.length === 1) {
    const holes = ~mask[0]! >>> 0;
    return (holes & (holes + 1)) === 0 ? Math.clz32(holes) : -1;
  }
  let length = 0;
  for (const word of mask) length += Math.clz32(~word >>> 0);
  const expected = prefixMask(length, 'ipv6');
  return mask.every((word, index) => word === expected[index]) ? length : -1;
}

export const maskAddress = (address: Words, mask: Words): Words => address.map((word, index) => (word & mask[index]!) >>> 0);

export const sameWords = (one: Words, other: Words): boolean =>
  one.length === other.length && one.every((word, index) => word === other[index]);

export function compareWords(one: Words, other: Words): number {
  for (let index = 0; index < one.length; index++) {
    if (one[index] !== other[index]) return one[index]! < other[index]! ? -1 : 1;
  }
  return 0;
}

/** "/24", "/255.0.0.255", or '' for a whole address: what follows an address in lists. */
export function printMask(mask: Words): string {
  const length = maskLength(mask);
  if (length < 0) return `/${printAddress(mask)}`;
  return length === mask.length * 32 ? '' : `/${length}`;
}

/** The same, where a whole address shows its length too: what -S prints. */
export function printMaskAlways(mask: Words): string {
  const length = maskLength(mask);
  return length < 0 ? `/${printAddress(mask)}` : `/${length}`;
}

/** As packets have it: a number for IPv4, a bigint for IPv6. */
export function toIpAddress(words: Words): IpAddress {
  if (words.length === 1) return words[0]!;
  let value = 0n;
  for (const word of words) value = (value << 32n) | BigInt(word);
  return value;
}

/** As rules have it. */
export const toWords = (address: IpAddress): Words =>
  typeof address === 'number' ? [address] : [96n, 64n, 32n, 0n].map(shift => Number((address >> shift) & 0xffffffffn));
