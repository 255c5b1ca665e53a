// What nat targets are told to translate to: "192.168.1.2-192.168.1.9:8000-8010/80". As libxt_NAT.c of iptables 1.8.13.

import type { Words } from '../abi/nfnetlink.ts';
import { parseAddress, printAddress } from './addresses.ts';
import { type Family, type Given, type ListHow, type NatHow, type OptionSpec, type RuleContext, Usage } from './extension.ts';
import { parseNumber } from './values.ts';

export interface NatInfo {
  low?: Words;
  high?: Words;
  ports?: [low: number, high: number];
  /** The port that the first of `ports` stands for. */
  base?: number;
  random: boolean;
  randomFully: boolean;
  persistent: boolean;
}

/** Protocols whose ports a nat target may name. */
const PORT_PROTOCOLS: ReadonlySet<number> = new Set([6, 17, 33, 132]);

export const NAT_FLAGS: Readonly<Record<string, OptionSpec>> = { '--random': {}, '--persistent': {} };
export const NAT_FLAGS_FULLY: Readonly<Record<string, OptionSpec>> = { '--random': {}, '--random-fully': {}, '--persistent': {} };

export const emptyNat = (given: readonly Given[]): NatInfo => ({
  random: given.some(one => one.option === '--random'),
  randomFully: given.some(one => one.option === '--random-fully'),
  persistent: given.some(one => one.option === '--persistent'),
});

function requirePorts(rule: RuleContext): void {
  if (rule.protocol === undefined || rule.protocolInverted || !PORT_PROTOCOLS.has(rule.protocol)) {
    throw new Usage('Need TCP, UDP, SCTP or DCCP with port specification');
  }
}

/** "80", "80-90", "80-90/8000". Throws Usage. */
export function parseNatPorts(text: string, rule: RuleContext): Pick<NatInfo, 'ports' | 'base'> {
  requirePorts(rule);
  const [range, base] = text.split('/');
  const dash = range!.indexOf('-');
  const read = (part: string): number => {
    const port = parseNumber(part, 0, 65535) ?? (/^\d*$/.test(part) ? undefined : rule.names.serviceByName(part));
    if (port === undefined) throw new Usage(`Port \`${part}' not valid`);
    return port;
  };
  const low = read(dash < 0 ? range! : range!.slice(0, dash));
  const high = dash < 0 ? low : read(range!.slice(dash + 1));
  if (high < low) throw new Usage(`Port range \`${range!.slice(dash + 1)}' funky`);
  return { ports: [low, high], ...(base !== undefined && { base: read(base) }) };
}

/** Splits off what follows the address's colon; IPv6 addresses with a port stand in brackets. */
function splitPorts(text: string, family: Family): [address: string, ports: string | undefined] {
  if (family === 'ipv4') {
    if (text.startsWith('[')) throw new Usage('Invalid address format');
    const colon = text.indexOf(':');
    return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
  }
  if (!text.startsWith('[')) return [text, undefined];
  const end = text.lastIndexOf(']');
  if (end < 0) throw new Usage('Invalid address format');
  const rest = text.slice(end + 1);
  return [text.slice(1, end), rest.startsWith(':') ? rest.slice(1) : undefined];
}

/** Reads --to-destination's and --to-source's argument. Throws Usage. */
export function parseNat(text: string, given: readonly Given[], rule: RuleContext): NatInfo {
  const info = emptyNat(given);
  const [addresses, ports] =
    rule.family === 'ipv6' && text.startsWith(':') && !text.startsWith('::') ? ['', text.slice(1)] : splitPorts(text, rule.family);
  if (ports !== undefined) Object.assign(info, parseNatPorts(ports, rule));
  if (addresses === '' && ports !== undefined) return info;
  const [low, high] = addresses.split(/\]?-\[?/);
  const read = (part: string): Words => {
    const address = parseAddress(part, rule.family);
    if (!address) throw new Usage(`Bad IP address "${part}"`);
    return address;
  };
  info.low = read(low!);
  info.high = high === undefined ? info.low : read(high);
  return info;
}

/** The range as it was written. */
export function printNat({ low, high, ports, base }: NatInfo, family: Family): string {
  let text = '';
  if (low) {
    const bracket = family === 'ipv6' && ports !== undefined;
    const range = printAddress(low) === printAddress(high!) ? printAddress(low) : `${printAddress(low)}-${printAddress(high!)}`;
    text = bracket ? `[${range}]` : range;
  }
  if (ports) text += `:${printNatPorts(ports)}${base === undefined ? '' : `/${base}`}`;
  return text;
}

export const printNatPorts = ([low, high]: readonly [number, number]): string => (low === high ? `${low}` : `${low}-${high}`);

/** " --random --persistent" or, without dashes, " random persistent". */
export const natFlags = (info: NatInfo, dashes: string): string =>
  (info.random ? ` ${dashes}random` : '') +
  (info.randomFully ? ` ${dashes}random-fully` : '') +
  (info.persistent ? ` ${dashes}persistent` : '');

/** What the kernel is asked for. */
export const natHow = (info: NatInfo, manip: 'source' | 'dest', device = false): NatHow => ({
  manip,
  ...(device ? { addresses: 'device' } : info.low && { addresses: [info.low, info.high!] }),
  ...(info.ports && { ports: info.ports }),
  ...(info.base !== undefined && { portBase: info.base }),
  random: info.random,
  randomFully: info.randomFully,
  persistent: info.persistent,
});

export const natWords = (info: NatInfo, how: ListHow, label: string): string =>
  `${label}${printNat(info, how.family)}${natFlags(info, '')}`;
