// jq's functions of time.

import { civilOf, DAY_NAMES, MONTH_NAMES, secondsOf, strftime } from '../lib/dates.ts';
import { daysOf } from '../lib/zones.ts';
import { described, fail } from './errors.ts';
import type { Plain } from './evaluate.ts';
import { isNumber, type Json, numberOf } from './json.ts';

/** Seconds since 1970 as broken-down time: months from 0, seconds with their fraction. */
function brokenDown(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  if (!isNumber(value)) return fail('gmtime() requires a number');
  const seconds = numberOf(value);
  const time = civilOf(Math.floor(seconds));
  return [
    time.year,
    time.month - 1,
    time.day,
    time.hour,
    time.minute,
    time.second + (seconds - Math.floor(seconds)),
    time.weekday,
    time.yearday - 1,
  ];
}

function seconds(value: Json, name: string): number {
  if (!Array.isArray(value) || value.length < 6) return fail(`${name} requires array of 6 numbers`);
  const parts = value.map(part => (isNumber(part) ? numberOf(part) : fail(`${name} requires parsed datetime inputs`)));
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  return secondsOf({ year, month: month + 1, day, hour, minute, second: Math.floor(second) });
}

/** strptime(3), as far as dates go. */
function parseTime(value: Json, format: string): Json[] {
  const bad = (): never => fail(`date ${compactText(value)} does not match format "${format}"`);
  if (typeof value !== 'string') return fail(`strptime/1 requires string inputs and arguments`);
  const parts = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  let at = 0;
  let epoch: number | undefined;
  const take = (pattern: RegExp): string => {
    const found = pattern.exec(value.slice(at));
    if (found === null) return bad();
    at += found[0].length;
    return found[0];
  };
  const spec = format.replaceAll('%T', '%H:%M:%S').replaceAll('%F', '%Y-%m-%d').replaceAll('%D', '%m/%d/%y').replaceAll('%R', '%H:%M');
  for (let index = 0; index < spec.length; index++) {
    const char = spec[index]!;
    if (char !== '%') {
      if (/\s/.test(char)) take(/^\s*/);
      else if (value[at] === char) at++;
      else return bad();
      continue;
    }
    const letter = spec[++index]!;
    const number = (): number => Number(take(/^\s*\d{1,2}/));
    if (letter === 'Y') parts.year = Number(take(/^-?\d{4}/));
    else if (letter === 'm') parts.month = number();
    else if (letter === 'd' || letter === 'e') parts.day = number();
    else if (letter === 'H') parts.hour = number();
    else if (letter === 'M') parts.minute = number();
    else if (letter === 'S') parts.second = number();
    else if (letter === 'y') {
      const year = number();
      parts.year = year < 69 ? 2000 + year : 1900 + year;
    } else if (letter === 'j') parts.day = Number(take(/^\d{1,3}/));
    else if (letter === 'Z') take(/^[A-Za-z]+/);
    else if (letter === 'z') take(/^(?:Z|[+-]\d\d:?\d\d)/);
    else if (letter === 's') epoch = Number(take(/^\d+/));
    else if (letter === 'b' || letter === 'B' || letter === 'h') {
      const name = take(/^[A-Za-z]+/).toLowerCase();
      parts.month = MONTH_NAMES.findIndex(month => month.toLowerCase().startsWith(name.slice(0, 3))) + 1;
      if (parts.month === 0) return bad();
    } else if (letter === 'a' || letter === 'A') {
      const name = take(/^[A-Za-z]+/).toLowerCase();
      if (!DAY_NAMES.some(day => day.toLowerCase().startsWith(name.slice(0, 3)))) return bad();
    } else return bad();
  }
  if (at < value.length) return bad();
  if (epoch !== undefined) return brokenDown(epoch);
  if (
    parts.month > 12 ||
    parts.day < 1 ||
    parts.day > daysOf(parts.year, parts.month + 1, 1) - daysOf(parts.year, parts.month, 1) ||
    parts.hour > 23 ||
    parts.minute > 59
  )
    return bad();
  return brokenDown(secondsOf(parts));
}

const compactText = (value: Json): string => JSON.stringify(value);
const format = (value: Json, text: Json | undefined, name: string): string => {
  if (typeof text !== 'string') return fail(`${name} requires a string format`);
  if (!isNumber(value) && !Array.isArray(value)) return fail(`${name} requires parsed datetime inputs`);
  const at = isNumber(value) ? numberOf(value) : seconds(value, name);
  return strftime(text, { seconds: Math.floor(at), nanoseconds: 0 });
};
const ISO = '%Y-%m-%dT%H:%M:%SZ';

export const TIMES: Readonly<Record<string, Plain>> = {
  'now/0': (_, __, evaluator) => evaluator.world.nowSeconds,
  'gmtime/0': brokenDown,
  'localtime/0': brokenDown,
  'mktime/0': value => seconds(value, 'mktime'),
  'strftime/1': (value, [text]) => format(value, text, 'strftime/1'),
  'strflocaltime/1': (value, [text]) => format(value, text, 'strflocaltime/1'),
  'strptime/1': (value, [text]) => parseTime(value, String(text)),
  'todate/0': value => format(value, ISO, 'strftime/1'),
  'fromdate/0': value => seconds(parseTime(value, ISO), 'mktime'),
  'fromdateiso8601/0': value => seconds(parseTime(value, ISO), 'mktime'),
  'todateiso8601/0': value => format(value, ISO, 'strftime/1'),
  'dateadd/2': (value, [, by]) =>
    isNumber(value) && isNumber(by!) ? numberOf(value) + numberOf(by as number) : fail(`${described(value)} is no date`),
};
