// Types of service and DiffServ code points by name, as libxt_tos.c and dscp_helper.c of iptables 1.8.13 know them.

import { Usage } from './extension.ts';
import { parseNumber } from './values.ts';

export const TOS_NAMES: readonly [name: string, value: number][] = [
  ['Minimize-Delay', 0x10],
  ['Maximize-Throughput', 0x08],
  ['Maximize-Reliability', 0x04],
  ['Minimize-Cost', 0x02],
  ['Normal-Service', 0x00],
];
/** What a name covers: not the precedence, nor ECN's own bits. */
export const TOS_NAME_MASK = 0x3f;

/** "0x10/0x3f" or a name. Throws Usage. */
export function parseTos(text: string, option: string, extension: string): { value: number; mask: number; named: boolean } {
  const [value, mask] = text.split('/');
  const number = parseNumber(value!, 0, 255);
  if (number === undefined) {
    const named = TOS_NAMES.find(([name]) => name.toLowerCase() === text.toLowerCase());
    if (!named) throw new Usage(`Symbolic name "${text}" is unknown`);
    return { value: named[1], mask: TOS_NAME_MASK, named: true };
  }
  const bits = mask === undefined ? 255 : parseNumber(mask, 0, 255);
  if (bits === undefined) throw new Usage(`${extension}: bad mask value for option "${option}", or out of range.\n`);
  return { value: number, mask: bits, named: false };
}

export const tosName = (value: number): string | undefined => TOS_NAMES.find(([, number]) => number === value)?.[0];

const CLASSES: Readonly<Record<string, number>> = Object.fromEntries([
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(level => [`CS${level}`, level << 3]),
  ['BE', 0],
  ...[1, 2, 3, 4].flatMap(level => [1, 2, 3].map(drop => [`AF${level}${drop}`, (level << 3) | (drop << 1)])),
  ['EF', 0x2e],
]);

/** The code point of a DiffServ class. Throws Usage. */
export function dscpClass(text: string): number {
  const value = CLASSES[text.toUpperCase()];
  if (value === undefined) throw new Usage(`Invalid DSCP value \`${text}'`);
  return value;
}
