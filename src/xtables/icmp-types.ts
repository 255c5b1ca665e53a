// Types of ICMP and ICMPv6 messages by name, as libxt_icmp.h of iptables 1.8.13 has them: their parsing and their names in lists.

import { type ListHow, Usage } from './extension.ts';

export interface IcmpType {
  name: string;
  type: number;
  low: number;
  high: number;
}
export interface IcmpInfo {
  type: number;
  low: number;
  high: number;
  inverted: boolean;
}

const all = (name: string, type: number): IcmpType => ({ name, type, low: 0, high: 255 });
const code = (name: string, type: number, number: number): IcmpType => ({ name, type, low: number, high: number });

export const ICMP_TYPES: readonly IcmpType[] = [
  all('any', 255),
  all('echo-reply', 0),
  all('pong', 0),
  all('destination-unreachable', 3),
  code('network-unreachable', 3, 0),
  code('host-unreachable', 3, 1),
  code('protocol-unreachable', 3, 2),
  code('port-unreachable', 3, 3),
  code('fragmentation-needed', 3, 4),
  code('source-route-failed', 3, 5),
  code('network-unknown', 3, 6),
  code('host-unknown', 3, 7),
  code('network-prohibited', 3, 9),
  code('host-prohibited', 3, 10),
  code('TOS-network-unreachable', 3, 11),
  code('TOS-host-unreachable', 3, 12),
  code('communication-prohibited', 3, 13),
  code('host-precedence-violation', 3, 14),
  code('precedence-cutoff', 3, 15),
  all('source-quench', 4),
  all('redirect', 5),
  code('network-redirect', 5, 0),
  code('host-redirect', 5, 1),
  code('TOS-network-redirect', 5, 2),
  code('TOS-host-redirect', 5, 3),
  all('echo-request', 8),
  all('ping', 8),
  all('router-advertisement', 9),
  all('router-solicitation', 10),
  all('time-exceeded', 11),
  all('ttl-exceeded', 11),
  code('ttl-zero-during-transit', 11, 0),
  code('ttl-zero-during-reassembly', 11, 1),
  all('parameter-problem', 12),
  code('ip-header-bad', 12, 0),
  code('required-option-missing', 12, 1),
  all('timestamp-request', 13),
  all('timestamp-reply', 14),
  all('info-request', 15),
  all('info-reply', 16),
  all('address-mask-request', 17),
  all('address-mask-reply', 18),
];

export const ICMPV6_TYPES: readonly IcmpType[] = [
  all('destination-unreachable', 1),
  code('no-route', 1, 0),
  code('communication-prohibited', 1, 1),
  code('beyond-scope', 1, 2),
  code('address-unreachable', 1, 3),
  code('port-unreachable', 1, 4),
  code('failed-policy', 1, 5),
  code('reject-route', 1, 6),
  all('packet-too-big', 2),
  all('time-exceeded', 3),
  all('ttl-exceeded', 3),
  code('ttl-zero-during-transit', 3, 0),
  code('ttl-zero-during-reassembly', 3, 1),
  all('parameter-problem', 4),
  code('bad-header', 4, 0),
  code('unknown-header-type', 4, 1),
  code('unknown-option', 4, 2),
  all('echo-request', 128),
  all('ping', 128),
  all('echo-reply', 129),
  all('pong', 129),
  all('mld-listener-query', 130),
  all('mld-listener-report', 131),
  all('mld-listener-done', 132),
  all('mld-listener-reduction', 132),
  all('router-solicitation', 133),
  all('router-advertisement', 134),
  all('neighbour-solicitation', 135),
  all('neighbor-solicitation', 135),
  all('neighbour-advertisement', 136),
  all('neighbor-advertisement', 136),
  all('redirect', 137),
];

/** A type by (the beginning of) its name, by number, or as type/code. Throws Usage. */
export function parseIcmp(text: string, types: readonly IcmpType[], label: string): Omit<IcmpInfo, 'inverted'> {
  const lower = text.toLowerCase();
  let found: IcmpType | undefined;
  for (const type of types) {
    if (!type.name.toLowerCase().startsWith(lower) || text === '') continue;
    if (type.name.toLowerCase() === lower) {
      found = type;
      break;
    }
    if (found) throw new Usage(`Ambiguous ${label} type \`${text}': \`${found.name}' or \`${type.name}'?`);
    found = type;
  }
  if (found) return { type: found.type, low: found.low, high: found.high };
  const numeric = /^(\d+)(?:\/(\d+))?$/.exec(text);
  if (!numeric || Number(numeric[1]) > 255) throw new Usage(`Unknown ${label} type \`${text}'`);
  if (numeric[2] === undefined) return { type: Number(numeric[1]), low: 0, high: 255 };
  if (Number(numeric[2]) > 255) throw new Usage(`Unknown ${label} code \`${text}'`);
  return { type: Number(numeric[1]), low: Number(numeric[2]), high: Number(numeric[2]) };
}

/** As -S prints it. */
export function saveIcmp({ type, low, high }: IcmpInfo): string {
  if (low === 0 && high === 255) return `${type}`;
  return low === high ? `${type}/${low}` : `${type}/${low}-${high}`;
}

/** As -L words it; `numericAny` is what a type of 255 is then called. */
export function listIcmp(info: IcmpInfo, types: readonly IcmpType[], label: string, how: ListHow): string {
  if (!how.numeric) {
    const known = types.find(type => type.type === info.type && type.low === info.low && type.high === info.high);
    if (known) return `${label} ${info.inverted ? '!' : ''}${known.name}`;
  }
  let text = info.inverted ? `${label === 'icmp' ? 'icmp' : label} !type ${info.type}` : `${label}type ${info.type}`;
  if (info.low === info.high) text += ` code ${info.low}`;
  else if (info.low !== 0 || info.high !== 255) text += ` codes ${info.low}-${info.high}`;
  return text;
}
