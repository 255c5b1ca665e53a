// Calendar time and strftime(3), as GNU's nstrftime in the C locale: flags, widths, %N and %:z with the rest.

import type { Timespec } from '../../abi/types.ts';
import { daysOf, UTC, type Zone } from './zones.ts';

/** Broken-down time. */
export interface Civil {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 is Sunday. */
  weekday: number;
  /** 1 to 366. */
  yearday: number;
  offsetSeconds: number;
  zone: string;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const MONTH_NAMES: readonly string[] = MONTHS;
export const DAY_NAMES: readonly string[] = DAYS;

/** localtime(3) with a zone. */
export function civilOf(seconds: number, zone: Zone = UTC): Civil {
  const { offsetSeconds, name } = zone(seconds);
  const local = Math.floor(seconds) + offsetSeconds;
  const days = Math.floor(local / 86400);
  const rest = local - days * 86400;
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - daysOf(year, 1, 1) + 1,
    offsetSeconds,
    zone: name,
  };
}

/** mktime(3): the instant of a local time in a zone. Fields may be out of range. */
export function secondsOf(time: Pick<Civil, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'>, zone: Zone = UTC): number {
  const local = daysOf(time.year, time.month, time.day) * 86400 + time.hour * 3600 + time.minute * 60 + time.second;
  const guess = local - zone(local).offsetSeconds;
  return local - zone(guess).offsetSeconds;
}

/** The ISO 8601 week: its year and number. */
function isoWeek(time: Civil): { year: number; week: number } {
  const monday = (time.weekday + 6) % 7;
  const week = Math.floor((time.yearday - 1 - monday + 10) / 7);
  if (week < 1) return { year: time.year - 1, week: weeksIn(time.year - 1) };
  return week > weeksIn(time.year) ? { year: time.year + 1, week: 1 } : { year: time.year, week };
}

function weeksIn(year: number): number {
  const first = (((daysOf(year, 1, 1) + 4) % 7) + 7) % 7;
  const leap = daysOf(year, 3, 1) - daysOf(year, 2, 1) === 29;
  return first === 4 || (leap && first === 3) ? 53 : 52;
}

function offsetText(seconds: number, colons: number): string {
  const size = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor((size % 3600) / 60), size % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  const sign = seconds < 0 ? '-' : '+';
  if (colons === 0) return `${sign}${two(hours)}${two(minutes)}`;
  if (colons === 1) return `${sign}${two(hours)}:${two(minutes)}`;
  if (colons === 2) return `${sign}${two(hours)}:${two(minutes)}:${two(rest)}`;
  return `${sign}${two(hours)}${minutes > 0 || rest > 0 ? `:${two(minutes)}` : ''}${rest > 0 ? `:${two(rest)}` : ''}`;
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

type Field = readonly [value: number, width: number, pad: '0' | '_'];

/** Numbers: value, width and what fills it. */
const NUMBERS: Readonly<Record<string, (time: Civil) => Field>> = {
  C: time => [Math.floor(time.year / 100), 2, '0'],
  d: time => [time.day, 2, '0'],
  e: time => [time.day, 2, '_'],
  g: time => [isoWeek(time).year % 100, 2, '0'],
  G: time => [isoWeek(time).year, 4, '0'],
  H: time => [time.hour, 2, '0'],
  I: time => [time.hour % 12 || 12, 2, '0'],
  j: time => [time.yearday, 3, '0'],
  k: time => [time.hour, 2, '_'],
  l: time => [time.hour % 12 || 12, 2, '_'],
  m: time => [time.month, 2, '0'],
  M: time => [time.minute, 2, '0'],
  q: time => [Math.ceil(time.month / 3), 1, '0'],
  S: time => [time.second, 2, '0'],
  u: time => [time.weekday || 7, 1, '0'],
  U: time => [Math.floor((time.yearday + 6 - time.weekday) / 7), 2, '0'],
  V: time => [isoWeek(time).week, 2, '0'],
  w: time => [time.weekday, 1, '0'],
  W: time => [Math.floor((time.yearday + 6 - ((time.weekday + 6) % 7)) / 7), 2, '0'],
  y: time => [((time.year % 100) + 100) % 100, 2, '0'],
  Y: time => [time.year, 4, '0'],
};

const WORDS: Readonly<Record<string, (time: Civil) => string>> = {
  a: time => DAYS[time.weekday]!.slice(0, 3),
  A: time => DAYS[time.weekday]!,
  b: time => MONTHS[time.month - 1]!.slice(0, 3),
  B: time => MONTHS[time.month - 1]!,
  h: time => MONTHS[time.month - 1]!.slice(0, 3),
  n: () => '\n',
  p: time => (time.hour < 12 ? 'AM' : 'PM'),
  P: time => (time.hour < 12 ? 'am' : 'pm'),
  t: () => '\t',
  Z: time => time.zone,
  '%': () => '%',
};

const CONVERSION = /%([-_0^#+]*)(\d*)[EO]?(:{0,3}z|[a-zA-Z%])/g;

/** The text of an instant by a format. What is no conversion stays as it is. */
export function strftime(format: string, when: Timespec, zone: Zone = UTC): string {
  const time = civilOf(when.seconds, zone);
  return format.replace(CONVERSION, (whole, flags: string, width: string, conversion: string) =>
    field(time, when, zone, conversion, flags, width === '' ? undefined : Number(width), whole),
  );
}

function field(
  time: Civil,
  when: Timespec,
  zone: Zone,
  conversion: string,
  flags: string,
  width: number | undefined,
  whole: string,
): string {
  const pad = /[-_0]/.exec([...flags].reverse().join(''))?.[0];
  if (conversion === 'N') {
    const digits = String(when.nanoseconds).padStart(9, '0');
    const cut = width === undefined ? digits : digits.slice(0, width).padEnd(width, '0');
    return pad === '-' ? cut.replace(/0+$/, '') || '0' : cut;
  }
  if (conversion === 's') return padded(String(Math.floor(when.seconds)), width ?? 1, pad ?? '0');
  if (conversion.endsWith('z')) return offsetText(time.offsetSeconds, conversion.length - 1);
  const number = NUMBERS[conversion];
  if (number !== undefined) {
    const [value, usual, fill] = number(time);
    return padded(String(value), width ?? usual, pad ?? fill);
  }
  const shorthand = SHORTHANDS[conversion];
  const word = shorthand === undefined ? WORDS[conversion]?.(time) : strftime(shorthand, when, zone);
  if (word === undefined) return whole;
  const cased = flags.includes('^')
    ? word.toUpperCase()
    : flags.includes('#')
      ? conversion === 'p' || conversion === 'Z'
        ? word.toLowerCase()
        : word.toUpperCase()
      : word;
  return cased.padStart(width ?? 0, pad === '0' ? '0' : ' ');
}

function padded(digits: string, width: number, pad: string): string {
  if (pad === '-') return digits;
  if (pad === '_') return digits.padStart(width, ' ');
  return digits.startsWith('-') ? `-${digits.slice(1).padStart(width - 1, '0')}` : digits.padStart(width, '0');
}
