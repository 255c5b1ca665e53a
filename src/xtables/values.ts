// How options' values are read: libxtables 1.8.13's option parser with its types and its words for what is wrong.

import type { Words } from '../abi/nfnetlink.ts';
import { fullMask, parseAddress, prefixMask } from './addresses.ts';
import { type Family, type Given, type OptionSpec, type RuleContext, Usage } from './extension.ts';

/** strtoul(3) with base 0 on the whole text: decimal, 0x and 0 octal; undefined where it is no such number or out of range. */
export function parseNumber(text: string, min = 0, max = 0xffffffff): number | undefined {
  if (!/^(0x[0-9a-fA-F]+|\d+)$/.test(text)) return undefined;
  const value = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
  return value >= min && value <= max ? value : undefined;
}

const LIMITS: Readonly<Record<string, number>> = { u8: 255, u16: 65535, u32: 0xffffffff };
/** 2^64 - 1 as iptables prints it: a double cannot hold it. */
const U64_MAX = '18446744073709551615';

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'];
const LEVEL_NAMES: Readonly<Record<string, number>> = { panic: 0, emergency: 0, err: 3, warn: 4 };

const blank = (option: string, text: string, inverted: boolean): Given => ({
  option,
  text,
  second: '',
  inverted,
  number: 0,
  numbers: [],
  mask: 0,
  address: [],
  addressMask: [],
});

/** Reads one option's value. `name` is the extension's, `option` its first name with the dashes. Throws Usage. */
export function readValue(name: string, option: string, spec: OptionSpec, text: string, inverted: boolean, rule: RuleContext): Given {
  const given = blank(option, text, inverted);
  const bad = (what: string): Usage => new Usage(`${name}: ${what}\n`);
  switch (spec.type ?? 'none') {
    case 'string': {
      if (spec.min !== undefined && text.length < spec.min)
        throw new Usage(`Argument must have a minimum length of ${spec.min} characters\n`);
      return spec.max === undefined ? given : { ...given, text: text.slice(0, spec.max) };
    }
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64': {
      const max = spec.max ?? LIMITS[spec.type!] ?? Number.POSITIVE_INFINITY;
      const number = /^\d{20,}$/.test(text) ? undefined : parseNumber(text, spec.min ?? 0, max);
      if (number === undefined) {
        throw bad(`bad value for option "${option}", or out of range (${spec.min ?? 0}-${Number.isFinite(max) ? max : U64_MAX}).`);
      }
      return { ...given, number };
    }
    case 'double': {
      const number = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
      if (!(number >= (spec.min ?? 0) && number <= (spec.max ?? Number.POSITIVE_INFINITY))) {
        throw bad(`bad value for option "${option}", or out of range (${spec.min ?? 0}-${spec.max}).`);
      }
      return { ...given, number };
    }
    case 'u8range':
    case 'u16range':
    case 'u32range':
      return { ...given, numbers: readRange(option, spec, text, bad) };
    case 'markmask':
      return { ...given, ...readMark(option, text, bad) };
    case 'syslog': {
      const level = LEVELS.indexOf(text) >= 0 ? LEVELS.indexOf(text) : (LEVEL_NAMES[text] ?? parseNumber(text, 0, 7));
      // "warn" is what -L prints, and is not taken.
      if (level === undefined || text === 'warn') throw new Usage(`log level "${text}" unknown\n`);
      return { ...given, number: level };
    }
    case 'port':
      return { ...given, number: readPort(text, rule) };
    case 'portrange':
      return { ...given, numbers: readPortRange(text, rule) };
    case 'host':
      return { ...given, address: readHost(text, rule) };
    case 'hostmask': {
      const slash = text.indexOf('/');
      const mask = slash < 0 ? fullMask(rule.family) : readMask(option, text.slice(slash + 1), rule.family, bad);
      return { ...given, address: readHost(slash < 0 ? text : text.slice(0, slash), rule), addressMask: mask };
    }
    case 'prefix': {
      const bits = rule.family === 'ipv4' ? 32 : 128;
      const number = parseNumber(text, 0, bits);
      if (number === undefined) throw bad(`bad value for option "${option}", or out of range (0-${bits}).`);
      return { ...given, number };
    }
    case 'mac':
      return { ...given, numbers: readMac(text) };
    default:
      return given;
  }
}

function readRange(option: string, spec: OptionSpec, text: string, bad: (what: string) => Usage): number[] {
  const max = spec.max ?? LIMITS[spec.type!.slice(0, -5)] ?? 0xffffffff;
  const parts = text.split(':');
  if (parts.length > 2) throw bad(`Too many components for option "${option}" (max: 2)`);
  const numbers: number[] = [];
  let least = spec.min ?? 0;
  for (const [index, part] of parts.entries()) {
    if (part === '' && parts.length > 1) {
      numbers.push(index === 0 ? (spec.min ?? 0) : max);
      continue;
    }
    const number = parseNumber(part, least, max);
    if (number === undefined) throw bad(`bad value for option "${option}" near "${part}", or out of range (${least}-${max}).`);
    numbers.push((least = number));
  }
  return numbers;
}

