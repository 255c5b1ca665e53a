// Ports of rules: lists, ranges, and their services' names. As xtables_parse_port and multiport of iptables 1.8.13.

import { type ListHow, type RuleContext, Usage } from './extension.ts';
import { parseNumber } from './values.ts';

/** Inclusive. */
export type Range = readonly [low: number, high: number];

export const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp', 33: 'dccp', 132: 'sctp', 136: 'udplite' };
export const PORT_PROTOCOLS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

/** A port by number or by its service's name. Throws Usage. */
export function parsePort(text: string, rule: RuleContext, protocol?: string): number {
  const number = parseNumber(text, 0, 65535);
  if (number !== undefined) return number;
  const byName = /^\d*$/.test(text) ? undefined : rule.names.serviceByName(text, protocol);
  if (byName === undefined) throw new Usage(`invalid port/service \`${text}' specified`);
  return byName;
}

/** "80", "80:90", ":80", "80:": what --dport takes. */
export function parsePortRange(text: string, rule: RuleContext, protocol?: string): Range {
  const colon = text.indexOf(':');
  if (colon < 0) {
    const port = parsePort(text, rule, protocol);
    return [port, port];
  }
  const low = colon === 0 ? 0 : parsePort(text.slice(0, colon), rule, protocol);
  const rest = text.slice(colon + 1);
  const high = rest === '' ? 65535 : parsePort(rest, rule, protocol);
  if (low > high) throw new Usage('invalid portrange (min > max)');
  return [low, high];
}

export const printRange = ([low, high]: Range): string => (low === high ? `${low}` : `${low}:${high}`);

export const inRange = ([low, high]: Range, value: number): boolean => value >= low && value <= high;

export function inRanges(ranges: readonly Range[], value: number): boolean {
  for (const range of ranges) if (value >= range[0] && value <= range[1]) return true;
  return false;
}

/** A port as -L shows it. */
export const portName = (port: number, protocol: string, how: ListHow): string =>
  how.numeric ? `${port}` : (how.names.serviceByPort(port, protocol) ?? `${port}`);

/** One end's ports in -L's words: " spt:80", " dpts:1:1023", " dpt:!http". */
export function listPorts(label: string, range: Range, inverted: boolean, protocol: string, how: ListHow): string {
  const [low, high] = range;
  if (low === 0 && high === 65535 && !inverted) return '';
  const mark = inverted ? '!' : '';
  if (low === high) return ` ${label}:${mark}${portName(low, protocol, how)}`;
  return ` ${label}s:${mark}${portName(low, protocol, how)}:${portName(high, protocol, how)}`;
}

/** The same as -S prints them, with a space behind each. */
export function savePorts(option: string, range: Range, inverted: boolean): string {
  if (range[0] === 0 && range[1] === 65535 && !inverted) return '';
  return `${inverted ? '! ' : ''}--${option} ${printRange(range)}`;
}

/** Joins what is not empty. */
export const join = (...parts: readonly (string | undefined | false)[]): string => parts.filter(Boolean).join(' ');
