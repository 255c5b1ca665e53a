// Protocols by name in rules: those that iptables knows itself, then /etc/protocols. As xtables_parse_protocol of libxtables 1.8.13.

import type { Family, Names } from '../../xtables/extension.ts';
import { parseNumber } from '../../xtables/values.ts';

/** Known without looking them up: these are shown by name even with -n. */
const OWN: readonly [name: string, number: number][] = [
  ['tcp', 6],
  ['udp', 17],
  ['udplite', 136],
  ['icmp', 1],
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
  ['esp', 50],
  ['ah', 51],
  ['ipv6-mh', 135],
  ['mh', 135],
  ['sctp', 132],
  ['dccp', 33],
  ['ipcomp', 108],
  ['all', 0],
];
/** The name that a number is shown by where there are two. */
const SHOWN: Readonly<Record<number, string>> = { 58: 'ipv6-icmp', 135: 'ipv6-mh' };

/** Undefined where there is no such protocol. */
export function parseProtocol(text: string, names: Names): number | undefined {
  const lower = text.toLowerCase();
  const number = parseNumber(lower, 0, 255);
  if (number !== undefined) return number;
  if (/^\d/.test(lower) || lower === '') return undefined;
  return OWN.find(([name]) => name === lower)?.[1] ?? names.protocolByName(lower);
}

/** A protocol as -S and -L -n show it. */
export const ownName = (number: number): string => SHOWN[number] ?? OWN.find(([, own]) => own === number)?.[0] ?? `${number}`;

/** As -L shows it. */
export const protocolName = (number: number, numeric: boolean, names: Names): string =>
  number === 0 ? 'all' : numeric ? ownName(number) : (names.protocolByNumber(number) ?? ownName(number));

/** The match module that a protocol's own options belong to. */
export function protocolModule(number: number, _family: Family, names: Names): string {
  if (number === 58) return 'icmp6';
  const own = ownName(number);
  return /^\d+$/.test(own) ? (names.protocolByNumber(number) ?? own) : own;
}
