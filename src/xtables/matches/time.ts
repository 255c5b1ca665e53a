// -m time: when a packet comes. As xt_time.c and libxt_time.c of iptables 1.8.13; the kernel's clock keeps UTC.

import { defineMatch, Usage } from '../extension.ts';
import { join } from '../ports.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY_SECONDS = 86400;
const DATE_MAX = 0x7fffffff;

interface Info {
  /** Seconds since the epoch. */
  from: number;
  to: number;
  /** Seconds since midnight. */
  dayFrom: number;
  dayTo: number;
  /** Bit n for day n; weekdays begin with 1, Monday. */
  monthDays: number;
  weekdays: number;
  kernelZone: boolean;
  contiguous: boolean;
}

const ALL_MONTH = 0xfffffffe;
const ALL_WEEK = 0xfe;

function parseClock(text: string): number {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text);
  const [hours, minutes, seconds] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 0)];
  if (!match || hours > 23 || minutes > 59 || seconds > 59) {
    throw new Usage(`invalid time "${text}" specified, should be hh:mm[:ss] format and within the boundaries`);
  }
  return hours * 3600 + minutes * 60 + seconds;
}

/** Days since 1970-01-01 of a date; a day behind a month's end runs over into the next. */
function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5);
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468 + (day - 1);
}

/** The calendar day of a number of days since 1970-01-01. */
function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * ofYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: ofYear - Math.floor((153 * part + 2) / 5) + 1 };
}

function parseDate(text: string): number {
  const match = /^(\d{4,})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?)?)?)?$/.exec(text);
  const [year, month, day, hours, minutes, seconds] = [1, 2, 3, 4, 5, 6].map((group, index) =>
    Number(match?.[group] ?? (index === 1 || index === 2 ? 1 : 0)),
  );
  if (
    !match ||
    year! < 1970 ||
    year! > 2038 ||
    month! < 1 ||
    month! > 12 ||
    day! < 1 ||
    day! > 31 ||
    hours! > 23 ||
    minutes! > 59 ||
    seconds! > 59
  ) {
    throw new Usage(`Invalid date "${text}" specified. Should be YYYY[-MM[-DD[Thh[:mm[:ss]]]]]`);
  }
  return Math.min(daysOf(year!, month!, day!) * DAY_SECONDS + hours! * 3600 + minutes! * 60 + seconds!, DATE_MAX);
}

function parseMonthDays(text: string): number {
  let bits = 0;
  for (const part of text.split(',')) {
    const day = Number(part);
    if (!/^\d+$/.test(part) || day < 1 || day > 31) throw new Usage(`${part} is not a valid day for --monthdays`);
    bits = (bits | (1 << day)) >>> 0;
  }
  return bits;
}

function parseWeekdays(text: string): number {
  let bits = 0;
  for (const part of text.split(',')) {
    if (/^\d+$/.test(part)) {
      const day = Number(part);
      if (day === 0 || day > 8) throw new Usage(`${part} is not a valid day for --weekdays`);
      bits |= day > 7 ? 0 : 1 << day;
      continue;
    }
    const name = part.slice(0, 3);
    const index = DAYS.findIndex(known => name.length >= 2 && known.toLowerCase().startsWith(name.toLowerCase()));
    if (index < 0) throw new Usage(`${name} is not a valid day specifier`);
    bits |= 1 << (index + 1);
  }
  return bits;
}

const two = (value: number): string => `${value}`.padStart(2, '0');
const clock = (seconds: number): string => `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
function dateText(seconds: number, separator: string): string {
  const { year, month, day } = dateOf(Math.floor(seconds / DAY_SECONDS));
  return `${year}-${two(month)}-${two(day)}${separator}${clock(seconds % DAY_SECONDS)}`;
}
const bitsOf = (bits: number, last: number): number[] =>
  Array.from({ length: last }, (_, index) => index + 1).filter(day => (bits >>> day) & 1);
const weekNames = (bits: number): string =>
  bitsOf(bits, 7)
    .map(day => DAYS[day - 1])
    .join(',');
const ordinal = (day: number): string => `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;

