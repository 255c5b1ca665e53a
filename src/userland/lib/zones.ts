// Time zones: what TZ means, as tzset(3) reads it: names of the zone database, or POSIX rules such as "CET-1CEST,M3.5.0,M10.5.0/3".

export interface ZoneTime {
  offsetSeconds: number;
  /** The abbreviation, as %Z prints it. */
  name: string;
}

/** A place's time: how far it is from UTC at an instant (seconds since 1970). */
export type Zone = (seconds: number) => ZoneTime;

export const UTC: Zone = () => ({ offsetSeconds: 0, name: 'UTC' });

const DAY = 86400;

/** Days since 1970-01-01 of a date of the Gregorian calendar; months outside 1 to 12 count on. */
export function daysOf(year: number, month: number, day: number): number {
  const whole = year + Math.floor((month - 1) / 12);
  const within = ((((month - 1) % 12) + 12) % 12) + 1;
  const shifted = within <= 2 ? whole - 1 : whole;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (within + (within > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** The zone of a value of TZ; undefined is the machine's own, UTC. */
export function zoneOf(tz: string | undefined): Zone {
  const text = (tz ?? '').replace(/^:/, '');
  if (text === '' || text === 'UTC' || text === 'UTC0' || text === 'Etc/UTC') return UTC;
  return posixZone(text) ?? namedZone(text) ?? unknownZone(text);
}

/** As glibc: a name it cannot read becomes UTC under the letters it begins with. */
function unknownZone(text: string): Zone {
  const name = /^[A-Za-z]{3,}/.exec(text)?.[0] ?? 'UTC';
  return () => ({ offsetSeconds: 0, name });
}

const LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'];
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  'Asia/Tokyo': 'JST',
  'Asia/Seoul': 'KST',
  'Asia/Shanghai': 'CST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Manila': 'PST',
  'Asia/Karachi': 'PKT',
  'Asia/Jakarta': 'WIB',
  'Europe/Moscow': 'MSK',
  'Africa/Lagos': 'WAT',
  'Africa/Nairobi': 'EAT',
  'Africa/Cairo': 'EET',
  GMT: 'GMT',
};

function namedZone(name: string): Zone | undefined {
  if (!/^[A-Z][A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return undefined;
  try {
    const format = formatOf('en-US', name);
    const names = LOCALES.map(locale => formatOf(locale, name));
    return seconds => {
      const offsetSeconds = offsetBy(format, seconds);
      return { offsetSeconds, name: abbreviation(name, names, seconds, offsetSeconds) };
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    timeZoneName: 'short',
  });
}

function offsetBy(format: Intl.DateTimeFormat, seconds: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(seconds * 1000)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return daysOf(year, month, day) * DAY + hour * 3600 + minute * 60 + second - Math.floor(seconds);
}

function abbreviation(zone: string, formats: readonly Intl.DateTimeFormat[], seconds: number, offset: number): string {
  const known = ABBREVIATIONS[zone];
  if (known !== undefined) return known;
  for (const format of formats) {
    const name = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (/^[A-Z]{3,5}$/.test(name)) return name;
  }
  const minutes = Math.abs(Math.trunc(offset / 60));
  const text = `${String(Math.floor(minutes / 60)).padStart(2, '0')}${minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0')}`;
  return `${offset < 0 ? '-' : '+'}${text}`;
}

const POSIX =
  /^([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)([+-]?\d{1,2}(?::\d\d(?::\d\d)?)?)(?:([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)([+-]?\d{1,2}(?::\d\d(?::\d\d)?)?)?(?:,([^,]+),([^,]+))?)?$/;

function posixZone(text: string): Zone | undefined {
  const found = POSIX.exec(text);
  if (found === null) return undefined;
  const strip = (name: string): string => name.replace(/[<>]/g, '');
  const standard = { offsetSeconds: -clock(found[2]!), name: strip(found[1]!) };
  if (found[3] === undefined) return () => standard;
  const summer = {
    offsetSeconds: found[4] === undefined ? standard.offsetSeconds + 3600 : -clock(found[4]),
    name: strip(found[3]),
  };
  const start = found[5] ?? 'M3.2.0';
  const end = found[6] ?? 'M11.1.0';
  return seconds => {
    const year = 1970 + Math.floor((seconds + standard.offsetSeconds) / (365.2425 * DAY));
    const from = ruleTime(start, year) - standard.offsetSeconds;
    const to = ruleTime(end, year) - summer.offsetSeconds;
    const within = from < to ? seconds >= from && seconds < to : seconds >= from || seconds < to;
    return within ? summer : standard;
  };
}

/** "-1", "5:30", "02:00:00" as seconds. */
function clock(text: string): number {
  const [hours = '0', minutes = '0', seconds = '0'] = text.replace(/^[+-]/, '').split(':');
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return text.startsWith('-') ? -total : total;
}

/** The local instant, as if it were UTC, of a rule "Mm.w.d/time", "Jn" or "n" in a year. */
function ruleTime(rule: string, year: number): number {
  const [day = '', time] = rule.split('/');
  const seconds = time === undefined ? 7200 : clock(time);
  const month = /^M(\d+)\.(\d)\.(\d)$/.exec(day);
  if (month === null) {
    const number = Number(day.replace('J', ''));
    const leap = daysOf(year, 3, 1) - daysOf(year, 2, 1) === 29;
    const shift = day.startsWith('J') ? (leap && number > 59 ? 0 : -1) : 0;
    return (daysOf(year, 1, 1) + number + shift) * DAY + seconds;
  }
  const [, m = '1', week = '1', weekday = '0'] = month;
  const first = daysOf(year, Number(m), 1);
  const firstWeekday = (((first + 4) % 7) + 7) % 7;
  let date = first + ((Number(weekday) - firstWeekday + 7) % 7) + (Number(week) - 1) * 7;
  if (date >= daysOf(year, Number(m) + 1, 1)) date -= 7;
  return date * DAY + seconds;
}
