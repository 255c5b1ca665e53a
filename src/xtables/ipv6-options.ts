// Options of IPv6's hop-by-hop and destination headers in rules: "5:4,7". As libip6t_hbh.c of iptables 1.8.13.

import { Usage } from './extension.ts';
import { parseNumber } from './values.ts';

export interface HeaderOption {
  type: number;
  length?: number;
}

const OPTIONS_MAX = 16;

/** Throws Usage. */
export function parseHeaderOptions(text: string): HeaderOption[] {
  const parts = text.split(',');
  if (parts.length > OPTIONS_MAX) throw new Usage(`too many ARGS!`);
  return parts.map(part => {
    const [type, length] = part.split(':');
    const number = parseNumber(type!, 0, 255);
    const size = length === undefined ? undefined : parseNumber(length, 0, 255);
    if (number === undefined) throw new Usage(`invalid hbh-opts type \`${type}' specified`);
    if (length !== undefined && size === undefined) throw new Usage(`invalid hbh-opts len \`${length}' specified`);
    return { type: number, ...(size !== undefined && { length: size }) };
  });
}

export const printHeaderOptions = (options: readonly HeaderOption[]): string =>
  options.map(({ type, length }) => (length === undefined ? `${type}` : `${type}:${length}`)).join(',');

/** Whether the options stand there in that order, from the first on. */
export function hasOptions(options: readonly HeaderOption[], bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  for (const { type, length } of options) {
    if (at >= end || bytes[at] !== type) return false;
    const size = type === 0 ? 0 : (bytes[at + 1] ?? 0);
    if (length !== undefined && size !== length) return false;
    at += type === 0 ? 1 : size + 2;
  }
  return true;
}
