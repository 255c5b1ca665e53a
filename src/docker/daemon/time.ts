// Points in time as the Engine writes them: RFC 3339 with nanoseconds, Go's zero time, and what `since` and `until` may be.

import type { Sys } from '../../abi/sys.ts';
import type { Timespec } from '../../abi/types.ts';
import { civil } from '../../userland/lib/http.ts';

export const ZERO_TIME = '0001-01-01T00:00:00Z';

const two = (value: number): string => String(value).padStart(2, '0');

function dateTime(seconds: number): string {
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const { year, month, day } = civil(days);
  return `${year}-${two(month)}-${two(day)}T${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
}

/** Go's RFC3339Nano: zeros at the fraction's end are left out. */
export function rfc3339Nano({ seconds, nanoseconds }: Timespec): string {
  const fraction = String(nanoseconds).padStart(9, '0').replace(/0+$/, '');
  return `${dateTime(seconds)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** Always nine digits, as in log files' order and `docker logs -t`. */
export const rfc3339Fixed = ({ seconds, nanoseconds }: Timespec): string => `${dateTime(seconds)}.${String(nanoseconds).padStart(9, '0')}Z`;

export const rfc3339 = ({ seconds }: Timespec): string => `${dateTime(seconds)}Z`;

/** The clock's time. */
export const now = (sys: Sys): Promise<Timespec> => sys.clockGettime('realtime');

export const compareTimes = (left: Timespec, right: Timespec): number =>
  left.seconds - right.seconds || left.nanoseconds - right.nanoseconds;

/** Days since 1970 of a date, by the proleptic Gregorian calendar. */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/** Reads what rfc3339Nano writes; undefined where it is something else. */
export function parseRfc3339(text: string): Timespec | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const offset = match[8] ? (match[8] === '-' ? -1 : 1) * (Number(match[9]) * 3600 + Number(match[10]) * 60) : 0;
  const seconds = daysOf(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
  return { seconds, nanoseconds: Number((match[7] ?? '0').padEnd(9, '0')) };
}

/** Seconds of a time that may be Go's zero (then far in the past). */
export const secondsOf = (text: string): number => parseRfc3339(text)?.seconds ?? Number.NEGATIVE_INFINITY;

/** A `since` or `until` of the API: "1795574676" or "1795574676.000000123"; undefined where it is no number. */
export function parseUnix(text: string): Timespec | undefined {
  const match = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  return match ? { seconds: Number(match[1]), nanoseconds: Number((match[2] ?? '0').padEnd(9, '0')) } : undefined;
}
