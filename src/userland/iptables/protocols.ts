// Protocols by name in rules: those that iptables knows itself, then /etc/protocols. As xtables_parse_protocol of libxtables 1.8.13.

import type { Family, Names } from '../../xtables/extension.ts';
import { OWN_PROTOCOLS, ownProtocolName } from '../../xtables/protocol-names.ts';
import { parseNumber } from '../../xtables/values.ts';

/** Undefined where there is no such protocol. */
export function parseProtocol(text: string, names: Names): number | undefined {
  const lower = text.toLowerCase();
  const number = parseNumber(lower, 0, 255);
  if (number !== undefined) return number;
  if (/^\d/.test(lower) || lower === '') return undefined;
  return OWN_PROTOCOLS.find(([name]) => name === lower)?.[1] ?? names.protocolByName(lower);
}

/** As -L shows it. */
export const protocolName = (number: number, numeric: boolean, names: Names): string =>
  number === 0 ? 'all' : numeric ? ownProtocolName(number) : (names.protocolByNumber(number) ?? ownProtocolName(number));

/** The match module that a protocol's own options belong to. */
export function protocolModule(number: number, _family: Family, names: Names): string {
  if (number === 58) return 'icmp6';
  const own = ownProtocolName(number);
  return /^\d+$/.test(own) ? (names.protocolByNumber(number) ?? own) : own;
}
