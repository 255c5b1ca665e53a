// Addresses, prefixes, MACs and numbers as iproute2 reads them (lib/utils.c): shorter IPv4 forms are filled up with zeros.

import { parseIpv6, printIpv6 } from '../../../wire/address.ts';
import { Fatal, invalid } from '../fatal.ts';
import { parseNumber } from '../names.ts';
import type { Family } from './context.ts';

export interface ParsedAddress {
  family: 'inet' | 'inet6';
  address: string;
}

export interface ParsedPrefix extends ParsedAddress {
  length: number;
  /** A length was written. */
  given: boolean;
  /** "default", "any" or "all": no address at all. */
  any: boolean;
}

const widthOf = (family: 'inet' | 'inet6'): number => (family === 'inet' ? 32 : 128);
const familyWord = (family: Family | undefined): string => (family === 'inet' || family === 'inet6' ? family : 'any valid');

function ipv4(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length > 4 || parts.some(part => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return [...parts.map(Number), 0, 0, 0].slice(0, 4).join('.');
}

function address(text: string, family: Family | undefined): ParsedAddress | undefined {
  if (text.includes(':')) {
    const value = family === 'inet' ? undefined : parseIpv6(text);
    return value === undefined ? undefined : { family: 'inet6', address: printIpv6(value) };
  }
  const value = family === 'inet6' ? undefined : ipv4(text);
  return value === undefined ? undefined : { family: 'inet', address: value };
}

/** get_addr(). */
export function parseAddressArgument(text: string, family: Family | undefined): ParsedAddress {
  if (text === 'default' || text === 'any' || text === 'all') {
    return family === 'inet6' ? { family: 'inet6', address: '::' } : { family: 'inet', address: '0.0.0.0' };
  }
  const parsed = address(text, family);
  if (!parsed) throw new Fatal(`Error: ${familyWord(family)} address is expected rather than "${text}".\n`, 1);
  return parsed;
}

/** "255.255.255.0" as 24; undefined where it is no mask. */
function maskLength(text: string): number | undefined {
  const mask = text.split('.').length === 4 ? ipv4(text) : undefined;
  if (mask === undefined) return undefined;
  const bits = mask
    .split('.')
    .map(part => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) ? bits.indexOf('0') & 31 || (bits.includes('0') ? 0 : 32) : undefined;
}

/** get_prefix(). */
export function parsePrefixArgument(text: string, family: Family | undefined): ParsedPrefix {
  if (text === 'default' || text === 'any' || text === 'all') {
    const six = family === 'inet6';
    return { family: six ? 'inet6' : 'inet', address: six ? '::' : '0.0.0.0', length: 0, given: true, any: true };
  }
  const slash = text.indexOf('/');
  const parsed = address(slash < 0 ? text : text.slice(0, slash), family);
  const fail = (): never => {
    throw new Fatal(`Error: ${familyWord(family)} prefix is expected rather than "${text}".\n`, 1);
  };
  if (!parsed) return fail();
  if (slash < 0) return { ...parsed, length: widthOf(parsed.family), given: false, any: false };
  const suffix = text.slice(slash + 1);
  const length = (parsed.family === 'inet' ? maskLength(suffix) : undefined) ?? parseNumber(suffix);
  if (length === undefined || length > widthOf(parsed.family)) return fail();
  return { ...parsed, length, given: true, any: false };
}

/** ll_addr_a2n(): six bytes in hexadecimal. */
export function parseLladdr(text: string): string {
  const parts = text.split(':');
  if (parts.some(part => !/^[0-9a-fA-F]{1,2}$/.test(part))) throw new Fatal(`"${text}" is invalid lladdr.\n`, 1);
  return parts.map(part => part.toLowerCase().padStart(2, '0')).join(':');
}

/** A number, or the end of the program: `words` with the argument. */
export const numberArgument = (text: string, words: string): number => parseNumber(text) ?? invalid(words, text);

/** An address's bits under a prefix length, for filters: equal texts are equal prefixes. */
export function prefixBits(text: string, length: number): string {
  const bits = text.includes(':')
    ? parseIpv6(text)!.toString(2).padStart(128, '0')
    : text
        .split('.')
        .map(part => Number(part).toString(2).padStart(8, '0'))
        .join('');
  return bits.slice(0, length);
}