export default defineMatch<Info>({
  name: 'time',
  eager: true,
  options: {
    '--datestart': { type: 'string' },
    '--datestop': { type: 'string' },
    '--timestart': { type: 'string' },
    '--timestop': { type: 'string' },
    '--monthdays': { type: 'string', invertible: true },
    '--weekdays': { type: 'string', invertible: true },
    '--kerneltz': {},
    '--contiguous': {},
    '--utc': {},
  },
  parse(given) {
    const info: Info = {
      from: 0,
      to: DATE_MAX,
      dayFrom: 0,
      dayTo: DAY_SECONDS - 1,
      monthDays: ALL_MONTH,
      weekdays: ALL_WEEK,
      kernelZone: false,
      contiguous: false,
    };
    for (const { option, text, inverted } of given) {
      if (option === '--datestart') info.from = parseDate(text);
      else if (option === '--datestop') info.to = parseDate(text);
      else if (option === '--timestart') info.dayFrom = parseClock(text);
      else if (option === '--timestop') info.dayTo = parseClock(text);
      else if (option === '--monthdays') info.monthDays = ((inverted ? ALL_MONTH : 0) ^ parseMonthDays(text)) >>> 0;
      else if (option === '--weekdays') info.weekdays = (inverted ? ALL_WEEK : 0) ^ parseWeekdays(text);
      else if (option === '--kerneltz') info.kernelZone = true;
      else if (option === '--contiguous') info.contiguous = true;
    }
    if (info.contiguous && info.dayFrom < info.dayTo) {
      throw new Usage('time: --contiguous only makes sense when stoptime is smaller than starttime');
    }
    return info;
  },
  save: info =>
    join(
      (info.dayFrom !== 0 || info.dayTo !== DAY_SECONDS - 1) && `--timestart ${clock(info.dayFrom)} --timestop ${clock(info.dayTo)}`,
      info.monthDays !== ALL_MONTH && `--monthdays ${bitsOf(info.monthDays, 31).join(',')}`,
      info.weekdays !== ALL_WEEK && `--weekdays ${weekNames(info.weekdays)}`,
      info.from !== 0 && `--datestart ${dateText(info.from, 'T')}`,
      `--datestop ${dateText(info.to, 'T')}`,
      info.kernelZone && '--kerneltz',
      info.contiguous && '--contiguous',
    ),
  list: info =>
    join(
      'TIME',
      (info.dayFrom !== 0 || info.dayTo !== DAY_SECONDS - 1) && `from ${clock(info.dayFrom)} to ${clock(info.dayTo)}`,
      info.weekdays !== ALL_WEEK && `on ${weekNames(info.weekdays)}`,
      info.monthDays !== ALL_MONTH && `on ${bitsOf(info.monthDays, 31).map(ordinal).join(',')}`,
      info.from !== 0 && `starting from ${dateText(info.from, ' ')}`,
      info.to !== DATE_MAX && `until date ${dateText(info.to, ' ')}`,
      !info.kernelZone && 'UTC',
      info.contiguous && 'contiguous',
    ),
  matches(info, _skb, at) {
    const now = Math.floor(at.realtimeMs / 1000);
    if (now < info.from || now > info.to) return false;
    let day = Math.floor(now / DAY_SECONDS);
    const seconds = now % DAY_SECONDS;
    if (info.dayFrom < info.dayTo) {
      if (seconds < info.dayFrom || seconds > info.dayTo) return false;
    } else {
      if (seconds < info.dayFrom && seconds > info.dayTo) return false;
      // A night that began the day before belongs to that day.
      if (info.contiguous && seconds < info.dayTo) day--;
    }
    // 1970-01-01 was a Thursday.
    const weekday = ((day + 3) % 7) + 1;
    if (!((info.weekdays >>> weekday) & 1)) return false;
    return ((info.monthDays >>> dateOf(day).day) & 1) === 1;
  },
});
