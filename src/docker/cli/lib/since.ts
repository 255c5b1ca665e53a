// Points in time as flags give them: "10m", "2026-01-02T15:04:05", "1735689600". As moby's api/types/time.

import { parseDuration } from '../../../userland/lib/units.ts';

/** Text of seconds (with nanoseconds) since 1970 as the API takes it. Throws in docker's words. */
export function timestamp(text: string, nowSeconds: number, zoneSeconds = 0): string {
  try {
    const ago = parseDuration(text);
    const at = nowSeconds - ago / 1e9;
    const whole = Math.floor(at);
    return `${whole}.${String(Math.floor((at - whole) * 1e9)).padStart(9, '0')}`;
  } catch (error) {
    if (error instanceof TypeError) throw error;
  }
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?)?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (match) {
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
    const seconds = daysOf(Number(year), Number(month), Number(day)) * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
    const offset = zone === undefined ? zoneSeconds : zone === 'Z' ? 0 : zoneOf(zone);
    return `${seconds - offset}.${fraction.slice(1).padEnd(9, '0')}`;
  }
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  throw new Error(`failed to parse value as time or duration: ${JSON.stringify(text)}`);
}

const zoneOf = (zone: string): number => (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60);

/** Days since 1970 of a date in the Gregorian calendar. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/** Seconds since 1970 of a time as JSON has it; 0 where it is none. */
export function secondsOf(text: string | undefined | null): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text ?? '');
  if (!match) return 0;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  const seconds = daysOf(Number(year), Number(month), Number(day)) * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return seconds + Number(`0${fraction}`) - (zone === 'Z' ? 0 : zoneOf(zone!));
}