function readMark(option: string, text: string, bad: (what: string) => Usage): { number: number; mask: number } {
  const [, value, slash, mask] = /^([^/]*)(\/?)(.*)$/s.exec(text)!;
  const leading = /^(0x[0-9a-fA-F]+|\d+)/.exec(value!)?.[0] ?? '';
  const number = parseNumber(leading);
  if (number === undefined) throw bad(`bad integer value for option "${option}", or out of range.`);
  if (leading !== value) throw bad(`trailing garbage after value for option "${option}".`);
  if (slash === '') return { number, mask: 0xffffffff };
  const maskNumber = parseNumber(mask!);
  if (maskNumber === undefined) throw bad(`bad integer value for option "${option}", or out of range.`);
  return { number, mask: maskNumber };
}

/** A port by number or service's name of any protocol, in libxtables's words. */
export function readPort(text: string, rule: RuleContext): number {
  const number = parseNumber(text, 0, 65535) ?? (/^\d*$/.test(text) ? undefined : rule.names.serviceByName(text));
  if (number === undefined) throw new Usage(`Port "${text}" does not resolve to anything.\n`);
  return number;
}

function readPortRange(text: string, rule: RuleContext): number[] {
  const parts = text.split(':');
  const low = parts[0] === '' ? 0 : readPort(parts[0]!, rule);
  if (parts.length === 1) return [low];
  const last = parts.at(-1)!;
  const high = last === '' ? 65535 : readPort(last, rule);
  if (low > high) throw new Usage(`Port range ${low}-${high} is negative.\n`);
  return [low, high];
}

/** A host's address: numbers, or a name from /etc/hosts. */
export function readHost(text: string, rule: RuleContext): Words {
  const address = parseAddress(text, rule.family) ?? (rule.family === 'ipv4' ? shortForm(text) : undefined);
  if (address) return address;
  const found = rule.names.hostByName(text, rule.family);
  if (found.length === 0) throw new Usage('getaddrinfo: Temporary failure in name resolution\n');
  return found[0]!;
}

/** getaddrinfo(3) takes inet_aton's forms: the last part fills what is left. */
function shortForm(text: string): Words | undefined {
  const parts = text.split('.');
  const numbers = parts.map(part => parseNumber(part));
  if (parts.length > 4 || numbers.some(number => number === undefined)) return undefined;
  const last = numbers.pop()!;
  if (numbers.some(number => number! > 255) || last >= 2 ** (8 * (4 - numbers.length))) return undefined;
  return [numbers.reduce<number>((sum, number, index) => sum + number! * 2 ** (24 - 8 * index), last)];
}

function readMask(option: string, text: string, family: Family, bad: (what: string) => Usage): Words {
  const bits = family === 'ipv4' ? 32 : 128;
  const length = parseNumber(text);
  if (length !== undefined) return prefixMask(Math.min(length, bits), family);
  const mask = parseAddress(text, family);
  if (!mask) throw bad(`bad value for option "${option}", neither a valid network mask nor valid CIDR (0-${bits}).`);
  return mask;
}

function readMac(text: string): number[] {
  const parts = text.split(':');
  if (parts.length !== 6 || !parts.every(part => /^[0-9a-fA-F]{1,2}$/.test(part))) throw new Usage('Invalid MAC address specified.');
  return parts.map(part => Number.parseInt(part, 16));
}

/** The final check of an extension's options: those that must be there, stand together, or exclude each other. */
export function checkOptions(name: string, options: Readonly<Record<string, OptionSpec>>, given: readonly Given[]): void {
  const has = new Set(given.map(one => one.option));
  for (const [option, spec] of Object.entries(options)) {
    if (spec.alias !== undefined) continue;
    if (spec.mandatory && !has.has(option)) throw new Usage(`${name}: option "${option}" must be specified\n`);
    if (!has.has(option)) continue;
    for (const other of Object.keys(options)) {
      if (spec.also?.includes(other) && !has.has(other)) throw new Usage(`${name}: option "${option}" also requires "${other}".\n`);
      if (spec.excludes?.includes(other) && has.has(other)) {
        throw new Usage(`${name}: option "${option}" cannot be used together with "${other}".\n`);
      }
    }
  }
}

/** Text as -S prints a string argument: in quotes where it holds anything but letters, digits, - and _. */
export function quote(text: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(text)) return text;
  return `"${text.replace(/["\\']/g, '\\$&')}"`;
}

/** The same, for extensions that always print quotes. */
export const quoteAlways = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

export const hex = (value: number): string => `0x${value.toString(16)}`;
export const hex2 = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
export const hex8 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
/** "! " where inverted. */
export const not = (inverted: boolean): string => (inverted ? '! ' : '');
/** A value and its mask, as marks are printed: the mask where it is not full. */
export const markText = (value: number, mask: number): string => (mask === 0xffffffff ? hex(value) : `${hex(value)}/${hex(mask)}`);
