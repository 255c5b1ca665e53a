// The dates that people type, as GNU's parse_datetime reads them: ISO forms, names, "3 days ago", "next monday", "@seconds".

import type { Timespec } from '../../abi/types.ts';
import { type Civil, civilOf, DAY_NAMES, MONTH_NAMES, secondsOf } from './dates.ts';
import { daysOf, type Zone, zoneOf } from './zones.ts';

const UNITS: Readonly<Record<string, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'week' | 'fortnight'>> = {
  year: 'year',
  month: 'month',
  fortnight: 'fortnight',
  week: 'week',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  min: 'minute',
  second: 'second',
  sec: 'second',
};

const ORDINALS: Readonly<Record<string, number>> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};

const ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  ut: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  met: 60,
  cest: 120,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  jst: 540,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

class DateText {
  #rest: string;
  readonly #now: Civil;
  readonly #zone: Zone;
  #date: { year: number; month: number; day: number } | undefined;
  #time: { hour: number; minute: number; second: number; nanoseconds: number } | undefined;
  #offsetMinutes: number | undefined;
  #weekday: { day: number; ordinal: number } | undefined;
  #relative = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  #relativeSeen = false;
  readonly #nanosecondsNow: number;

  constructor(text: string, now: Timespec, zone: Zone) {
    this.#rest = text.toLowerCase().trim();
    this.#zone = zone;
    this.#now = civilOf(now.seconds, zone);
    this.#nanosecondsNow = now.nanoseconds;
  }

  parse(): Timespec | undefined {
    while (this.#rest !== '') {
      if (!this.#item()) return undefined;
      this.#rest = this.#rest.replace(/^(\s|,|\([^)]*\))+/, '');
    }
    return this.#result();
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#rest);
    if (found === null) return undefined;
    this.#rest = this.#rest.slice(found[0].length);
    return found;
  }

  #item(): boolean {
    return this.#isoDate() ?? this.#clockTime() ?? this.#slashDate() ?? this.#namedDate() ?? this.#relativeItem() ?? this.#word() ?? false;
  }

  #setDate(year: number, month: number, day: number): boolean {
    if (this.#date !== undefined || month < 1 || month > 12 || day < 1) return false;
    if (day > daysOf(year, month + 1, 1) - daysOf(year, month, 1)) return false;
    this.#date = { year, month, day };
    return true;
  }

