// Protocols that libxtables knows by name without asking anybody. As xtables_chain_protos of iptables 1.8.13.

import { parseNumber } from './values.ts';

export const OWN_PROTOCOLS: readonly [name: string, number: number][] = [
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

export const ownProtocolName = (number: number): string =>
  SHOWN[number] ?? OWN_PROTOCOLS.find(([, own]) => own === number)?.[0] ?? `${number}`;

export const parseOwnProtocol = (text: string): number | undefined =>
  parseNumber(text, 0, 255) ?? OWN_PROTOCOLS.find(([name]) => name === text.toLowerCase())?.[1];
