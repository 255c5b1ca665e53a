// Rates as limit and hashlimit write them: "5/min", kept as the time between two packets. As libxt_limit.c of iptables 1.8.13.

import { Usage } from './extension.ts';

/** Ten-thousandths of a second in a second. */
export const RATE_SCALE = 10000;

const UNITS: readonly [name: string, seconds: number][] = [
  ['day', 86400],
  ['hour', 3600],
  ['min', 60],
  ['sec', 1],
];

/** Reads "N", "N/s", "N/minute" …: undefined where it is none. `scale` is the units of a second. */
export function rateOf(text: string, scale: number): number | undefined {
  const match = /^(\d+)(?:\/([a-z]*))?$/i.exec(text);
  if (!match || Number(match[1]) === 0) return undefined;
  const unit = (match[2] ?? 'second').toLowerCase();
  const names: readonly [string, number][] = [
    ['second', 1],
    ['minute', 60],
    ['hour', 3600],
    ['day', 86400],
  ];
  const found = unit === '' ? undefined : names.find(([name]) => name.startsWith(unit));
  if (!found && !(match[2] === undefined)) return undefined;
  return Math.floor((scale * (found?.[1] ?? 1)) / Number(match[1]));
}

/** Throws Usage in limit's words, stray quote and all. */
export function parseRate(text: string): number {
  const rate = rateOf(text, RATE_SCALE);
  if (rate === undefined) throw new Usage(`bad rate "${text}"'`);
  if (rate === 0) throw new Usage(`Rate too fast "${text}"`);
  return rate;
}

/** The rate in the shortest unit that loses nothing, from days on. */
export function printRate(period: number, scale: number = RATE_SCALE): string {
  let index = 1;
  for (; index < UNITS.length; index++) {
    const whole = UNITS[index]![1] * scale;
    if (period > whole || Math.floor(whole / period) < whole % period) break;
  }
  const [name, seconds] = UNITS[index - 1]!;
  return `${Math.floor((seconds * scale) / period)}/${name}`;
}