  #isoDate(): boolean | undefined {
    const found =
      this.#take(/^(\d{4,})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?=[^\d]|$))/) ?? this.#take(/^(\d{4})(\d\d)(\d\d)(?:t(?=\d)|(?=[^\d:.]|$))/);
    return found === undefined ? undefined : this.#setDate(Number(found[1]), Number(found[2]), Number(found[3]));
  }

  #slashDate(): boolean | undefined {
    const found = this.#take(/^(\d{1,4})\/(\d{1,2})(?:\/(\d{1,4}))?(?!\d)/);
    if (found === undefined) return undefined;
    const [, first = '', second = '', third] = found;
    if (first.length === 4) return this.#setDate(Number(first), Number(second), Number(third ?? 1));
    return this.#setDate(third === undefined ? this.#now.year : fullYear(third), Number(first), Number(second));
  }

  #clockTime(): boolean | undefined {
    const found =
      this.#take(/^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:([ap])\.?m\.?(?![a-z]))?/) ??
      this.#take(/^(\d{1,2})()()()\s*([ap])\.?m\.?(?![a-z])/) ??
      this.#take(/^(\d\d)(\d\d)()()()(?=z|utc|$|[+-]\d)(?!$)/);
    if (found === undefined) return undefined;
    if (this.#time !== undefined) return false;
    const [, hours = '', minutes, seconds, fraction, half] = found;
    let hour = Number(hours);
    if (half !== undefined && half !== '') {
      if (hour < 1 || hour > 12) return false;
      hour = (hour % 12) + (half === 'p' ? 12 : 0);
    }
    const minute = Number(minutes || 0);
    const second = Number(seconds || 0);
    if (hour > 24 || minute > 59 || second > 60) return false;
    this.#time = { hour, minute, second, nanoseconds: Number((fraction ?? '').slice(0, 9).padEnd(9, '0')) };
    const offset = this.#take(/^\s*([+-])(\d{1,2}):?(\d\d)?(?![\d-]|\s*(?:year|month|week|fortnight|day|hour|min|sec))/);
    if (offset !== undefined) this.#setOffset(offset);
    return true;
  }

  #setOffset([, sign, hours, minutes]: RegExpExecArray): void {
    const size = Number(hours) * 60 + Number(minutes ?? 0);
    this.#offsetMinutes = sign === '-' ? -size : size;
  }

  #namedDate(): boolean | undefined {
    const month = `(${MONTH_NAMES.map(name => `${name.slice(0, 3).toLowerCase()}${name.length > 3 ? `(?:${name.slice(3).toLowerCase()})?` : ''}`).join('|')}|sept)`;
    const dayFirst = this.#take(
      new RegExp(`^(\\d{1,2})(?:\\s*-\\s*|\\s*)${month}\\.?(?![a-z])(?:(?:\\s*-\\s*|\\s*,?\\s*)(\\d{2,4})(?![\\d:]))?`),
    );
    if (dayFirst !== undefined) return this.#setDate(this.#yearOr(dayFirst[3]), monthNumber(dayFirst[2]!), Number(dayFirst[1]));
    const monthFirst = this.#take(
      new RegExp(`^${month}\\.?[\\s-]*(\\d{1,2})(?![\\d:])(?:st|nd|rd|th)?(?:(?:\\s*,\\s*|\\s+|-)(\\d{4})(?![\\d:]))?`),
    );
    if (monthFirst !== undefined) return this.#setDate(this.#yearOr(monthFirst[3]), monthNumber(monthFirst[1]!), Number(monthFirst[2]));
    return undefined;
  }

  #yearOr(text: string | undefined): number {
    return text === undefined ? this.#now.year : fullYear(text);
  }

  #relativeItem(): boolean | undefined {
    const found = this.#take(
      /^(?:([+-]?)\s*(\d+)\s*|(last|this|next|first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+)?(year|month|fortnight|week|day|hour|minute|min|second|sec)s?(?![a-z])(\s+ago(?![a-z]))?/,
    );
    if (found === undefined) return undefined;
    const [, sign, digits, ordinal, unit = '', ago] = found;
    let count = digits === undefined ? (ordinal === undefined ? 1 : ORDINALS[ordinal]!) : Number(digits);
    if (sign === '-') count = -count;
    if (ago !== undefined) count = -count;
    const kind = UNITS[unit]!;
    this.#relativeSeen = true;
    if (kind === 'week' || kind === 'fortnight') this.#relative.day += count * (kind === 'week' ? 7 : 14);
    else this.#relative[kind] += count;
    return true;
  }

  #word(): boolean | undefined {
    const named = this.#take(/^(now|today|tomorrow|yesterday|noon|midnight)(?![a-z])/)?.[1];
    if (named !== undefined) return this.#namedTime(named);
    const day = this.#take(
      /^(?:(last|this|next)\s+)?(sun|mon|tue|wed|thu|fri|sat)(?:day|sday|nesday|rsday|urday|s|nes|rs|r|ur)?\.?(?![a-z])/,
    );
    if (day !== undefined) {
      const index = DAY_NAMES.findIndex(name => name.toLowerCase().startsWith(day[2]!));
      this.#weekday = { day: index, ordinal: day[1] === undefined ? 0 : ORDINALS[day[1]]! };
      return true;
    }
    const offset = this.#time === undefined && this.#date === undefined ? undefined : this.#take(/^([+-])(\d\d):?(\d\d)(?!\d)/);
    if (offset !== undefined) {
      this.#setOffset(offset);
      return true;
    }
    const zone = this.#take(/^([a-z]{1,5})(?![a-z])/)?.[1];
    if (zone !== undefined && ZONES[zone] !== undefined && this.#offsetMinutes === undefined) {
      this.#offsetMinutes = ZONES[zone];
      const more = this.#take(/^([+-])(\d{1,2}):?(\d\d)?(?!\d)/);
      if (more !== undefined) this.#setOffset(more);
      return true;
    }
    return zone === undefined ? this.#bareNumber() : undefined;
  }

  #namedTime(name: string): boolean {
    if (name === 'noon' || name === 'midnight') this.#time = { hour: name === 'noon' ? 12 : 0, minute: 0, second: 0, nanoseconds: 0 };
    else this.#relativeSeen = true;
    if (name === 'tomorrow') this.#relative.day++;
    if (name === 'yesterday') this.#relative.day--;
    return true;
  }

  #bareNumber(): boolean | undefined {
    const digits = this.#take(/^(\d+)(?!\d)/)?.[1];
    if (digits === undefined) return undefined;
    if (digits.length === 4 && this.#date !== undefined && this.#time !== undefined) {
      this.#date.year = Number(digits);
      return true;
    }
    if (this.#time !== undefined || digits.length > 4) return undefined;
    const hour = Number(digits.length <= 2 ? digits : digits.slice(0, -2));
    const minute = digits.length <= 2 ? 0 : Number(digits.slice(-2));
    if (hour > 23 || minute > 59) return false;
    this.#time = { hour, minute, second: 0, nanoseconds: 0 };
    return true;
  }

  #result(): Timespec {
    const date = this.#date ?? this.#now;
    const anything = this.#date !== undefined || this.#weekday !== undefined;
    const midnight = { hour: 0, minute: 0, second: 0, nanoseconds: 0 };
    const empty = !anything && !this.#relativeSeen && this.#offsetMinutes === undefined && this.#time === undefined;
    const now = { hour: this.#now.hour, minute: this.#now.minute, second: this.#now.second, nanoseconds: this.#nanosecondsNow };
    const time = this.#time ?? (anything || empty || this.#offsetMinutes !== undefined ? midnight : now);
    const relative = this.#relative;
    const civil = {
      year: date.year + relative.year,
      month: date.month + relative.month,
      day: date.day + relative.day,
      hour: time.hour,
      minute: time.minute,
      second: time.second,
    };
    if (this.#weekday !== undefined && this.#date === undefined) {
      const { day, ordinal } = this.#weekday;
      const today = (((daysOf(civil.year, civil.month, civil.day) + 4) % 7) + 7) % 7;
      const ahead = (day - today + 7) % 7;
      civil.day += ahead + 7 * (ordinal - (ordinal > 0 && ahead > 0 ? 1 : 0));
    }
    const offset = this.#offsetMinutes;
    const zone: Zone = offset === undefined ? this.#zone : () => ({ offsetSeconds: offset * 60, name: '' });
    const seconds = secondsOf(civil, zone) + relative.hour * 3600 + relative.minute * 60 + relative.second;
    return { seconds, nanoseconds: time.nanoseconds };
  }
}

const monthNumber = (name: string): number => MONTH_NAMES.findIndex(month => month.toLowerCase().startsWith(name.slice(0, 3))) + 1;

/** Two digits are 1969 to 2068, as POSIX. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

/** The instant that a text means, or undefined where it means none. */
export function parseDate(text: string, now: Timespec, zone: Zone): Timespec | undefined {
  const prefix = /^\s*TZ="([^"]*)"\s*/.exec(text);
  if (prefix !== null) return parseDate(text.slice(prefix[0].length), now, zoneOf(prefix[1]));
  const seconds = /^\s*@([+-]?\d+)(?:[.,](\d+))?\s*$/.exec(text);
  if (seconds === null) return new DateText(text, now, zone).parse();
  const fraction = Number((seconds[2] ?? '').slice(0, 9).padEnd(9, '0'));
  const whole = Number(seconds[1]);
  const negative = seconds[1]!.startsWith('-') && fraction > 0;
  return negative ? { seconds: whole - 1, nanoseconds: 1e9 - fraction } : { seconds: whole, nanoseconds: fraction };
}
